/* filter.c: see filter.h. */
#include "workers/command/filter.h"
#include "workers/command/command.h"
#include "workers/decode.h"
#include "workers/file.h"
#include "workers/format/wrap.h"
#include "workers/segment.h"
#include <stdio.h>

static int read_document(struct document *d, struct err *err)
{
    static const struct stage *const stages[] = {&stage_decode, &stage_join, &stage_segment};
    static const struct budget no_limit;
    unsigned reason;
    d->media_type = d->charset = "";
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (stages[i]->run(d, NULL, &no_limit, &reason, err) == STAGE_REFUSED) return -1;
    return 0;
}

static int whole_file(const char *path, struct document *d,
                      void (*print)(const struct document *d, void *context), void *context)
{
    struct buf bytes = {0};
    struct err err;
    int status = STATUS_GOOD;
    if (file_read(path, &bytes, &err) != 0)
        status = command_trouble(&err);
    else if (bytes.len > MAX_DOCUMENT) {
        fail(&err, 0, "%s: more than the limit of %d bytes", path, MAX_DOCUMENT);
        status = command_trouble(&err);
    } else {
        d->bytes = buf_view(&bytes);
        d->source = view_of(path);
        if (read_document(d, &err) == 0) {
            print(d, context);
        } else {
            fprintf(stderr, "garner-worker: %s: %s\n", path, err.text);
            status = STATUS_SOME_FAILED;
        }
    }
    buf_free(&bytes);
    return status;
}

int filter_documents(int count, char **paths, const char *declared,
                     void (*print)(const struct document *d, void *context), void *context)
{
    static char standard_input[] = "-", *alone[] = {standard_input};
    struct arena arena = {0};
    int worst = STATUS_GOOD;
    if (count == 0) count = 1, paths = alone;
    for (int i = 0; i < count; i++) {
        struct document d = {.arena = &arena, .declared = view_of(declared ? declared : "")};
        int status = whole_file(paths[i], &d, print, context);
        if (status > worst) worst = status;
        arena_reset(&arena);
    }
    arena_free(&arena);
    return worst;
}
