/* index_directory_test.c: what is kept of a segment's articles, how much of it, and for how long.
 */
#include "broker/index_directory.h"
#include "broker/index_format.h"
#include "broker/store_parts.h"
#include "tests/broker/index_kit.h"
#include <stddef.h>
#include <string.h>

static const char *const letters[] = {"a", "b", NULL};

static void add_documents(struct index_kit *k, int count)
{
    struct err err;
    CHECK_INT(store_begin(k->store, 1 << 20, &err), 0);
    for (int i = 0; i < count; i++) index_kit_add(k);
    CHECK_INT(store_commit(k->store, &err), STORE_COMMITTED);
}

/* Reads the list of segments as it is now. */
static void look(struct store_read *r, struct index_view *v)
{
    struct err err;
    CHECK_INT(store_read_begin(r, &err), 0);
    index_open(v, r);
}

static void end(struct store_read *r)
{
    struct err err;
    CHECK_INT(store_read_end(r, &err), 0);
}

TEST(directory_says_what_the_rows_say)
{
    struct index_kit k;
    struct index_view v = {0};
    struct index_article a, before = {0};
    struct store_read *r;
    struct err err;
    index_kit_open(&k, letters, 1);
    add_documents(&k, 200);
    CHECK_INT(store_read_open(k.store, &r, &err), 0);
    struct index_directories *all = v.directories = index_directories_open(1 << 20);
    look(r, &v);
    const struct index_directory *d = index_directory(&v, &v.at[0]);
    CHECK(d && d->count == v.at[0].articles && d->count > 0);
    CHECK(index_directory(&v, &v.at[0]) == d);
    for (uint32_t i = 0; d && i < d->count; i++, before = a) {
        CHECK(index_article(&v, &v.at[0], i, &a));
        CHECK_INT(d->starts[i], a.start);
        CHECK_INT(d->texts[i], a.length[ZONE_TEXT]);
        CHECK_INT(d->dates[i], a.date);
        CHECK_INT(d->ids[i], a.id >> 32);
        if (i > 0) CHECK_INT(d->documents[i] != d->documents[i - 1], a.doc != before.doc);
    }
    if (d) CHECK_INT(d->starts[d->count], UINT32_MAX);
    for (uint32_t p = 0, i = 0; d && p < v.at[0].length; p++) {
        while (d->starts[i + 1] <= p) i++;
        CHECK_INT(directory_article(d, p), i);
    }
    if (d) CHECK_INT(directory_article(d, UINT32_MAX), d->count - 1);
    end(r);
    index_close(&v);
    store_read_close(&r);
    index_directories_free(&all);
    index_kit_close(&k);
}

/* Room for one of two: the first one's stays, and goes when its segment has gone. */
TEST(directories_keep_to_their_room)
{
    struct index_kit k;
    struct index_view v = {0};
    struct store_read *r;
    struct err err;
    index_kit_open(&k, letters, 2);
    add_documents(&k, 40);
    add_documents(&k, 40);
    CHECK_INT(store_read_open(k.store, &r, &err), 0);
    look(r, &v);
    size_t first = index_directory_bytes(&v.at[0]), second = index_directory_bytes(&v.at[1]);
    struct index_directories *all = v.directories =
        index_directories_open(first > second ? first : second);
    CHECK(index_directory(&v, &v.at[0]) != NULL);
    CHECK(index_directory(&v, &v.at[1]) == NULL);
    end(r);
    struct index_segment gone = v.at[0];
    CHECK_INT(store_begin(k.store, 1 << 20, &err), 0);
    for (size_t i = 0; i < 40; i++) index_kit_drop(&k, i);
    CHECK_INT(store_commit(k.store, &err), STORE_COMMITTED);
    index_kit_compact(&k, INT32_MAX, false);
    look(r, &v);
    CHECK(index_directory(&v, &gone) == NULL);
    for (size_t i = 0; i < v.count; i++) CHECK(index_directory(&v, &v.at[i]) != NULL);
    end(r);
    index_close(&v);
    store_read_close(&r);
    index_directories_free(&all);
    index_kit_close(&k);
}

/* ---- Damage ---- */

static const struct index_directory *directory_of(struct index_view *v, struct store_read *r,
                                                  uint32_t length)
{
    v->directories = index_directories_open(64 << 20);
    look(r, v);
    if (length) v->at[0].length = length;
    return index_directory(v, &v->at[0]);
}

static void leave(struct index_view *v, struct store_read *r)
{
    struct index_directories *all = v->directories;
    end(r);
    index_close(v);
    index_directories_free(&all);
}

/* Says of an article of the first rows that it begins elsewhere. */
static void put_start(struct index_kit *k, uint64_t segment, uint32_t article, uint32_t start)
{
    struct index_key key = index_key_number(segment, FAMILY_ARTICLES, 0);
    struct view rows;
    struct err err;
    char copy[PAGE_BYTES];
    CHECK_INT(store_begin(k->store, 1 << 20, &err), 0);
    struct txn *t = store_turn(k->store)->txn;
    CHECK(index_get(t, &key, &rows) && rows.len <= sizeof copy);
    memcpy(copy, rows.at, rows.len);
    size_t at = article * sizeof(struct index_row) + offsetof(struct index_row, start);
    memcpy(copy + at, &start, sizeof start);
    table_put(t, TABLE_INDEX, key_view(&key), (struct view){copy, rows.len});
    CHECK_INT(store_commit(k->store, &err), STORE_COMMITTED);
}

/* A segment that is damaged may say that it is as long as can be, and its last article that it
 * begins at the end of that; and a list that something stands there. */
TEST(directory_has_no_article_behind_the_last)
{
    struct index_kit k;
    struct index_view v = {0};
    struct store_read *r;
    struct err err;
    index_kit_open(&k, letters, 3);
    add_documents(&k, 8);
    CHECK_INT(store_read_open(k.store, &r, &err), 0);
    CHECK(directory_of(&v, r, 0) != NULL && v.at[0].articles <= INDEX_ROWS);
    uint64_t segment = v.at[0].number;
    uint32_t last = v.at[0].articles - 1;
    leave(&v, r);
    put_start(&k, segment, last, UINT32_MAX - 16);
    const struct index_directory *d = directory_of(&v, r, UINT32_MAX);
    CHECK(d != NULL);
    for (uint32_t i = 0; d && i < 10; i++) CHECK_INT(directory_article(d, UINT32_MAX - i), last);
    leave(&v, r);
    store_read_close(&r);
    index_kit_close(&k);
}

TEST(directory_is_not_made_of_rows_that_are_in_no_order)
{
    struct index_kit k;
    struct index_view v = {0};
    struct store_read *r;
    struct err err;
    index_kit_open(&k, letters, 4);
    add_documents(&k, 40);
    CHECK_INT(store_read_open(k.store, &r, &err), 0);
    CHECK(directory_of(&v, r, 0) != NULL);
    uint64_t segment = v.at[0].number;
    leave(&v, r);
    put_start(&k, segment, 5, 0x7f7f7f7f);
    CHECK(directory_of(&v, r, 0) == NULL);
    leave(&v, r);
    store_read_close(&r);
    index_kit_close(&k);
}
