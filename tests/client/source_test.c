#include "client/source.h"
#include "proto/limits.h"
#include "proto/utf8.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *source_of(const char *name)
{
    struct buf out = {0};
    source_add(&out, view_of(name));
    return buf_string(&out);
}

static char *base_of(const char *path)
{
    struct buf out = {0};
    source_base(&out, path);
    return buf_string(&out);
}

TEST(source_escapes_bytes_that_are_not_utf8)
{
    CHECK_TEXT(source_of("年报 2021.txt"), "年报 2021.txt");
    CHECK_TEXT(source_of("\xc4\xea\xb1\xa8.txt"),
               "%C4걨.txt"); /* GBK; two of its bytes read as UTF-8 */
    CHECK_TEXT(source_of("100%"), "100%");
    CHECK_TEXT(source_of("100%ok"), "100%ok");
    CHECK_TEXT(source_of("a%FFb"), "a%25FFb");
    CHECK_TEXT(source_of("a\xff"
                         "b"),
               "a%FFb");
    CHECK_TEXT(source_of("%%41"), "%%2541");
}

/* Reads a source back into the bytes it was made of: what cannot be undone could be ambiguous. */
static size_t undo(const char *source, char *out)
{
    size_t n = 0;
    for (const char *at = source; *at; at++) {
        char digits[3] = {0};
        if (*at == '%' && strlen(at) >= 3 && strspn(at + 1, "0123456789ABCDEFabcdef") >= 2) {
            memcpy(digits, at + 1, 2);
            out[n++] = (char)strtoul(digits, NULL, 16);
            at += 2;
        } else {
            out[n++] = *at;
        }
    }
    return n;
}

TEST(source_can_be_read_back)
{
    srand(7);
    for (int round = 0; round < 20000; round++) {
        char name[16], back[16];
        size_t len = 1 + (size_t)rand() % 12;
        for (size_t i = 0; i < len; i++) /* many '%' and digits, some bytes over 127 */
            name[i] = rand() % 3 ? "%25aAfF/"[rand() % 8] : (char)(1 + rand() % 255);
        name[len] = '\0';
        char *source = source_of(name);
        CHECK(utf8_valid(view_of(source)));
        CHECK_INT(undo(source, back), (long long)len);
        CHECK(memcmp(back, name, len) == 0);
        free(source);
    }
}

TEST(source_base_is_the_last_part)
{
    CHECK_TEXT(base_of("archive/news"), "news");
    CHECK_TEXT(base_of("archive/news//"), "news");
    CHECK_TEXT(base_of("news"), "news");
    CHECK_TEXT(base_of("/"), "root");
    CHECK(mkdir("折子", 0700) == 0 && chdir("折子") == 0);
    CHECK_TEXT(base_of("."), "折子");
    CHECK(mkdir("inner", 0700) == 0);
    CHECK_TEXT(base_of("inner/.."), "折子");
}

TEST(source_shorten_keeps_long_ones_apart)
{
    static char a[MAX_SOURCE + 100], b[MAX_SOURCE + 100];
    struct buf room_a = {0}, room_b = {0};
    memset(a, 'x', sizeof a);
    memset(b, 'x', sizeof b);
    b[sizeof b - 1] = 'y';
    struct view fits = {a, MAX_SOURCE};
    CHECK(source_shorten(fits, &room_a).at == a);
    struct view short_a = source_shorten((struct view){a, sizeof a}, &room_a);
    struct view short_b = source_shorten((struct view){b, sizeof b}, &room_b);
    CHECK_INT(short_a.len, MAX_SOURCE);
    CHECK(!view_equal(short_a, short_b));
}
