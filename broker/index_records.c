/* index_records.c: see index_records.h. The records of a turn, as columns.
 *
 * Keys are gathered as they come, each once, by a hash table; before the commit they are sorted,
 * and what was numbered by arrival is numbered by order.
 */
#include "broker/index_records.h"
#include "broker/index_columns.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { SLOTS_LEAST = 1024, KEPT = 1 << 20 /* bytes of keys for which memory is kept */ };

struct gathered_key {
    uint32_t at, len; /* in `bytes` */
};
struct gathered_pair { /* a row that has a key */
    uint32_t key, row;
};

struct index_records_build {
    struct buf bytes;
    struct buf keys;   /* struct gathered_key */
    struct buf pairs;  /* struct gathered_pair, rows ascending */
    struct buf rows;   /* struct column_row */
    struct buf firsts; /* uint32_t */
    uint32_t *slots;   /* number of a key + 1; 0 = free */
    uint32_t slot_count;
};

struct index_records_build *index_records_open(void)
{
    return xcalloc(1, sizeof(struct index_records_build));
}

static void free_all(struct index_records_build *b)
{
    buf_free(&b->bytes);
    buf_free(&b->keys);
    buf_free(&b->pairs);
    buf_free(&b->rows);
    buf_free(&b->firsts);
    free(b->slots);
    b->slots = NULL;
    b->slot_count = 0;
}

void index_records_free(struct index_records_build **b)
{
    if (!*b) return;
    free_all(*b);
    free(*b);
    *b = NULL;
}

void index_records_clear(struct index_records_build *b)
{
    if (!b) return;
    if (b->bytes.room > KEPT || b->rows.room > KEPT) free_all(b);
    b->bytes.len = b->keys.len = b->pairs.len = b->rows.len = b->firsts.len = 0;
    if (b->slots) memset(b->slots, 0, b->slot_count * sizeof *b->slots);
}

/* ---- Gathering ---- */

static uint32_t key_count(const struct index_records_build *b)
{
    return (uint32_t)(b->keys.len / sizeof(struct gathered_key));
}

static struct view key_at(const struct index_records_build *b, uint32_t number)
{
    const struct gathered_key *k = (const struct gathered_key *)(const void *)b->keys.at + number;
    return (struct view){b->bytes.at + k->at, k->len};
}

/* The slot of a key, or the free one where it belongs. */
static uint32_t *slot_of(const struct index_records_build *b, struct view key)
{
    uint32_t mask = b->slot_count - 1, at = (uint32_t)XXH3_64bits(key.at, key.len) & mask;
    while (b->slots[at] && !view_equal(key_at(b, b->slots[at] - 1), key)) at = (at + 1) & mask;
    return &b->slots[at];
}

static void enlarge(struct index_records_build *b)
{
    free(b->slots);
    b->slot_count = b->slot_count ? 2 * b->slot_count : SLOTS_LEAST;
    b->slots = xcalloc(b->slot_count, sizeof *b->slots);
    for (uint32_t i = 0; i < key_count(b); i++) *slot_of(b, key_at(b, i)) = i + 1;
}

static uint32_t number_of(struct index_records_build *b, struct view key)
{
    if (2 * (key_count(b) + 1) > b->slot_count) enlarge(b);
    uint32_t *slot = slot_of(b, key);
    if (*slot == 0) {
        struct gathered_key k = {(uint32_t)b->bytes.len, (uint32_t)key.len};
        buf_add_view(&b->bytes, key);
        buf_add(&b->keys, &k, sizeof k);
        *slot = key_count(b);
    }
    return *slot - 1;
}

static uint32_t row_count(const struct index_records_build *b)
{
    return (uint32_t)(b->rows.len / sizeof(struct column_row));
}

static void add_row(struct index_records_build *b, const struct part_row *from)
{
    struct column_row row = {.kind = from->kind,
                             .code = CODE_NONE,
                             .start = from->start,
                             .length = from->length,
                             .about = from->about,
                             .about_length = from->about_length};
    memcpy(row.links, from->links, sizeof row.links);
    for (uint32_t i = 0; i < from->keys; i++) {
        struct gathered_pair pair = {number_of(b, from->key[i]), row_count(b)};
        if (i == 0) row.code = pair.key;
        buf_add(&b->pairs, &pair, sizeof pair);
    }
    buf_add(&b->rows, &row, sizeof row);
}

