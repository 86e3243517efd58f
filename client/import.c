/* import.c: garner import: what workers found without a broker, into a store. */
#include "client/command.h"
#include "client/import_work.h"
#include "client/interrupt.h"
#include "client/submitter.h"
#include "client/verdicts.h"
#include "proto/docline.h"
#include "proto/language.h"
#include <inttypes.h>
#include <string.h>

enum {
    PATIENCE_MS = 300000, /* with a broker that was there, and may be started again */
    TOLD_MOST = 20,       /* lines of a file that are named, when more are refused */
    ARCHIVES_MOST = 16,   /* that documents are offered to at once */
    TURN_MS = 100,
};

static bool no_wait;
static const struct option_row import_options[] = {
    {"no-wait", 0, OPTION_FLAG, &no_wait, NULL, NULL, 0, 0,
     "give up when the broker's disk is full, instead of waiting for room"},
};

/* An archive that documents are offered to. */
struct target {
    struct buf archive;
    struct submitter *submitter;
};

struct import {
    struct reach reach;
    struct import_lines lines;
    struct docline_read line; /* the one at hand */
    struct intake intake;
    struct buf extractor; /* that of all results; empty before the first */
    struct target targets[ARCHIVES_MOST];
    size_t target_count;
    struct submitter_counts counts; /* of submitters that are gone */
    struct doctally tally;          /* of the lines since the last trailer */
    uint64_t documents, refused;
    uint32_t told_file; /* where lines were named last, */
    uint64_t told;      /* and how many */
    struct buf rebuilt; /* a trailer as it should be */
};

/* ---- Refusing ---- */

static void refuse(struct import *m, const struct import_place *place, const struct err *why)
{
    struct err err;
    m->refused++;
    if (m->told_file != place->file) m->told = 0;
    m->told_file = place->file;
    if (++m->told > TOLD_MOST + 1) return;
    import_lines_fail(&m->lines, place, why, &err);
    if (m->told > TOLD_MOST)
        fail(&err, 0, "%s: more lines are refused", m->lines.paths[place->file]);
    trouble(&err);
}

/* ---- Offering ---- */

static void add_counts(struct submitter_counts *to, const struct submitter_counts *from)
{
    to->offered += from->offered;
    to->answered += from->answered;
    to->bytes += from->bytes;
    for (int i = 0; i < SUBMITTER_VERDICTS; i++) to->verdicts[i] += from->verdicts[i];
}

static bool is_idle(const struct import *m)
{
    for (size_t i = 0; i < m->target_count; i++)
        if (!submitter_is_idle(m->targets[i].submitter)) return false;
    return true;
}

static int take_reply(struct import *m, const struct reply *r, struct err *err)
{
    int taken = 0;
    for (size_t i = 0; i < m->target_count && taken == 0; i++)
        taken = submitter_take(m->targets[i].submitter, r, err);
    return taken < 0 ? -1 : 0;
}

static int check_room(const struct import *m, struct err *err)
{
    for (size_t i = 0; no_wait && i < m->target_count; i++) {
        const char *stalled = submitter_stalled(m->targets[i].submitter);
        if (stalled) return fail(err, ERR_DISK_FULL, "%s", stalled);
    }
    return interrupt_came() ? fail(err, 0, "interrupted; the same command goes on from here") : 0;
}

/* Sends what can be sent, and takes a reply. */
static int converse(struct import *m, bool flush, int timeout_ms, struct err *err)
{
    struct reply r = {0};
    for (size_t i = 0; i < m->target_count; i++) submitter_push(m->targets[i].submitter, flush);
    int got = session_receive(m->reach.session, timeout_ms, &r, err);
    if (got > 0) got = take_reply(m, &r, err);
    reply_free(&r);
    return got < 0 ? -1 : check_room(m, err);
}

/* Until everything offered has its verdict. */
static int settle(struct import *m, struct err *err)
{
    while (!is_idle(m))
        if (converse(m, true, TURN_MS, err) != 0) return -1;
    return 0;
}

