/* delimited.c: a flat table as CSV or TSV, under a heading.
 *
 * CSV: RFC 4180, but lines end with a newline alone: cells with a comma, a quote or a line end
 * stand in quotes, quotes in them are doubled. TSV: as table.h promises. A cell that is not there
 * and one that is empty look the same.
 */
#include "client/export/sink.h"
#include "client/table.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct delimited {
    struct flat_writer writer;
    struct stream *out;
    const struct flat_table *table;
    bool tabs;
    struct buf line;
};

static bool needs_quotes(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == ',' || text.at[i] == '"' || text.at[i] == '\n' || text.at[i] == '\r')
            return true;
    return false;
}

static void add_csv(struct buf *out, struct view text)
{
    if (!needs_quotes(text)) {
        buf_add_view(out, text);
        return;
    }
    buf_add_char(out, '"');
    while (text.len > 0) {
        const char *quote = memchr(text.at, '"', text.len);
        size_t len = quote ? (size_t)(quote - text.at) + 1 : text.len;
        buf_add(out, text.at, len);
        if (quote) buf_add_char(out, '"');
        text.at += len;
        text.len -= len;
    }
    buf_add_char(out, '"');
}

static void add_cell(struct delimited *d, enum flat_type type, const struct flat_value *v)
{
    if (!v->present) return;
    switch (type) {
    case FLAT_TEXT: d->tabs ? table_escape(&d->line, v->text) : add_csv(&d->line, v->text); break;
    case FLAT_INTEGER: buf_format(&d->line, "%" PRId64, v->integer); break;
    case FLAT_REAL: buf_format(&d->line, "%.15g", v->real); break;
    }
}

static int delimited_row(struct flat_writer *w, const struct flat_value *values, struct err *err)
{
    struct delimited *d = (struct delimited *)w;
    d->line.len = 0;
    for (size_t c = 0; c < d->table->count; c++) {
        if (c > 0) buf_add_char(&d->line, d->tabs ? '\t' : ',');
        add_cell(d, d->table->columns[c].type, &values[c]);
    }
    buf_add_char(&d->line, '\n');
    return stream_write(d->out, buf_view(&d->line), err);
}

/* The heading waits in the line buffer until the first row, or the end, can report an error. */
static int write_heading(struct delimited *d, struct err *err)
{
    for (size_t c = 0; c < d->table->count; c++)
        buf_format(&d->line, "%s%s", c == 0 ? "" : d->tabs ? "\t" : ",", d->table->columns[c].name);
    buf_add_char(&d->line, '\n');
    return stream_write(d->out, buf_view(&d->line), err);
}

static int delimited_first_row(struct flat_writer *w, const struct flat_value *values,
                               struct err *err)
{
    w->row = delimited_row;
    if (write_heading((struct delimited *)w, err) != 0) return -1;
    return values ? delimited_row(w, values, err) : 0;
}

static int delimited_end(struct flat_writer *w, const struct doctally *counts, struct err *err)
{
    return w->row == delimited_first_row ? delimited_first_row(w, NULL, err) : 0;
}

static void delimited_free(struct flat_writer *w)
{
    struct delimited *d = (struct delimited *)w;
    buf_free(&d->line);
    free(d);
}

struct flat_writer *delimited_writer(struct stream *out, const struct flat_table *table,
                                     const struct export_order *order)
{
    struct delimited *d = xcalloc(1, sizeof *d);
    *d = (struct delimited){
        .writer = {.row = delimited_first_row, .end = delimited_end, .free = delimited_free},
        .out = out,
        .table = table,
        .tabs = order->format == EXPORT_TSV};
    if (order->bom) buf_add_string(&d->line, "\xef\xbb\xbf");
    return &d->writer;
}
