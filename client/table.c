/* table.c: see table.h. */
#include "client/table.h"
#include "client/figures.h"
#include "client/terminal.h"
#include "client/text.h"
#include "proto/id.h"
#include "proto/json.h"
#include "proto/language.h"
#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 24, GAP = 2, SHRINK_TO = 12, READABLE = 20, ROWS_HELD = 1024 };

struct table {
    FILE *out;
    enum table_form form;
    const struct table_column *columns;
    size_t count, at; /* columns; of the next cell */
    struct buf line;  /* room for a line */
    bool headed;
    unsigned widths[COLUMNS_MAX];
    bool hidden[COLUMNS_MAX];
    unsigned char spare[COLUMNS_MAX]; /* columns, the first to go first */
    size_t spare_count;
    /* Rows held back, for people */
    struct arena arena;
    struct view *cells;
    size_t held; /* cells */
};

struct table *table_new(FILE *out, enum table_form form, const struct table_column *columns,
                        size_t count)
{
    assert(count <= COLUMNS_MAX);
    struct table *t = xcalloc(1, sizeof *t);
    *t = (struct table){.out = out, .form = form, .columns = columns, .count = count};
    for (size_t c = 0; c < count; c++) t->hidden[c] = columns[c].machine;
    if (form == TABLE_PEOPLE) t->cells = xmalloc(ROWS_HELD * count * sizeof *t->cells);
    return t;
}

void table_spare(struct table *t, const char *name)
{
    size_t c = 0;
    while (c < t->count && strcmp(t->columns[c].name, name) != 0) c++;
    assert(c < t->count);
    t->spare[t->spare_count++] = (unsigned char)c;
}

/* For people */

static void add_blanks(struct buf *out, unsigned count)
{
    while (count-- > 0) buf_add_char(out, ' ');
}

/* One cell in its column; nothing follows the last one. */
static void add_cell(struct table *t, size_t column, struct view text)
{
    unsigned width = t->widths[column], used = text_width(text);
    unsigned blanks = used < width ? width - used : 0;
    if (t->columns[column].right) add_blanks(&t->line, blanks);
    text_fit(&t->line, text, width);
    if (column + 1 == t->count) return;
    if (!t->columns[column].right) add_blanks(&t->line, blanks);
    add_blanks(&t->line, GAP);
}

static void print_line(struct table *t)
{
    while (t->line.len > 0 && t->line.at[t->line.len - 1] == ' ') t->line.len--;
    buf_add_char(&t->line, '\n');
    fwrite(t->line.at, 1, t->line.len, t->out);
    t->line.len = 0;
}

static void print_cells(struct table *t, const struct view *cells)
{
    for (size_t c = 0; c < t->count; c++)
        if (!t->hidden[c]) add_cell(t, c, cells[c]);
    print_line(t);
}

static void print_heading(struct table *t)
{
    struct view names[COLUMNS_MAX];
    const struct style *style = terminal_style(t->out);
    for (size_t c = 0; c < t->count; c++) names[c] = view_of(_(t->columns[c].name));
    fputs(style->dim, t->out);
    print_cells(t, names);
    fputs(style->off, t->out);
    t->headed = true;
}

/* Of all columns, where none that can be cut takes more than `most` cells. */
static unsigned total_width(const struct table *t, unsigned most)
{
    unsigned total = 0;
    for (size_t c = 0; c < t->count; c++) {
        if (t->hidden[c]) continue;
        bool cut = t->columns[c].shrinks && t->widths[c] > most;
        total += (cut ? most : t->widths[c]) + (total > 0 ? GAP : 0);
    }
    return total;
}

/* The widest column that may be cut further, or -1. */
static int widest_to_shrink(const struct table *t)
{
    int widest = -1;
    for (size_t c = 0; c < t->count; c++)
        if (t->columns[c].shrinks && !t->hidden[c] && t->widths[c] > SHRINK_TO &&
            (widest < 0 || t->widths[c] > t->widths[widest]))
            widest = (int)c;
    return widest;
}

/* Columns never become narrower from page to page, except to fit a terminal. */
static void set_widths(struct table *t)
{
    for (size_t i = 0; i < t->held; i++) {
        unsigned width = text_width(t->cells[i]);
        if (width > t->widths[i % t->count]) t->widths[i % t->count] = width;
    }
    for (size_t c = 0; c < t->count; c++) {
        unsigned width = text_width(view_of(_(t->columns[c].name)));
        if (width > t->widths[c]) t->widths[c] = width;
    }
    if (!terminal_is(t->out)) return;
    unsigned screen = terminal_columns(t->out);
    for (size_t i = 0; !t->headed && i < t->spare_count; i++)
        if (total_width(t, READABLE) > screen) t->hidden[t->spare[i]] = true;
    for (int c; total_width(t, UINT_MAX) > screen && (c = widest_to_shrink(t)) >= 0;)
        t->widths[c]--;
}