static void free_targets(struct import *m)
{
    for (size_t i = 0; i < m->target_count; i++) {
        add_counts(&m->counts, submitter_counts(m->targets[i].submitter));
        submitter_free(&m->targets[i].submitter);
        buf_free(&m->targets[i].archive);
    }
    m->target_count = 0;
}

/* The submitter to an archive; where there are too many, all are ended first. NULL with *err. */
static struct submitter *submitter_to(struct import *m, struct view archive, struct err *err)
{
    for (size_t i = 0; i < m->target_count; i++)
        if (view_equal(buf_view(&m->targets[i].archive), archive)) return m->targets[i].submitter;
    if (m->target_count == ARCHIVES_MOST) {
        if (settle(m, err) != 0) return NULL;
        free_targets(m);
    }
    struct target *t = &m->targets[m->target_count++];
    *t = (struct target){.submitter = submitter_new(m->reach.session, archive)};
    buf_add_view(&t->archive, archive);
    return t->submitter;
}

static int offer(struct import *m, struct err *err)
{
    const struct msg_row *row = &m->line.row;
    struct submitter *to = submitter_to(m, row->archive, err);
    if (!to) return -1;
    intake_clear(&m->intake);
    if (m->line.has_content)
        buf_add_view(&m->intake.bytes, m->line.original);
    else
        intake_refuse(&m->intake, (unsigned)row->reason, "%.*s", (int)row->detail.len,
                      row->detail.at);
    m->intake.length = row->bytes;
    while (!submitter_has_room(to))
        if (converse(m, false, TURN_MS, err) != 0) return -1;
    submitter_offer(to, row->source, &m->intake);
    return converse(m, false, 0, err);
}

/* ---- Lines ---- */

/* What one store did with a document (superseded it, lost its workers) says nothing to another. */
static int check_reason(const struct msg_row *row, struct err *err)
{
    switch (row->reason) {
    case REASON_SUPERSEDED:
    case REASON_OPERATOR:
    case REASON_LOST:
    case REASON_BAD_RESULT:
        return fail(err, 0, "%s(%s) is left out: no worker found that",
                    state_name((unsigned)row->state), reason_name((unsigned)row->reason));
    default: return 0;
    }
}

/* Whether a worker has an outcome to tell. */
static bool has_outcome(const struct docline_read *d)
{
    return d->has_content && d->row.state != STATE_DUPLICATE;
}

static int check_extractor(struct import *m, struct err *err)
{
    struct view extractor = m->line.row.extractor;
    if (!has_outcome(&m->line)) return 0;
    if (extractor.len == 0) return fail(err, 0, "it does not say what extractor made it");
    if (m->extractor.len == 0) buf_add_view(&m->extractor, extractor);
    if (view_equal(buf_view(&m->extractor), extractor)) return 0;
    return fail(err, 0, "its extractor is %.*s, that of the lines before %s", (int)extractor.len,
                extractor.at, buf_string(&m->extractor));
}

/* A line that cannot be taken is refused, and does not keep the others from being taken; -1 with
 * *err only where there is no going on. */
static int take_document(struct import *m, struct view line, struct import_place *place,
                         struct err *err)
{
    struct err why;
    bool good = docline_read(&m->line, line, &why) == 0 && check_reason(&m->line.row, &why) == 0 &&
                check_extractor(m, &why) == 0;
    doctally_add(&m->tally, &m->line.row, (struct view){line.at, line.len + 1});
    if (!good) {
        refuse(m, place, &why);
        return 0;
    }
    m->documents++;
    memcpy(place->doc, m->line.row.doc.at, DOC_ID_LEN);
    if (has_outcome(&m->line)) import_lines_keep(&m->lines, place);
    return offer(m, err);
}

/* It has to be what the lines since the last one add up to. */
static void take_trailer(struct import *m, struct view line, const struct import_place *place)
{
    struct err why;
    m->rebuilt.len = 0;
    doctally_end(&m->tally, &m->rebuilt);
    if (view_equal(line, (struct view){m->rebuilt.at, m->rebuilt.len - 1})) return;
    fail(&why, 0, "the trailer is not that of the lines above it: some are missing or changed");
    refuse(m, place, &why);
}

