/* export.c: garner export: the whole ledger as JSON lines, and a trailer. */
#include "client/command.h"
#include "client/interrupt.h"
#include "client/pages.h"
#include "proto/docline.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    const char *output, *after;
} options;

static const struct option_row export_options[] = {
    {"output", 'o', OPTION_STRING, &options.output, "FILE", NULL, 0, 0,
     "write to FILE, which is replaced when all is written (default: standard output)"},
    {"after", 0, OPTION_STRING, &options.after, "ID", NULL, 0, 0,
     "only documents behind this one, to go on where an export was cut short"},
};

struct export
{
    FILE *out;
    struct doctally tally;
    struct buf line, result;
    uint64_t documents, left_out; /* written, and those that wait or run */
};

/* One document. The result is expanded, written as JSON, and dropped. */
static int write_row(void *context, const struct msg_row *row, const struct row_parts *parts,
                     struct err *err)
{
    struct export *x = context;
    if (row->state == STATE_WAITING || row->state == STATE_RUNNING) {
        x->left_out++;
        return 0;
    }
    x->line.len = x->result.len = 0;
    if (row_result(row, parts, &x->result, err) != 0) return -1;
    if (docline(row, buf_view(&x->result), &x->line, err) != 0) return -1;
    doctally_add(&x->tally, row, buf_view(&x->line));
    if (fwrite(x->line.at, 1, x->line.len, x->out) != x->line.len)
        return fail_errno(err, 0, "%s", options.output ? options.output : "standard output");
    return interrupt_came() ? fail(err, 0, "interrupted") : 0;
}

static int write_all(struct export *x, struct session *s, struct err *err)
{
    struct pages ask = {.parts = PART_RESULT, .take = write_row, .context = x};
    if (options.after &&
        hex_decode(view_of(options.after), ask.after, sizeof ask.after) != DOC_ID_LEN)
        return fail(err, 0, "--after %s: the 32 digits of an id are wanted", options.after);
    ask.after_len = options.after ? DOC_ID_LEN : 0;
    int result = pages_fetch(&ask, s, err);
    x->line.len = 0;
    x->documents = x->tally.documents;
    doctally_end(&x->tally, &x->line);
    if (result == 0 && fwrite(x->line.at, 1, x->line.len, x->out) != x->line.len)
        return fail_errno(err, 0, "%s", options.output ? options.output : "standard output");
    return result;
}

/* The file that is written, beside the one that it replaces. */
static int open_young(struct buf *young, FILE **out, struct err *err)
{
    buf_format(young, "%s.%d.new", options.output, (int)getpid());
    *out = fopen(buf_string(young), "wbx");
    return *out ? 0 : fail_errno(err, 0, "%s", buf_string(young));
}

/* Puts the written file, on the disk as it is, in the place of the old one; or removes it. */
static int close_young(struct buf *young, FILE *out, int result, struct err *err)
{
    if (result == 0 && (fflush(out) != 0 || fsync(fileno(out)) != 0))
        result = fail_errno(err, 0, "%s", options.output);
    if (fclose(out) != 0 && result == 0) result = fail_errno(err, 0, "%s", options.output);
    if (result == 0 && rename(buf_string(young), options.output) != 0)
        result = fail_errno(err, 0, "%s", options.output);
    if (result != 0) unlink(buf_string(young));
    return result;
}

static int export_to_file(struct export *x, struct session *s, struct err *err)
{
    struct buf young = {0};
    int result = open_young(&young, &x->out, err);
    if (result == 0) result = close_young(&young, x->out, write_all(x, s, err), err);
    buf_free(&young);
    return result;
}

static int export_run(char **operands, size_t count)
{
    struct reach r;
    struct err err;
    struct export x = {.out = stdout};
    int result = reach_open(&r, false, &err);
    if (result == 0 && options.output) {
        interrupt_catch();
        result = export_to_file(&x, r.session, &err);
    } else if (result == 0) {
        result = write_all(&x, r.session, &err);
    }
    reach_close(&r);
    buf_free(&x.line);
    buf_free(&x.result);
    if (result != 0) return trouble(&err);
    if (x.left_out > 0 && !common.quiet)
        fprintf(stderr, "garner: %" PRIu64 " documents still wait or run, and were left out\n",
                x.left_out);
    return x.documents > 0 ? FOUND : NOTHING;
}

const struct command export_command = {
    .name = "export",
    .operands = "",
    .text = "everything, as JSON lines",
    .details = "A line a document, in order of id, and a trailer that counts and hashes them. The "
               "same archive\n"
               "and the same extractor give the same bytes. Documents that wait or run are left "
               "out, which\n"
               "is told. Exit status 1 if there was no document.",
    .options = export_options,
    .option_count = sizeof export_options / sizeof *export_options,
    .run = export_run,
};