void table_flush(struct table *t)
{
    if (t->held == 0) return;
    set_widths(t);
    if (!t->headed) print_heading(t);
    for (size_t i = 0; i < t->held; i += t->count) print_cells(t, t->cells + i);
    t->held = 0;
    arena_reset(&t->arena);
}

static void hold_cell(struct table *t, struct view text)
{
    t->cells[t->held++] = (struct view){arena_copy(&t->arena, text.at, text.len), text.len};
    if (t->held == ROWS_HELD * t->count) table_flush(t);
}

/* For scripts */

void table_escape(struct buf *out, struct view text)
{
    static const char special[] = "\\\t\n\r", written[] = "\\tnr";
    for (size_t i = 0; i < text.len; i++) {
        const char *at = text.at[i] ? strchr(special, text.at[i]) : NULL;
        if (at) buf_add_char(out, '\\');
        buf_add_char(out, at ? written[at - special] : text.at[i]);
    }
}

/* What stands before the next cell, and after the last one. */
static void begin_cell(struct table *t)
{
    if (t->form == TABLE_TSV) {
        if (t->at > 0) buf_add_char(&t->line, '\t');
    } else if (t->form == TABLE_JSON) {
        buf_add_char(&t->line, t->at == 0 ? '{' : ',');
        json_string(&t->line, view_of(t->columns[t->at].name));
        buf_add_char(&t->line, ':');
    }
}

static void end_cell(struct table *t)
{
    t->at = (t->at + 1) % t->count;
    if (t->at > 0 || t->form == TABLE_PEOPLE) return;
    buf_add_string(&t->line, t->form == TABLE_JSON ? "}\n" : "\n");
    fwrite(t->line.at, 1, t->line.len, t->out);
    t->line.len = 0;
}

void table_text(struct table *t, struct view text)
{
    begin_cell(t);
    if (t->form == TABLE_PEOPLE)
        hold_cell(t, text);
    else if (t->form == TABLE_TSV)
        table_escape(&t->line, text);
    else
        json_string(&t->line, text);
    end_cell(t);
}

/* Digits that were put together for people, or by themselves for scripts. */
static void add_figure(struct table *t, const struct buf *figure)
{
    begin_cell(t);
    if (t->form == TABLE_PEOPLE)
        hold_cell(t, buf_view(figure));
    else
        buf_add_view(&t->line, buf_view(figure));
    end_cell(t);
}

void table_count(struct table *t, uint64_t n)
{
    struct buf figure = {0};
    if (t->form == TABLE_PEOPLE)
        figure_count(&figure, n);
    else
        buf_format(&figure, "%" PRIu64, n);
    add_figure(t, &figure);
    buf_free(&figure);
}

void table_place(struct table *t, uint64_t offset)
{
    struct buf figure = {0};
    buf_format(&figure, "%" PRIu64, offset);
    add_figure(t, &figure);
    buf_free(&figure);
}

void table_millionths(struct table *t, uint64_t n)
{
    struct buf figure = {0};
    buf_format(&figure, t->form == TABLE_PEOPLE ? "%.1f" : "%.6f", (double)n / 1e6);
    add_figure(t, &figure);
    buf_free(&figure);
}

void table_hex(struct table *t, struct view bytes)
{
    char digits[2 * SHA256_LEN + 1];
    if (bytes.len == 0 || bytes.len > SHA256_LEN) {
        table_none(t);
        return;
    }
    hex_encode(bytes.at, bytes.len, digits);
    if (t->form == TABLE_PEOPLE) digits[TABLE_HEX_SHOWN] = '\0';
    table_text(t, view_of(digits));
}

/* People get none of them: they see the places themselves. */
void table_pairs(struct table *t, const uint64_t *numbers, size_t count)
{
    bool json = t->form == TABLE_JSON;
    if (t->form == TABLE_PEOPLE) {
        table_none(t);
        return;
    }
    begin_cell(t);
    if (json) buf_add_char(&t->line, '[');
    for (size_t i = 0; i + 1 < count; i += 2)
        buf_format(&t->line, json ? "%s[%" PRIu64 ",%" PRIu64 "]" : "%s%" PRIu64 "-%" PRIu64,
                   i > 0 ? "," : "", numbers[i], numbers[i + 1]);
    if (json) buf_add_char(&t->line, ']');
    end_cell(t);
}

void table_none(struct table *t)
{
    begin_cell(t);
    if (t->form == TABLE_PEOPLE)
        hold_cell(t, (struct view){0});
    else if (t->form == TABLE_JSON)
        buf_add_string(&t->line, "null");
    end_cell(t);
}

void table_end(struct table **t)
{
    table_flush(*t);
    arena_free(&(*t)->arena);
    buf_free(&(*t)->line);
    free((*t)->cells);
    free(*t);
    *t = NULL;
}
