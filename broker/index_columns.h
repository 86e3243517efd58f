/* index_columns.h: the records of a segment as columns: how they lie in the table, written and
 * read.
 *
 * A ROW is a record, or an article itself: that of an article comes first, its records follow in
 * the order of the result. A KEY is what can be asked of a row (proto/part_records.h); a segment's
 * keys are sorted, and the number of a key is its CODE. So a range of values is a range of codes.
 *
 *   KEYS    code (4 bytes, big-endian) -> keys from this one on: bytes shared with the one before,
 *           bytes that follow, and them
 *   LISTS   code, row (4 each, big-endian) -> the rows of the codes from there on: code, minus the
 *           one before; row, minus the one before if the code is the same
 *   ROWS    number of the first, divided by COLUMN_ROWS -> rows: see put_row()
 *   FIRSTS  ordinal of the first, divided by COLUMN_FIRSTS -> the first row of each article,
 * uint32_t COUNTS  nothing -> struct columns_counts
 *
 * All numbers inside of the values but the last are LEB128. What is damaged reads as if it ended.
 */
#ifndef BROKER_INDEX_COLUMNS_H
#define BROKER_INDEX_COLUMNS_H

#include "broker/index_format.h"
#include "proto/part_records.h"

enum {
    FAMILY_KEYS = FAMILY_RECORDS,
    FAMILY_LISTS,
    FAMILY_ROWS,
    FAMILY_FIRSTS,
    FAMILY_COUNTS,
    COLUMN_ROWS = 256,
    COLUMN_FIRSTS = INDEX_VALUE / sizeof(uint32_t),
    CODE_NONE = UINT32_MAX
};

struct columns_counts {
    uint32_t keys, rows, articles;
};

struct column_row {
    enum record_kind kind;
    uint32_t code;                /* of its first key; CODE_NONE: it has none */
    uint32_t start, length;       /* points of the article */
    uint32_t about, about_length; /* of a figure's subject; 0 points: it has none */
    uint32_t links[RECORD_LINKS]; /* rows, counted from the article's; 0: none */
};

/* ---- Writing ---- */

void columns_put_counts(struct index_writer *w, const struct columns_counts *counts);

struct keys_writer {
    struct index_writer *to;
    struct buf chunk, last;
    uint32_t base, code; /* of the chunk; of the next key */
};
/* Adds the next key, which is above the one before; returns its code. */
uint32_t keys_add(struct keys_writer *w, struct view key);
void keys_end(struct keys_writer *w); /* puts what is left, and frees */

struct lists_writer {
    struct index_writer *to;
    struct buf chunk;
    unsigned char own[8];
    uint32_t code, row; /* the last */
};
/* In ascending order of code and row. */
void lists_add(struct lists_writer *w, uint32_t code, uint32_t row);
void lists_end(struct lists_writer *w);

struct rows_writer {
    struct index_writer *to;
    struct buf chunk;
    uint32_t rows, start; /* so far; of the last row */
};
void rows_add(struct rows_writer *w, const struct column_row *row);
void rows_end(struct rows_writer *w);

struct firsts_writer {
    struct index_writer *to;
    struct buf chunk;
    uint32_t articles;
};
void firsts_add(struct firsts_writer *w, uint32_t row);
void firsts_end(struct firsts_writer *w);

/* ---- Reading ---- */

/* False if the segment has none; they are of what is there, or a fault tells. */
bool columns_counts(struct txn *t, uint64_t segment, struct columns_counts *out);

/* Keys in order of their codes. */
struct keys_reader {
    uint64_t segment;
    uint32_t code; /* of `key`; before the first keys_next(): of the one that it reads */
    struct view left;
    struct {
        char at[KEY_MOST + 1];
        size_t len;
    } key;
    uint32_t shared; /* bytes that it has in common with the one read before, at least */
    bool any;
};
static inline struct view keys_key(const struct keys_reader *r)
{
    return (struct view){r->key.at, r->key.len};
}
void keys_open(struct keys_reader *r, uint64_t segment, uint32_t code);
bool keys_next(struct keys_reader *r, struct txn *t);
/* Goes on over keys that are of the same unit as the one at hand, which amounts to `amount`: what
 * they amount to; how many, at most room. Where it stops keys_next() tells what the next one is. */
size_t keys_take_amounts(struct keys_reader *r, uint64_t amount, uint64_t *out, size_t room);
/* The views that the reader holds are gone; the next step finds its place again. */
void keys_rest(struct keys_reader *r);

/* The least code whose key is not below `key`; counts.keys if there is none. */
uint32_t keys_find(struct txn *t, uint64_t segment, uint32_t keys, struct view key);
/* Appends a key; false if there is no such code. */
bool keys_get(struct txn *t, uint64_t segment, uint32_t code, struct buf *out);

/* Rows of codes, in order of code and row. */
struct lists_reader {
    uint64_t segment;
    uint32_t code, row; /* at hand; before the first: where to begin */
    struct view left;
    unsigned char own[8]; /* key of the chunk at hand */
    bool in_chunk, started;
};
void lists_open(struct lists_reader *r, uint64_t segment, uint32_t code);
bool lists_next(struct lists_reader *r, struct txn *t);
/* The rows of codes below `end`, at most `room` of them; fewer only if those were all, and then the
 * reader has nothing more to give. */
size_t lists_take(struct lists_reader *r, struct txn *t, uint32_t end, uint32_t *rows, size_t room);
void lists_rest(struct lists_reader *r);

/* The same a chunk at a time, from either end. */
struct list_entry {
    uint32_t code, row;
};
enum { LIST_ENTRIES = INDEX_VALUE / 2 };
/* The entries of the last chunk that begins at *at or before, or of the first one behind; *at
 * becomes where it begins. How many; 0 if there is none. */
size_t lists_chunk(struct txn *t, uint64_t segment, struct list_entry *at,
                   struct list_entry out[LIST_ENTRIES]);
size_t lists_chunk_behind(struct txn *t, uint64_t segment, struct list_entry *at,
                          struct list_entry out[LIST_ENTRIES]);

/* Rows by number; those around the last one are kept. Zero-initialise, but for the segment. */
struct rows_reader {
    uint64_t segment;
    uint32_t chunk, count;
    bool any, brief; /* brief: only kind, code and links are read */
    struct column_row at[COLUMN_ROWS];
};
void rows_enter(struct rows_reader *r, struct txn *t, uint32_t chunk);
/* NULL if there is none. */
static inline const struct column_row *rows_get(struct rows_reader *r, struct txn *t, uint32_t row)
{
    uint32_t chunk = row / COLUMN_ROWS;
    if (!r->any || r->chunk != chunk) rows_enter(r, t, chunk);
    return row % COLUMN_ROWS < r->count ? &r->at[row % COLUMN_ROWS] : NULL;
}
/* What is read of rows from now on. */
static inline void rows_read_brief(struct rows_reader *r, bool brief)
{
    r->any = false;
    r->chunk = UINT32_MAX;
    r->count = 0;
    r->brief = brief;
}

/* The first rows of articles, all of them: counts.articles + 1 numbers, ascending, the last one
 * counts.rows. Appends them to *out; nothing, and a fault, if they are damaged. */
void firsts_read(struct txn *t, uint64_t segment, const struct columns_counts *counts,
                 struct buf *out);

#endif
