/* index_records_merge.c: the records of many segments made those of one. See index_records.h.
 *
 * Articles keep their order, so rows only move up by those that are left out: where each article's
 * rows begin in the new segment is settled first. Then keys and lists of all sources are gone
 * through together, in order of the keys, which gives each source's codes their new numbers; a key
 * that no row has any more is left out. Rows and first rows are written last, by these numbers.
 */
#include "broker/index_columns.h"
#include "broker/index_merge.h"
#include "broker/index_records.h"
#include <stdlib.h>
#include <string.h>

#define LEFT_OUT UINT32_MAX

struct merge_source {
    struct columns_counts counts;
    struct buf firsts; /* uint32_t: counts.articles + 1 */
    uint32_t *moved;   /* by article: its first row in the new segment, or LEFT_OUT */
    uint32_t *codes;   /* by code: the new one */
    struct keys_reader keys;
    struct lists_reader lists;
    bool has_key, has_row; /* something is at hand in the readers */
    uint32_t article;      /* of the row that was mapped last */
};

struct index_records_merge {
    struct merge_source at[MERGE_SOURCES];
    uint32_t count;
    struct columns_counts counts; /* of the new segment */
    enum { MERGE_KEYS, MERGE_ROWS, MERGE_FIRSTS, MERGE_DONE } phase;
    struct keys_writer keys;
    struct lists_writer lists;
    struct rows_writer rows;
    struct firsts_writer firsts;
    struct buf key; /* whose lists are being merged */
    bool in_key, key_written;
    uint32_t source, row; /* where rows are at; row: the article, where first rows are */
};

static const uint32_t *firsts_of(const struct merge_source *s)
{
    return (const uint32_t *)(const void *)s->firsts.at;
}

/* ---- Opening ---- */

/* Where the rows of each article go; the number of rows of the new segment is moved on. */
static void move_articles(struct index_records_merge *r, struct index_merge *m, uint32_t source)
{
    struct merge_source *s = &r->at[source];
    const uint32_t *firsts = firsts_of(s);
    uint32_t ignored;
    s->moved = xmalloc((s->counts.articles + 1) * sizeof *s->moved);
    for (uint32_t i = 0; i < s->counts.articles; i++) {
        bool stays = merge_ordinal(m, source, i, &ignored);
        s->moved[i] = stays ? r->counts.rows : LEFT_OUT;
        if (!stays) continue;
        r->counts.rows += firsts[i + 1] - firsts[i];
        r->counts.articles++;
    }
}

static void open_source(struct index_records_merge *r, struct index_merge *m, uint32_t source)
{
    struct merge_source *s = &r->at[source];
    uint64_t segment = merge_source(m, source);
    columns_counts(merge_txn(m), segment, &s->counts);
    firsts_read(merge_txn(m), segment, &s->counts, &s->firsts);
    size_t wanted = ((size_t)s->counts.articles + 1) * sizeof(uint32_t);
    if (s->firsts.len != wanted) s->counts = (struct columns_counts){0}; /* damaged */
    move_articles(r, m, source);
    s->codes = xmalloc((s->counts.keys + 1) * sizeof *s->codes);
    for (uint32_t i = 0; i < s->counts.keys; i++) s->codes[i] = CODE_NONE;
    keys_open(&s->keys, segment, 0);
    lists_open(&s->lists, segment, 0);
    s->has_key = keys_next(&s->keys, merge_txn(m));
    s->has_row = lists_next(&s->lists, merge_txn(m));
}

struct index_records_merge *index_records_merge_open(struct index_merge *m)
{
    struct index_records_merge *r = xcalloc(1, sizeof *r);
    struct index_writer *w = merge_writer(m);
    r->count = merge_sources(m);
    r->keys.to = r->lists.to = r->rows.to = r->firsts.to = w;
    for (uint32_t i = 0; i < r->count; i++) open_source(r, m, i);
    return r;
}

void index_records_merge_free(struct index_records_merge **at)
{
    struct index_records_merge *r = *at;
    if (!r) return;
    for (uint32_t i = 0; i < r->count; i++) {
        buf_free(&r->at[i].firsts);
        free(r->at[i].moved);
        free(r->at[i].codes);
    }
    buf_free(&r->keys.chunk);
    buf_free(&r->keys.last);
    buf_free(&r->lists.chunk);
    buf_free(&r->rows.chunk);
    buf_free(&r->firsts.chunk);
    buf_free(&r->key);
    free(r);
    *at = NULL;
}

/* ---- Keys and lists ---- */

