/* reread.c: see reread.h. */
#include "client/reread.h"
#include "client/program.h"
#include "proto/docline.h"
#include "proto/pack.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 300000 };

struct reread {
    struct buf program, in, out; /* paths */
    char directory[sizeof "/tmp/garner-verify-XXXXXX"];
};

struct reread *reread_open(struct err *err)
{
    struct reread *r = xcalloc(1, sizeof *r);
    strcpy(r->directory, "/tmp/garner-verify-XXXXXX");
    if (!mkdtemp(r->directory)) {
        fail_errno(err, 0, "%s", r->directory);
        free(r);
        return NULL;
    }
    buf_format(&r->in, "%s/in", r->directory);
    buf_format(&r->out, "%s/out", r->directory);
    if (program_find("garner-worker", &r->program, err) != 0) reread_close(&r);
    return r;
}

void reread_close(struct reread **r)
{
    if (!*r) return;
    unlink(buf_string(&(*r)->in));
    unlink(buf_string(&(*r)->out));
    rmdir((*r)->directory);
    buf_free(&(*r)->program);
    buf_free(&(*r)->in);
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

/* The program's line of the original; type may be NULL. */
static int extract(struct reread *r, const struct msg_row *row, const char *type, struct buf *line,
                   struct err *err)
{
    struct buf archive = {0}, source = {0};
    pid_t pid;
    buf_format(&archive, "--archive=%.*s", (int)row->archive.len, row->archive.at);
    buf_format(&source, "--source=%.*s", (int)row->source.len, row->source.at);
    char *argv[] = {(char *)buf_string(&r->program),
                    "extract",
                    (char *)buf_string(&archive),
                    (char *)buf_string(&source),
                    (char *)buf_string(&r->in),
                    (char *)type,
                    NULL};
    unlink(buf_string(&r->out));
    int rc = program_start(argv, buf_string(&r->out), &pid, err);
    if (rc == 0 && !program_ended_within(&pid, WAIT_MS)) {
        program_stop(&pid, 0);
        rc = fail(err, 0, "%s does not end", buf_string(&r->program));
    }
    line->len = 0;
    if (rc == 0) rc = read_file(buf_string(&r->out), line, err);
    buf_free(&archive);
    buf_free(&source);
    return rc;
}

static bool names_extractor(const struct buf *line, struct view extractor)
{
    struct buf wanted = {0};
    buf_format(&wanted, "\"extractor\":\"%.*s\"", (int)extractor.len, extractor.at);
    bool named = memmem(line->at, line->len, wanted.at, wanted.len) != NULL;
    buf_free(&wanted);
    return named;
}

int reread_check(struct reread *r, const struct msg_row *row, struct view result,
                 struct view original, enum reread_verdict *verdict, struct err *err)
{
    struct buf wanted = {0}, line = {0}, type = {0};
    struct view media = unpack_text(unpack_of(result), "media_type");
    struct view charset = unpack_text(unpack_of(result), "charset");
    buf_format(&type, "--type=%.*s; charset=%.*s", (int)media.len, media.at, (int)charset.len,
               charset.at);
    *verdict = REREAD_OTHER;
    int rc = docline(row, result, &wanted, err);
    if (rc == 0) rc = write_file(buf_string(&r->in), original, err);
    for (int told = 0; rc == 0 && told < 2 && *verdict == REREAD_OTHER; told++) {
        rc = extract(r, row, told ? buf_string(&type) : NULL, &line, err);
        if (rc != 0) break;
        if (!names_extractor(&line, row->extractor))
            *verdict = REREAD_OTHER_EXTRACTOR;
        else if (view_equal(buf_view(&line), buf_view(&wanted)))
            *verdict = REREAD_SAME;
    }
    buf_free(&wanted);
    buf_free(&line);
    buf_free(&type);
    return rc;
}
