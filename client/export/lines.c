/* lines.c: an export as the contract has it: docline.h writes it, this puts it into a file. */
#include "client/export/sink.h"
#include <stdlib.h>

struct lines {
    struct sink sink;
    struct stream *out;
    struct doctally tally; /* hashes the lines */
    struct buf line;
};

static void lines_free(struct lines *l)
{
    struct buf rest = {0};
    doctally_end(&l->tally, &rest);
    buf_free(&rest);
    buf_free(&l->line);
    free(l);
}

static int lines_document(struct sink *sink, const struct msg_row *row, struct view result,
                          struct view original, struct err *err)
{
    struct lines *l = (struct lines *)sink;
    l->line.len = 0;
    if (docline(row, result, &l->line, err) != 0) return -1;
    if (sink->wants_text && original.len) docline_add_text(&l->line, result, original);
    doctally_add(&l->tally, row, buf_view(&l->line));
    return stream_write(l->out, buf_view(&l->line), err);
}

static int lines_end(struct sink *sink, const struct doctally *counts, struct err *err)
{
    struct lines *l = (struct lines *)sink;
    l->line.len = 0;
    doctally_end(&l->tally, &l->line);
    int result = stream_write(l->out, buf_view(&l->line), err);
    if (result == 0)
        result = stream_keep(&l->out, NULL, err);
    else
        stream_drop(&l->out);
    lines_free(l);
    return result;
}

static void lines_drop(struct sink *sink)
{
    struct lines *l = (struct lines *)sink;
    stream_drop(&l->out);
    lines_free(l);
}

struct sink *sink_lines(const struct export_order *order, struct err *err)
{
    struct stream *out = stream_open(order->output, false, err);
    if (!out) return NULL;
    struct lines *l = xcalloc(1, sizeof *l);
    *l = (struct lines){.sink = {.wants_text = order->with_text,
                                 .document = lines_document,
                                 .end = lines_end,
                                 .drop = lines_drop},
                        .out = out};
    return &l->sink;
}
