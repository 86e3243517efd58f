/* index_prefix_test.c: positions that are counted are those that are read off, window by window. */
#include "broker/index_prefix.h"
#include "broker/store_parts.h"
#include "tests/broker/index_kit.h"
#include <stdlib.h>

static const char *const letters[] = {"a", "b", "c", NULL};

static bool *positions_of(struct txn *t, const struct index_segment *s, const uint32_t *points,
                          uint32_t count)
{
    struct prefix_cursor c;
    bool *there = xcalloc(s->length, sizeof *there);
    uint32_t at[LIST_GROUP], got, from = 0;
    prefix_cursor_open(&c, t, s, points, count);
    while ((got = prefix_cursor_take(&c, from, s->length, at, LIST_GROUP)) > 0) {
        for (uint32_t i = 0; i < got; i++) there[at[i]] = true;
        from = at[got - 1] + 1;
    }
    prefix_cursor_close(&c);
    return there;
}

/* In windows of that size: how many positions are in each of many ranges, whether there is any, and
 * which is the first. */
static void compare(struct index_kit *k, struct txn *t, const struct index_segment *s,
                    const uint32_t *points, uint32_t count, uint32_t size)
{
    bool *there = positions_of(t, s, points, count);
    struct prefix_cursor c;
    prefix_cursor_open(&c, t, s, points, count);
    prefix_cursor_all(&c);
    c.size = size;
    CHECK(prefix_cursor_has_bits(&c));
    for (uint32_t from = 0, to; from < s->length; from = to + (uint32_t)dice_below(&k->dice, 9)) {
        uint32_t wanted = 0, first = 0, got;
        to = from + (uint32_t)dice_below(&k->dice, UINT64_C(1) << dice_below(&k->dice, 12));
        for (uint32_t i = from; i < to && i < s->length; i++)
            if (there[i] && wanted++ == 0) first = i;
        switch (dice_below(&k->dice, 3)) {
        case 0: CHECK_INT(prefix_cursor_in(&c, from, to, false), wanted); break;
        case 1: CHECK_INT(prefix_cursor_in(&c, from, to, true), wanted > 0); break;
        default:
            CHECK_INT(prefix_cursor_take(&c, from, to, &got, 1), wanted > 0);
            if (wanted > 0) CHECK_INT(got, first);
        }
    }
    prefix_cursor_close(&c);
    free(there);
}

TEST(index_prefix_counts_what_it_reads_off)
{
    struct index_kit k;
    struct index_view v = {0};
    struct store_read *r;
    struct err err;
    index_kit_open(&k, letters, 1);
    kit_begin(k.store);
    for (int i = 0; i < 100; i++) index_kit_add(&k);
    kit_commit(k.store);
    CHECK_INT(store_read_open(k.store, &r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    index_open(&v, r);
    for (uint32_t size = 1; size < 1 << 17; size = 3 * size + 61)
        for (uint32_t count = 1; count <= 2; count++)
            compare(&k, r->txn, &v.at[0], (const uint32_t[]){'a', 'b'}, count, size);
    index_close(&v);
    CHECK_INT(store_read_end(r, &err), 0);
    store_read_close(&r);
    index_kit_close(&k);
}