/* A part without rows says nothing of its articles' records: they have none. */
void index_records_add(struct index_records_build *b, struct view records, uint32_t articles)
{
    struct part_row row;
    for (uint32_t i = 0; i < articles; i++) {
        uint32_t first = row_count(b), rows = 0;
        buf_add(&b->firsts, &first, sizeof first);
        part_rows_begin(&records, &rows);
        while (rows-- > 0 && part_rows_next(&records, &row)) add_row(b, &row);
    }
}

/* ---- Writing ---- */

static int by_bytes(const void *a, const void *b, void *build)
{
    return view_compare(key_at(build, *(const uint32_t *)a), key_at(build, *(const uint32_t *)b));
}

/* Puts the keys in order; returns the code of each by its number, to be freed. */
static uint32_t *write_keys(struct index_records_build *b, struct index_writer *w)
{
    uint32_t count = key_count(b);
    uint32_t *order = xmalloc((count + 1) * sizeof *order);
    uint32_t *codes = xmalloc((count + 1) * sizeof *codes);
    struct keys_writer keys = {.to = w};
    for (uint32_t i = 0; i < count; i++) order[i] = i;
    qsort_r(order, count, sizeof *order, by_bytes, b);
    for (uint32_t i = 0; i < count; i++) codes[order[i]] = keys_add(&keys, key_at(b, order[i]));
    keys_end(&keys);
    free(order);
    return codes;
}

/* By counting: rows of a code stay in their order. */
static void write_lists(struct index_records_build *b, const uint32_t *codes,
                        struct index_writer *w)
{
    size_t count = b->pairs.len / sizeof(struct gathered_pair), sum = 0;
    uint32_t keys = key_count(b);
    const struct gathered_pair *pairs = (const struct gathered_pair *)(const void *)b->pairs.at;
    size_t *places = xcalloc((size_t)keys + 1, sizeof *places);
    uint32_t *rows = xmalloc((count + 1) * sizeof *rows);
    struct lists_writer lists = {.to = w};
    for (size_t i = 0; i < count; i++) places[codes[pairs[i].key] + 1]++;
    for (uint32_t i = 0; i <= keys; i++) sum = places[i] += sum;
    for (size_t i = 0; i < count; i++) rows[places[codes[pairs[i].key]]++] = pairs[i].row;
    for (uint32_t code = 0, i = 0; code < keys; code++)
        for (; i < places[code]; i++) lists_add(&lists, code, rows[i]);
    lists_end(&lists);
    free(places);
    free(rows);
}

static void write_rows(struct index_records_build *b, const uint32_t *codes, struct index_writer *w)
{
    struct rows_writer rows = {.to = w};
    const struct column_row *from = (const struct column_row *)(const void *)b->rows.at;
    for (uint32_t i = 0; i < row_count(b); i++) {
        struct column_row row = from[i];
        if (row.code != CODE_NONE) row.code = codes[row.code];
        rows_add(&rows, &row);
    }
    rows_end(&rows);
}

static void write_firsts(struct index_records_build *b, struct index_writer *w)
{
    struct firsts_writer firsts = {.to = w};
    const uint32_t *from = (const uint32_t *)(const void *)b->firsts.at;
    for (size_t i = 0; i < b->firsts.len / sizeof *from; i++) firsts_add(&firsts, from[i]);
    firsts_end(&firsts);
}

void index_records_write(struct index_records_build *b, struct index_writer *w)
{
    struct columns_counts counts = {key_count(b), row_count(b),
                                    (uint32_t)(b->firsts.len / sizeof(uint32_t))};
    uint32_t *codes = write_keys(b, w);
    write_lists(b, codes, w);
    write_rows(b, codes, w);
    write_firsts(b, w);
    columns_put_counts(w, &counts);
    free(codes);
}
