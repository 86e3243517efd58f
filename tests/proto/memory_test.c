/* memory_test.c: views, buffers, arenas, and what is UTF-8. */
#include "proto/memory.h"
#include "proto/utf8.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include <stdint.h>
#include <string.h>

TEST(views_compare_in_byte_order)
{
    CHECK(view_compare(view_of("a"), view_of("b")) < 0);
    CHECK(view_compare(view_of("b"), view_of("a")) > 0);
    CHECK(view_compare(view_of("a"), view_of("ab")) < 0);
    CHECK(view_compare(view_of("\xff"), view_of("a")) > 0);
    CHECK(view_compare((struct view){0}, view_of("")) == 0);
    CHECK(view_equal((struct view){0}, view_of("")));
    CHECK(!view_equal(view_of("ab"), view_of("a")));
}

TEST(a_buffer_grows)
{
    struct buf b = {0};
    for (int i = 0; i < 10000; i++) buf_format(&b, "%04d", i);
    buf_add_char(&b, '!');
    CHECK_INT(b.len, 40001);
    CHECK(memcmp(b.at + 4 * 1234, "1234", 4) == 0);
    CHECK_INT(strlen(buf_string(&b)), 40001);
    CHECK_INT(b.len, 40001);
    buf_free(&b);
    buf_free(&b);
    CHECK_TEXT(buf_string(&b), "");
    buf_free(&b);
}

TEST(an_arena_hands_out_memory_of_its_own)
{
    struct arena a = {0};
    struct dice dice = {5};
    char *got[1000];
    size_t sizes[1000];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 1000; i++) {
            sizes[i] = dice_below(&dice, i % 100 == 0 ? 100000 : 300);
            got[i] = arena_alloc(&a, sizes[i]);
            CHECK((uintptr_t)got[i] % 16 == 0);
            memset(got[i], i, sizes[i]);
        }
        for (int i = 0; i < 1000; i++)
            for (size_t j = 0; j < sizes[i]; j++) CHECK(got[i][j] == (char)i);
        arena_reset(&a);
        CHECK_INT(a.used, 0);
    }
    CHECK_TEXT(arena_copy(&a, "abc", 2), "ab");
    arena_free(&a);
    arena_free(&a);
}

TEST(a_list_of_an_arena_grows_and_leaves_nothing_behind)
{
    enum { ROUNDS = 1000 };
    struct arena a = {0};
    uint32_t *left = arena_resize(&a, NULL, sizeof *left), *right = NULL;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        left = arena_resize(&a, left, (i + 1) * sizeof *left);
        right = arena_resize(&a, right, (i + 1) * sizeof *right);
        left[i] = i;
        right[i] = ROUNDS - i;
    }
    for (uint32_t i = 0; i < ROUNDS; i++) CHECK(left[i] == i && right[i] == ROUNDS - i);
    CHECK(a.used == 2 * ROUNDS * sizeof *left);
    arena_reset(&a);
    CHECK(a.used == 0);
    arena_resize(&a, NULL, 16);
    arena_free(&a);
}

/* The definition, character by character, against the code. */
static size_t encode(uint32_t c, char *out)
{
    if (c < 0x80) return out[0] = (char)c, 1;
    if (c < 0x800) return out[0] = (char)(0xc0 | c >> 6), out[1] = (char)(0x80 | (c & 63)), 2;
    size_t n = c < 0x10000 ? 3 : 4;
    out[0] = (char)((n == 3 ? 0xe0 : 0xf0) | c >> 6 * (n - 1));
    for (size_t i = 1; i < n; i++) out[i] = (char)(0x80 | (c >> 6 * (n - 1 - i) & 63));
    return n;
}

TEST(every_character_is_known_and_every_surrogate_refused)
{
    char bytes[4];
    for (uint32_t c = 0; c < 0x120000; c++) {
        size_t n = encode(c, bytes);
        bool good = (c < 0xd800 || c > 0xdfff) && c < 0x110000;
        if (utf8_char((struct view){bytes, n}) != (good ? n : 0))
            test_fail(__FILE__, __LINE__, "U+%04X", c);
        if (good && n > 1) CHECK_INT(utf8_char((struct view){bytes, n - 1}), 0);
    }
}

TEST(a_prefix_ends_before_what_is_not_utf8)
{
    CHECK_INT(utf8_prefix(view_of("网格 grid, of more than eight\xff!")), 31);
    CHECK_INT(utf8_prefix(view_of("\x80")), 0);
    CHECK(utf8_valid(view_of("")));
    CHECK(!utf8_valid(view_of("0123456789abcde\xe7\xbd")));
}
