/* index_columns_rows.c: rows read by their numbers: see index_columns.h.
 *
 * A chunk of them is read at once. As long as ROW_MOST bytes are left nothing is checked within a
 * row.
 */
#include "broker/index_columns_parts.h"

enum { ROW_MOST = 2 + (4 + RECORD_LINKS) * NUMBER_MOST + GET_BYTES }; /* bytes of a row */

static inline uint32_t unzigzag(uint32_t from, uint32_t n)
{
    return n & 1 ? from - (n / 2 + 1) : from + n / 2;
}

static inline const unsigned char *get_links(const unsigned char *at, uint32_t links[RECORD_LINKS])
{
    for (unsigned mask = *at++ & ((1u << RECORD_LINKS) - 1); mask; mask &= mask - 1)
        at = get_number(at, &links[__builtin_ctz(mask)]);
    return at;
}

/* Mostly a byte. */
static inline const unsigned char *skip_number(const unsigned char *at)
{
    uint32_t ignored;
    return *at < 0x80 ? at + 1 : get_number(at, &ignored);
}

static inline const unsigned char *get_brief(const unsigned char *at, struct column_row *row)
{
    uint32_t code;
    unsigned head = *at++;
    row->kind = (enum record_kind)row_kind(head);
    at = skip_number(skip_number(get_number(at, &code)));
    row->code = code - 1;
    memset(row->links, 0, sizeof row->links);
    if (head & ROW_HAS_LINKS) at = get_links(at, row->links);
    return head & ROW_HAS_ABOUT ? skip_number(skip_number(at)) : at;
}

static inline const unsigned char *get_row(const unsigned char *at, uint32_t before,
                                           struct column_row *row)
{
    uint32_t code, start, about;
    unsigned head = *at++;
    *row = (struct column_row){.kind = (enum record_kind)row_kind(head)};
    at = get_number(at, &code);
    at = get_number(at, &start);
    at = get_number(at, &row->length);
    row->code = code - 1;
    row->start = unzigzag(before, start);
    if (head & ROW_HAS_LINKS) at = get_links(at, row->links);
    if (!(head & ROW_HAS_ABOUT)) return at;
    at = get_number(at, &about);
    row->about = unzigzag(row->start, about);
    return get_number(at, &row->about_length);
}

/* The last ones, less than ROW_MOST bytes of them, are read from a copy with room behind it. */
static void read_last_rows(struct rows_reader *r, struct view left, uint32_t start)
{
    unsigned char tail[2 * ROW_MOST] = {0};
    const unsigned char *at = tail, *end = tail + left.len;
    memcpy(tail, left.at, left.len);
    while (at < end && r->count < COLUMN_ROWS) {
        struct column_row *row = &r->at[r->count];
        at = r->brief ? get_brief(at, row) : get_row(at, start, row);
        if (at > end) return;
        start = row->start;
        r->count++;
    }
}

static void read_rows(struct rows_reader *r, struct view chunk)
{
    const unsigned char *at = (const unsigned char *)chunk.at, *end = at + chunk.len;
    uint32_t start = 0, count = 0;
    if (r->brief)
        for (; count < COLUMN_ROWS && end - at >= ROW_MOST; count++)
            at = get_brief(at, &r->at[count]);
    else
        for (; count < COLUMN_ROWS && end - at >= ROW_MOST; start = r->at[count++].start)
            at = get_row(at, start, &r->at[count]);
    r->count = count;
    if (count < COLUMN_ROWS && at < end)
        read_last_rows(r, (struct view){(const char *)at, (size_t)(end - at)}, start);
}

void rows_enter(struct rows_reader *r, struct txn *t, uint32_t chunk)
{
    struct index_key key = index_key_number(r->segment, FAMILY_ROWS, chunk);
    struct view rows;
    r->count = 0;
    r->chunk = chunk;
    r->any = true;
    if (index_get(t, &key, &rows)) read_rows(r, rows);
}
