/* index_columns.c: columns written: see index_columns.h. */
#include "broker/index_columns.h"
#include "proto/leb.h"
#include <endian.h>
#include <string.h>

void columns_put_counts(struct index_writer *w, const struct columns_counts *counts)
{
    struct view value = {(const char *)counts, sizeof *counts};
    index_put(w, FAMILY_COUNTS, (struct view){0}, value);
}

/* ---- Keys ---- */

static void put_keys(struct keys_writer *w)
{
    if (w->chunk.len > 0) index_put_number(w->to, FAMILY_KEYS, w->base, buf_view(&w->chunk));
    w->chunk.len = 0;
    w->base = w->code;
}

static size_t shared_bytes(struct view a, struct view b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.at[n] == b.at[n]) n++;
    return n;
}

uint32_t keys_add(struct keys_writer *w, struct view key)
{
    if (w->chunk.len + 2 * LEB_MOST + key.len > INDEX_VALUE) put_keys(w);
    size_t shared = w->chunk.len > 0 ? shared_bytes(buf_view(&w->last), key) : 0;
    leb_add(&w->chunk, shared);
    leb_add(&w->chunk, key.len - shared);
    buf_add(&w->chunk, key.at + shared, key.len - shared);
    w->last.len = 0;
    buf_add_view(&w->last, key);
    return w->code++;
}

void keys_end(struct keys_writer *w)
{
    put_keys(w);
    buf_free(&w->chunk);
    buf_free(&w->last);
}

/* ---- Lists ---- */

static void put_list(struct lists_writer *w)
{
    struct view own = {(const char *)w->own, sizeof w->own};
    if (w->chunk.len > 0) index_put(w->to, FAMILY_LISTS, own, buf_view(&w->chunk));
    w->chunk.len = 0;
}

void lists_add(struct lists_writer *w, uint32_t code, uint32_t row)
{
    if (w->chunk.len + 2 * LEB_MOST > INDEX_VALUE) put_list(w);
    if (w->chunk.len == 0) {
        uint32_t own[2] = {htobe32(code), htobe32(row)};
        memcpy(w->own, own, sizeof w->own);
        w->code = code;
        w->row = 0;
    }
    bool same = code == w->code;
    leb_add(&w->chunk, code - w->code);
    leb_add(&w->chunk, same ? row - w->row : row);
    w->code = code;
    w->row = row;
}

void lists_end(struct lists_writer *w)
{
    put_list(w);
    buf_free(&w->chunk);
}

/* ---- Rows ---- */

static uint64_t zigzag(uint32_t to, uint32_t from)
{
    int64_t away = (int64_t)to - from;
    return away < 0 ? 2 * (uint64_t)-away - 1 : 2 * (uint64_t)away;
}

static void put_links(struct buf *b, const uint32_t links[RECORD_LINKS])
{
    unsigned mask = 0;
    for (unsigned i = 0; i < RECORD_LINKS; i++) mask |= (links[i] != 0) << i;
    buf_add_char(b, (char)mask);
    for (unsigned i = 0; i < RECORD_LINKS; i++)
        if (links[i] != 0) leb_add(b, links[i]);
}

static bool has_links(const struct column_row *row)
{
    for (unsigned i = 0; i < RECORD_LINKS; i++)
        if (row->links[i] != 0) return true;
    return false;
}

/* A byte: kind, and whether there are links and a subject; code + 1; start from that of the row
 * before on; points; a byte with a bit a link, and the links; the subject from the start on, and
 * its points. */
static void put_row(struct rows_writer *w, const struct column_row *row)
{
    bool links = has_links(row), about = row->about_length > 0;
    buf_add_char(&w->chunk, (char)row_head(row->kind, links, about));
    leb_add(&w->chunk, (uint32_t)(row->code + 1));
    leb_add(&w->chunk, zigzag(row->start, w->start));
    leb_add(&w->chunk, row->length);
    if (links) put_links(&w->chunk, row->links);
    if (about) {
        leb_add(&w->chunk, zigzag(row->about, row->start));
        leb_add(&w->chunk, row->about_length);
    }
    w->start = row->start;
}

static void put_rows(struct rows_writer *w)
{
    uint32_t number = (w->rows - 1) / COLUMN_ROWS;
    if (w->chunk.len > 0) index_put_number(w->to, FAMILY_ROWS, number, buf_view(&w->chunk));
    w->chunk.len = 0;
    w->start = 0;
}

void rows_add(struct rows_writer *w, const struct column_row *row)
{
    put_row(w, row);
    if (++w->rows % COLUMN_ROWS == 0) put_rows(w);
}

void rows_end(struct rows_writer *w)
{
    put_rows(w);
    buf_free(&w->chunk);
}

/* ---- First rows ---- */

static void put_firsts(struct firsts_writer *w)
{
    uint32_t number = (w->articles - 1) / COLUMN_FIRSTS;
    if (w->chunk.len > 0) index_put_number(w->to, FAMILY_FIRSTS, number, buf_view(&w->chunk));
    w->chunk.len = 0;
}

void firsts_add(struct firsts_writer *w, uint32_t row)
{
    buf_add(&w->chunk, &row, sizeof row);
    if (++w->articles % COLUMN_FIRSTS == 0) put_firsts(w);
}

void firsts_end(struct firsts_writer *w)
{
    put_firsts(w);
    buf_free(&w->chunk);
}