/* The article of a row. Rows are mostly asked for in ascending order. */
static uint32_t article_of(struct merge_source *s, uint32_t row)
{
    const uint32_t *firsts = firsts_of(s);
    uint32_t low = 0, high = s->counts.articles;
    if (s->article + 1 < s->counts.articles && firsts[s->article] <= row &&
        row < firsts[s->article + 1])
        return s->article;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (firsts[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return s->article = low;
}

/* Where a row comes to lie; false: nowhere. */
static bool move_row(struct merge_source *s, uint32_t row, uint32_t *moved)
{
    if (row >= s->counts.rows) return false;
    uint32_t article = article_of(s, row);
    if (s->moved[article] == LEFT_OUT) return false;
    *moved = s->moved[article] + (row - firsts_of(s)[article]);
    return true;
}

/* The least of the keys at hand becomes the one that is merged; false if all are done. */
static bool choose_key(struct index_records_merge *r)
{
    struct view least = {0};
    for (uint32_t i = 0; i < r->count; i++) {
        const struct merge_source *s = &r->at[i];
        if (s->has_key && (!least.at || view_compare(keys_key(&s->keys), least) < 0))
            least = keys_key(&s->keys);
    }
    if (!least.at) return false;
    r->key.len = 0;
    buf_add_view(&r->key, least);
    r->in_key = true;
    r->key_written = false;
    return true;
}

static void add_pair(struct index_records_merge *r, struct merge_source *s, uint32_t row)
{
    if (!r->key_written) {
        keys_add(&r->keys, buf_view(&r->key));
        r->key_written = true;
        r->counts.keys++;
    }
    s->codes[s->keys.code] = r->counts.keys - 1;
    lists_add(&r->lists, r->counts.keys - 1, row);
}

/* The rows of the key in one source. False if the slice became full. */
static bool merge_list(struct index_records_merge *r, struct index_merge *m, struct merge_source *s)
{
    struct txn *t = merge_txn(m);
    uint32_t moved;
    while (s->has_row && s->lists.code < s->keys.code) s->has_row = lists_next(&s->lists, t);
    while (s->has_row && s->lists.code == s->keys.code) {
        if (move_row(s, s->lists.row, &moved)) add_pair(r, s, moved);
        s->has_row = lists_next(&s->lists, t);
        if (merge_is_full(m)) return false;
    }
    s->has_key = keys_next(&s->keys, t) && s->keys.code < s->counts.keys;
    return true;
}

/* False if the slice became full. */
static bool merge_key(struct index_records_merge *r, struct index_merge *m)
{
    for (uint32_t i = 0; i < r->count; i++) {
        struct merge_source *s = &r->at[i];
        bool has = s->has_key && view_equal(keys_key(&s->keys), buf_view(&r->key));
        if (has && !merge_list(r, m, s)) return false;
    }
    r->in_key = false;
    return true;
}

static void merge_keys(struct index_records_merge *r, struct index_merge *m)
{
    while (!merge_is_full(m)) {
        if (!r->in_key && !choose_key(r)) {
            keys_end(&r->keys);
            lists_end(&r->lists);
            r->phase = MERGE_ROWS;
            return;
        }
        merge_key(r, m);
    }
}

/* ---- Rows ---- */

static void merge_rows(struct index_records_merge *r, struct index_merge *m)
{
    struct rows_reader *rows = xcalloc(1, sizeof *rows);
    for (; r->source < r->count; r->source++, r->row = 0) {
        struct merge_source *s = &r->at[r->source];
        *rows = (struct rows_reader){.segment = merge_source(m, r->source)};
        for (; r->row < s->counts.rows && !merge_is_full(m); r->row++) {
            const struct column_row *found = rows_get(rows, merge_txn(m), r->row);
            struct column_row row = {.kind = RECORD_ARTICLE, .code = CODE_NONE};
            uint32_t ignored;
            if (!move_row(s, r->row, &ignored)) continue;
            if (found) row = *found;
            row.code = row.code < s->counts.keys ? s->codes[row.code] : CODE_NONE;
            rows_add(&r->rows, &row);
        }
        if (r->row < s->counts.rows) break;
    }
    free(rows);
    if (r->source < r->count) return;
    rows_end(&r->rows);
    r->source = 0;
    r->phase = MERGE_FIRSTS;
}

static void merge_firsts(struct index_records_merge *r, struct index_merge *m)
{
    for (; r->source < r->count; r->source++, r->row = 0) {
        const struct merge_source *s = &r->at[r->source];
        for (; r->row < s->counts.articles && !merge_is_full(m); r->row++)
            if (s->moved[r->row] != LEFT_OUT) firsts_add(&r->firsts, s->moved[r->row]);
        if (r->row < s->counts.articles) return;
    }
    firsts_end(&r->firsts);
    columns_put_counts(merge_writer(m), &r->counts);
    r->phase = MERGE_DONE;
}

/* In the order of their phases, each until it is done or the slice is full. */
bool index_records_merge_step(struct index_records_merge *r, struct index_merge *m)
{
    if (r->phase == MERGE_KEYS) merge_keys(r, m);
    if (r->phase == MERGE_ROWS && !merge_is_full(m)) merge_rows(r, m);
    if (r->phase == MERGE_FIRSTS && !merge_is_full(m)) merge_firsts(r, m);
    for (uint32_t i = 0; i < r->count; i++) {
        keys_rest(&r->at[i].keys);
        lists_rest(&r->at[i].lists);
    }
    return r->phase == MERGE_DONE;
}
