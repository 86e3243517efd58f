/* index_columns_test.c: what a segment says of how many keys, rows and first rows it has is
 * believed only as far as they are there, and in order.
 */
#include "broker/index_columns.h"
#include "broker/store_parts.h"
#include "tests/broker/figures_kit.h"
#include <stdlib.h>
#include <string.h>

enum { SEGMENT = 7, ARTICLES = 1500, ROWS_EACH = 3, KEYS = 2000 };

static const struct columns_counts counts = {KEYS, ROWS_EACH *ARTICLES, ARTICLES};

static void write_columns(struct txn *t)
{
    struct index_writer w = {0};
    struct firsts_writer firsts = {.to = &w};
    struct rows_writer rows = {.to = &w};
    struct keys_writer keys = {.to = &w};
    char key[8];
    for (uint32_t i = 0; i < ARTICLES; i++) firsts_add(&firsts, ROWS_EACH * i);
    for (uint32_t i = 0; i < counts.rows; i++) rows_add(&rows, &(struct column_row){.code = i});
    for (uint32_t i = 0; i < KEYS; i++) {
        snprintf(key, sizeof key, "%06u", i);
        keys_add(&keys, view_of(key));
    }
    firsts_end(&firsts);
    rows_end(&rows);
    keys_end(&keys);
    columns_put_counts(&w, &counts);
    index_write_entries(t, SEGMENT, buf_view(&w.entries));
    buf_free(&w.entries);
}

static void put_counts(struct txn *t, struct columns_counts said)
{
    struct index_key key = index_key(SEGMENT, FAMILY_COUNTS, (struct view){0});
    table_put(t, TABLE_INDEX, key_view(&key), (struct view){(const char *)&said, sizeof said});
}

/* In a turn of its own, in which the segment says so; what is wrong. */
static const char *read_counts(struct store *s, struct columns_counts said)
{
    static struct err err;
    struct columns_counts got;
    struct txn *t = store_turn(s)->txn;
    kit_begin(s);
    write_columns(t);
    put_counts(t, said);
    bool there = columns_counts(t, SEGMENT, &got);
    CHECK_INT(got.keys, there ? said.keys : 0);
    CHECK_INT(got.rows, there ? said.rows : 0);
    if (!there) CHECK_INT(store_commit(s, &err), STORE_BROKEN);
    store_abort(s);
    return there ? "" : err.text;
}

TEST(columns_counts_are_of_what_is_there)
{
    static const char wrong[] = "the index's counts of records";
    struct store *s = kit_open();
    CHECK_TEXT(read_counts(s, counts), "");
    CHECK_TEXT(read_counts(s, (struct columns_counts){0}), "");
    CHECK(strstr(read_counts(s, (struct columns_counts){UINT32_MAX, 1, 1}), wrong));
    CHECK(strstr(read_counts(s, (struct columns_counts){KEYS, UINT32_MAX, 1}), wrong));
    CHECK(strstr(read_counts(s, (struct columns_counts){KEYS, counts.rows + 256, 1}), wrong));
    store_close(&s);
}

/* The first rows, with one of them as told; what is wrong. */
static const char *read_firsts(struct store *s, uint32_t article, uint32_t row)
{
    static struct err err;
    struct buf firsts = {0};
    struct txn *t = store_turn(s)->txn;
    struct index_key key = index_key_number(SEGMENT, FAMILY_FIRSTS, article / COLUMN_FIRSTS);
    struct view value;
    kit_begin(s);
    write_columns(t);
    CHECK(index_get(t, &key, &value));
    char *copy = xmalloc(value.len);
    memcpy(copy, value.at, value.len);
    memcpy(copy + article % COLUMN_FIRSTS * sizeof row, &row, sizeof row);
    table_put(t, TABLE_INDEX, key_view(&key), (struct view){copy, value.len});
    free(copy);
    firsts_read(t, SEGMENT, &counts, &firsts);
    bool read = firsts.len == (ARTICLES + 1) * sizeof(uint32_t);
    CHECK(read || firsts.len == 0);
    if (!read) CHECK_INT(store_commit(s, &err), STORE_BROKEN);
    store_abort(s);
    buf_free(&firsts);
    return read ? "" : err.text;
}

TEST(columns_first_rows_ascend)
{
    static const char wrong[] = "the index's first rows of articles";
    struct store *s = kit_open();
    CHECK_TEXT(read_firsts(s, 1200, ROWS_EACH * 1200), "");
    CHECK_TEXT(read_firsts(s, 1200, ROWS_EACH * 1200 + 1), "");
    CHECK(strstr(read_firsts(s, 1200, ROWS_EACH * 1199 - 1), wrong));
    CHECK(strstr(read_firsts(s, ARTICLES - 1, counts.rows + 1), wrong));
    CHECK(strstr(read_firsts(s, 0, UINT32_MAX), wrong));
    store_close(&s);
}

/* A segment that says it has one article less has no rows, and asking ends. */
static void ask_a_segment_of_fewer(struct model *m, struct store_read *ignored)
{
    struct index_view v = {.directories = m->kit.directories};
    struct arena arena = {0};
    struct store_read *r;
    struct err err;
    uint64_t documents;
    const struct query_node *query = query_parse(view_of("person:王"), &arena, NULL, &err);
    CHECK_INT(store_read_open(m->kit.store, &r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    index_open(&v, r);
    for (size_t i = 0; i < v.count; i++) {
        struct ask_segment s;
        struct columns_counts said;
        if (!columns_counts(r->txn, v.at[i].number, &said)) continue;
        v.at[i].articles--;
        ask_open(&s, &v, &v.at[i], NULL);
        CHECK(s.counts.rows == 0 && txn_faulty(r->txn));
        struct bits found = ask_match(&s, query, &documents);
        CHECK_INT(bits_total(&found), 0);
        bits_free(&found);
        ask_close(&s);
    }
    index_close(&v);
    CHECK_INT(store_read_end(r, &err), -1);
    CHECK(strstr(err.text, "a segment's number of articles"));
    store_read_close(&r);
    arena_free(&arena);
}

TEST(columns_of_other_articles_are_none)
{
    model_in_segments(ask_a_segment_of_fewer);
}
