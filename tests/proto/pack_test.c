/* pack_test.c: what pack writes, unpack reads; the walk over maps. */
#include "proto/check.h"
#include "proto/pack.h"
#include "tests/test.h"
#include <string.h>

static struct unpack_item only(struct buf *b)
{
    CHECK_INT(check_whole(b->at, b->len, NULL), 0);
    struct unpack u = unpack_of(buf_view(b));
    struct unpack_item item = unpack_next(&u);
    CHECK_INT(unpack_next(&u).type, UNPACK_END);
    b->len = 0;
    return item;
}

TEST(unsigned_numbers_of_every_width_read_back)
{
    struct buf b = {0};
    for (int bit = 0; bit < 64; bit++)
        for (int less = 0; less < 2; less++) {
            uint64_t n = (UINT64_C(1) << bit) - (uint64_t)less;
            pack_u64(&b, n);
            struct unpack_item item = only(&b);
            CHECK(item.type == UNPACK_INT && !item.negative && item.number == n);
        }
    buf_free(&b);
}

TEST(signed_numbers_of_every_width_read_back)
{
    struct buf b = {0};
    for (int bit = 0; bit < 64; bit++)
        for (int less = 0; less < 2; less++) {
            uint64_t magnitude = (UINT64_C(1) << bit) + (uint64_t)(less && bit < 63);
            pack_i64(&b, (int64_t)-magnitude);
            struct unpack_item item = only(&b);
            CHECK(item.type == UNPACK_INT && item.negative && item.number == magnitude);
        }
    buf_free(&b);
}

TEST(other_scalars_read_back)
{
    struct buf b = {0};
    struct unpack_item item;
    pack_double(&b, -0.1);
    item = only(&b);
    CHECK(item.type == UNPACK_DOUBLE && item.real == -0.1);
    pack_bool(&b, true);
    item = only(&b);
    CHECK(item.type == UNPACK_BOOL && item.number == 1);
    pack_bool(&b, false);
    item = only(&b);
    CHECK(item.type == UNPACK_BOOL && item.number == 0);
    pack_nil(&b);
    CHECK_INT(only(&b).type, UNPACK_NIL);
    buf_add(&b, "\xca\x3f\xc0\0\0", 5); /* a float of four bytes, which we never write */
    CHECK(only(&b).real == 1.5);
    buf_free(&b);
}

TEST(strings_and_bytes_of_every_head_read_back)
{
    static char bytes[70000];
    static const size_t lengths[] = {0, 1, 31, 32, 255, 256, 65535, 65536, 70000};
    struct buf b = {0};
    memset(bytes, 'z', sizeof bytes);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct view v = {bytes, lengths[i]};
        pack_str(&b, v);
        struct unpack_item item = only(&b);
        CHECK(item.type == UNPACK_STR && view_equal(item.bytes, v));
        pack_bin(&b, v);
        item = only(&b);
        CHECK(item.type == UNPACK_BIN && view_equal(item.bytes, v));
    }
    buf_free(&b);
}

TEST(a_count_may_come_last)
{
    struct buf b = {0};
    size_t list = pack_open_array(&b);
    for (int i = 0; i < 70000; i++) pack_u64(&b, 1);
    pack_close(&b, list, 70000);
    CHECK_INT(check_whole(b.at, b.len, NULL), 0);
    struct unpack u = unpack_of(buf_view(&b));
    struct unpack_item item = unpack_next(&u);
    CHECK(item.type == UNPACK_ARRAY && item.number == 70000);
    b.len = 0;
    size_t map = pack_open_map(&b);
    pack_string(&b, "k");
    pack_nil(&b);
    pack_close(&b, map, 1);
    CHECK_INT(check_whole(b.at, b.len, NULL), 0);
    u = unpack_of(buf_view(&b));
    CHECK(unpack_find(&u, "k"));
    buf_free(&b);
}

/* {"a": [1, {"b": 2}], 7: "seven", "b": "here"} */
static void pack_example(struct buf *b)
{
    pack_map(b, 3);
    pack_string(b, "a");
    pack_array(b, 2);
    pack_u64(b, 1);
    pack_map(b, 1);
    pack_string(b, "b");
    pack_u64(b, 2);
    pack_u64(b, 7);
    pack_string(b, "seven");
    pack_string(b, "b");
    pack_string(b, "here");
}

TEST(a_key_is_found_in_its_own_map_only)
{
    struct buf b = {0};
    pack_example(&b);
    struct unpack u = unpack_of(buf_view(&b)), inner = u;
    CHECK(unpack_find(&u, "b"));
    CHECK(view_equal(unpack_next(&u).bytes, view_of("here")));
    u = inner;
    CHECK(!unpack_find(&u, "c"));
    CHECK(u.at == inner.at);
    CHECK(unpack_find(&u, "a"));
    CHECK(!unpack_find(&u, "a")); /* a list is no map */
    CHECK_INT(unpack_next(&u).type, UNPACK_ARRAY);
    unpack_skip(&u);
    CHECK(unpack_find(&u, "b"));
    CHECK_INT(unpack_next(&u).number, 2);
    buf_free(&b);
}

TEST(skipping_passes_over_whole_objects)
{
    struct buf b = {0};
    pack_example(&b);
    pack_string(&b, "behind");
    struct unpack u = unpack_of(buf_view(&b));
    unpack_skip(&u);
    CHECK(view_equal(unpack_next(&u).bytes, view_of("behind")));
    unpack_skip(&u);
    CHECK(u.at == u.end);
    buf_free(&b);
}

/* Item by item, to the end of one whole object. */
static void read_over(struct unpack *u)
{
    for (uint64_t left = 1; left > 0; left--) {
        struct unpack_item item = unpack_next(u);
        if (item.type == UNPACK_END) return;
        left += item.type == UNPACK_ARRAY ? item.number : 0;
        left += item.type == UNPACK_MAP ? 2 * item.number : 0;
    }
}

TEST(skipping_ends_where_reading_does_for_each_first_byte)
{
    char bytes[80];
    for (int first = 0; first < 256; first++)
        for (size_t len = 1; len <= sizeof bytes; len++) {
            memset(bytes, 1, sizeof bytes);
            bytes[0] = (char)first;
            struct unpack skipped = unpack_of((struct view){bytes, len}), read = skipped;
            unpack_skip(&skipped);
            read_over(&read);
            CHECK(skipped.at == read.at);
        }
}

/* They should have been checked, but nothing bad happens if they were not. */
TEST(bytes_cut_short_end_the_reading)
{
    struct buf b = {0};
    pack_example(&b);
    for (size_t len = 0; len < b.len; len++) {
        struct unpack u = unpack_of((struct view){b.at, len});
        unpack_skip(&u);
        CHECK(u.at == u.end);
        u = unpack_of((struct view){b.at, len});
        CHECK(!unpack_find(&u, "no such key"));
    }
    buf_free(&b);
}