static int take_lines(struct import *m, struct err *err)
{
    struct view line;
    struct import_place place = {0};
    uint32_t file = 0;
    int got;
    while ((got = import_lines_next(&m->lines, &line, &place, err)) == 1) {
        if (place.file != file) { /* a file of its own has a trailer of its own */
            m->rebuilt.len = 0;
            doctally_end(&m->tally, &m->rebuilt);
        }
        file = place.file;
        if (docline_is_trailer(line))
            take_trailer(m, line, &place);
        else if (take_document(m, line, &place, err) != 0)
            return -1;
    }
    return got < 0 ? -1 : settle(m, err);
}

/* ---- The whole ---- */

static int import_results(struct import *m, struct err *err)
{
    struct import_work work = {.lines = &m->lines,
                               .client = m->reach.session,
                               .place = &m->reach.place,
                               .extractor = buf_string(&m->extractor),
                               .quiet = common.quiet};
    if (m->lines.known == 0) return 0;
    if (import_work(&work, PATIENCE_MS, err) != 0) return -1;
    if (interrupt_came()) return fail(err, 0, "interrupted; the same command goes on from here");
    if (work.strangers > 0 && !common.quiet)
        fprintf(
            stderr,
            _("garner: %" PRIu64 " documents of the store are in none of these files, and wait\n"),
            work.strangers);
    return 0;
}

static int finish(struct import *m, int result, const struct err *err)
{
    free_targets(m);
    verdicts_tell(&m->counts, output_form());
    if (result != 0) return interrupt_status(trouble(err));
    if (m->refused > 0) {
        fprintf(stderr, _("garner: %" PRIu64 " lines were refused; all others are in the store\n"),
                m->refused);
        return TROUBLE;
    }
    return m->documents > 0 ? FOUND : NOTHING;
}

static void free_import(struct import *m)
{
    struct buf rest = {0};
    free_targets(m);
    doctally_end(&m->tally, &rest);
    buf_free(&rest);
    docline_read_free(&m->line);
    import_lines_free(&m->lines);
    intake_free(&m->intake);
    buf_free(&m->extractor);
    buf_free(&m->rebuilt);
    reach_close(&m->reach);
}

static int import_run(char **paths, size_t count)
{
    static struct import m;
    struct err err;
    interrupt_catch();
    m.lines = (struct import_lines){.paths = paths, .count = count};
    int result = import_lines_check(&m.lines, &err);
    if (result == 0) result = reach_open(&m.reach, true, &err);
    if (result != 0) {
        reach_close(&m.reach);
        return interrupt_status(trouble(&err));
    }
    if (common.timeout_ms < PATIENCE_MS) session_set_patience(m.reach.session, PATIENCE_MS);
    result = take_lines(&m, &err);
    if (result == 0) result = import_results(&m, &err);
    int status = finish(&m, result, &err);
    free_import(&m);
    return status;
}

const struct command import_command = {
    .name = "import",
    .operands = "FILE…",
    .least = 1,
    .most = SIZE_MAX,
    .text = "take in what garner-worker extract or another store found",
    .details =
        "Each FILE holds the lines that garner-worker extract --with-text or garner export\n"
        "--with-text wrote. Documents and results are stored, checked and indexed as if a worker\n"
        "of this store had found them: garner export gives the same lines again, and a line of\n"
        "which that is not so is refused, by file and line; all others are taken. The same\n"
        "command can be repeated: what is in the store already is known, what is not goes on.\n"
        "All results have to be of one extractor. A broker over a network has to let the key\n"
        "submit, query and work.\n\n"
        "Exit status 0 if there was any document, 1 if not, 2 if any line was refused, 130 after\n"
        "Ctrl-C. --json and --tsv as in garner help submit.",
    .options = import_options,
    .option_count = sizeof import_options / sizeof *import_options,
    .run = import_run,
};
