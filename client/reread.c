/* reread.c: see reread.h. */
#include "client/reread.h"
#include "client/program.h"
#include "proto/docline.h"
#include "proto/id.h"
#include "proto/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 300000, BATCH = 64, BATCH_BYTES = 16 << 20 };

static const char line_start[] = "{\"type\":\"document\",\"doc\":\"";
/* How many bytes of a line say whose it is. */
enum { IDENTITY = sizeof line_start - 1 + 2 * DOC_ID_LEN };

struct waiting {
    struct buf archive, source, extractor; /* of its row */
    struct buf line;                       /* what the program shall give */
    struct buf told;                       /* its line of the list */
    struct buf path;                       /* of its original */
};

struct reread {
    struct buf program, list, out; /* paths */
    char directory[sizeof "/tmp/garner-verify-XXXXXX"];
    struct waiting waiting[BATCH];
    size_t count, bytes; /* of what waits */
    reread_judge *judge;
    void *context;
};

struct reread *reread_open(reread_judge *judge, void *context, struct err *err)
{
    struct reread *r = xcalloc(1, sizeof *r);
    r->judge = judge;
    r->context = context;
    strcpy(r->directory, "/tmp/garner-verify-XXXXXX");
    if (!mkdtemp(r->directory)) {
        fail_errno(err, 0, "%s", r->directory);
        free(r);
        return NULL;
    }
    buf_format(&r->list, "%s/list", r->directory);
    buf_format(&r->out, "%s/out", r->directory);
    for (size_t i = 0; i < BATCH; i++) buf_format(&r->waiting[i].path, "%s/%zu", r->directory, i);
    if (program_find("garner-worker", &r->program, err) != 0) reread_close(&r);
    return r;
}

static void waiting_free(struct waiting *w)
{
    buf_free(&w->archive);
    buf_free(&w->source);
    buf_free(&w->extractor);
    buf_free(&w->line);
    buf_free(&w->told);
    unlink(buf_string(&w->path));
    buf_free(&w->path);
}

void reread_close(struct reread **r)
{
    if (!*r) return;
    for (size_t i = 0; i < BATCH; i++) waiting_free(&(*r)->waiting[i]);
    unlink(buf_string(&(*r)->list));
    unlink(buf_string(&(*r)->out));
    rmdir((*r)->directory);
    buf_free(&(*r)->program);
    buf_free(&(*r)->list);
    buf_free(&(*r)->out);
    free(*r);
    *r = NULL;
}

static int write_file(const char *path, struct view bytes, struct err *err)
{
    FILE *f = fopen(path, "wb");
    if (!f) return fail_errno(err, 0, "%s", path);
    bool whole = fwrite(bytes.at, 1, bytes.len, f) == bytes.len;
    if (fclose(f) != 0 || !whole) return fail_errno(err, 0, "%s", path);
    return 0;
}

static int read_file(const char *path, struct buf *out, struct err *err)
{
    FILE *f = fopen(path, "rb");
    if (!f) return fail_errno(err, 0, "%s", path);
    for (size_t got = 1; got > 0; out->len += got) {
        buf_reserve(out, 65536);
        got = fread(out->at + out->len, 1, 65536, f);
    }
    fclose(f);
    return 0;
}

/* ---- The program ---- */

/* Reads the originals from number `from` on; what the program writes is added to *lines. */
static int extract(struct reread *r, size_t from, struct buf *lines, struct err *err)
{
    pid_t pid;
    struct buf list = {0};
    char *argv[] = {(char *)buf_string(&r->program), "extract", "--list",
                    (char *)buf_string(&r->list), NULL};
    for (size_t i = from; i < r->count; i++) buf_add_view(&list, buf_view(&r->waiting[i].told));
    int rc = write_file(buf_string(&r->list), buf_view(&list), err);
    buf_free(&list);
    if (rc == 0) rc = program_start_into(argv, buf_string(&r->out), &pid, err);
    if (rc != 0) return rc;
    if (!program_ended_within(&pid, WAIT_MS)) program_stop(&pid, 0);
    lines->len = 0;
    return read_file(buf_string(&r->out), lines, err);
}

/* Takes the document's line, and those before it, off *lines; false if there is none of it. */
static bool take_line(const struct waiting *w, struct view *lines, struct view *line)
{
    const char *at = memmem(lines->at, lines->len, w->line.at, IDENTITY);
    if (!at) return false;
    const char *end = lines->at + lines->len, *newline = memchr(at, '\n', (size_t)(end - at));
    const char *behind = newline ? newline + 1 : end;
    *line = (struct view){at, (size_t)(behind - at)};
    *lines = (struct view){behind, (size_t)(end - behind)};
    return true;
}

static bool names_extractor(struct view line, struct view extractor)
{
    struct buf wanted = {0};
    buf_format(&wanted, "\"extractor\":\"%.*s\"", (int)extractor.len, extractor.at);
    bool named = memmem(line.at, line.len, wanted.at, wanted.len) != NULL;
    buf_free(&wanted);
    return named;
}

static enum reread_verdict verdict_of(const struct waiting *w, struct view line)
{
    if (!names_extractor(line, buf_view(&w->extractor))) return REREAD_OTHER_EXTRACTOR;
    return view_equal(line, buf_view(&w->line)) ? REREAD_SAME : REREAD_OTHER;
}

/* ---- Batches ---- */

/* Judges the documents from number *at on, up to the first without a line: the program may have
 * died of that one, so that those behind it want another run. */
static void judge_run(struct reread *r, struct view lines, size_t *at)
{
    bool given = true;
    while (given && *at < r->count) {
        const struct waiting *w = &r->waiting[(*at)++];
        struct view line;
        given = take_line(w, &lines, &line);
        r->judge(r->context, buf_view(&w->archive), buf_view(&w->source),
                 given ? verdict_of(w, line) : REREAD_NOTHING);
    }
}

int reread_finish(struct reread *r, struct err *err)
{
    struct buf lines = {0};
    int rc = 0;
    for (size_t at = 0; rc == 0 && at < r->count;) {
        rc = extract(r, at, &lines, err);
        if (rc == 0) judge_run(r, buf_view(&lines), &at);
    }
    for (size_t i = 0; i < r->count; i++) unlink(buf_string(&r->waiting[i].path));
    r->count = r->bytes = 0;
    buf_free(&lines);
    return rc;
}

static void keep(struct buf *kept, struct view text)
{
    kept->len = 0;
    buf_add_view(kept, text);
}

/* The document's line of the list. */
static void tell(struct waiting *w, const struct msg_row *row)
{
    const struct {
        const char *key;
        struct view text;
    } members[] = {{"{\"file\":", buf_view(&w->path)},
                   {",\"archive\":", row->archive},
                   {",\"source\":", row->source},
                   {",\"type\":", row->declared},
                   {",\"date\":", row->date}};
    w->told.len = 0;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        buf_add_string(&w->told, members[i].key);
        json_string(&w->told, members[i].text);
    }
    buf_add_string(&w->told, "}\n");
}

int reread_add(struct reread *r, const struct msg_row *row, struct view result,
               struct view original, struct err *err)
{
    struct waiting *w = &r->waiting[r->count];
    w->line.len = 0;
    if (docline(row, result, &w->line, err) != 0) return -1;
    if (write_file(buf_string(&w->path), original, err) != 0) return -1;
    keep(&w->archive, row->archive);
    keep(&w->source, row->source);
    keep(&w->extractor, row->extractor);
    tell(w, row);
    r->count++;
    r->bytes += original.len;
    return r->count < BATCH && r->bytes < BATCH_BYTES ? 0 : reread_finish(r, err);
}
