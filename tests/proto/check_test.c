/* check_test.c: what the bounded walk lets through, and what it does not. */
#include "proto/check.h"
#include "proto/limits.h"
#include "proto/pack.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>

#define BYTES(literal) literal, sizeof literal - 1

static const struct sample {
    const char *what, *bytes;
    size_t len;
    const char *why; /* what the refusal says; NULL: it is let through */
} samples[] = {
    {"nil", BYTES("\xc0"), NULL},
    {"true", BYTES("\xc3"), NULL},
    {"small number", BYTES("\x7f"), NULL},
    {"small negative number", BYTES("\xe0"), NULL},
    {"uint 64", BYTES("\xcf\1\2\3\4\5\6\7\x8"), NULL},
    {"int 16", BYTES("\xd1\xff\0"), NULL},
    {"float 32", BYTES("\xca\0\0\0\0"), NULL},
    {"float 64", BYTES("\xcb\0\0\0\0\0\0\0\0"), NULL},
    {"str", BYTES("\xa3\xe7\xbd\x91"), NULL},
    {"str 8", BYTES("\xd9\x01z"), NULL},
    {"str 32", BYTES("\xdb\0\0\0\x01z"), NULL},
    {"bin of any bytes", BYTES("\xc4\x02\xff\0"), NULL},
    {"empty list", BYTES("\x90"), NULL},
    {"list", BYTES("\x92\xc0\x90"), NULL},
    {"array 16", BYTES("\xdc\0\1\xc0"), NULL},
    {"map", BYTES("\x81\xa1k\x91\1"), NULL},
    {"map 32", BYTES("\xdf\0\0\0\1\1\2"), NULL},
    {"nothing", BYTES(""), "cut short"},
    {"reserved byte", BYTES("\xc1"), "no type allowed"},
    {"reserved byte in a list", BYTES("\x91\xc1"), "no type allowed"},
    {"ext 8", BYTES("\xc7\1\1\1"), "no type allowed"},
    {"ext 32", BYTES("\xc9\0\0\0\1\1\1"), "no type allowed"},
    {"fixext 1", BYTES("\xd4\1\1"), "no type allowed"},
    {"fixext 16", BYTES("\xd8\1AAAAAAAAAAAAAAAA"), "no type allowed"},
    {"list without its member", BYTES("\x91"), "announced"},
    {"map without its value", BYTES("\x81\1"), "announced"},
    {"number cut short", BYTES("\xcf\1\2\3"), "cut short"},
    {"string cut short", BYTES("\xa2z"), "announced"},
    {"four gigabytes of list", BYTES("\xdd\xff\xff\xff\xff"), "announced"},
    {"four gigabytes of map", BYTES("\xdf\xff\xff\xff\xff\1\1"), "announced"},
    {"map of half what is there", BYTES("\xde\0\3\1\1\1\1\1"), "announced"},
    {"four gigabytes of string", BYTES("\xdb\xff\xff\xff\xffz"), "announced"},
    {"four gigabytes of bytes", BYTES("\xc6\xff\xff\xff\xffz"), "announced"},
    {"two objects", BYTES("\xc0\xc0"), "too many"},
    {"string of latin-1", BYTES("\xa1\xe9"), "UTF-8"},
    {"surrogate", BYTES("\xa3\xed\xa0\x80"), "UTF-8"},
    {"overlong slash", BYTES("\xa2\xc0\xaf"), "UTF-8"},
    {"overlong of three", BYTES("\xa3\xe0\x80\xaf"), "UTF-8"},
    {"above U+10FFFF", BYTES("\xa4\xf4\x90\x80\x80"), "UTF-8"},
    {"character cut in two", BYTES("\xa2\xe7\xbd"), "UTF-8"},
};

TEST(each_sample_is_judged_rightly)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct sample *s = &samples[i];
        struct err err = {0};
        bool good = check_whole(s->bytes, s->len, &err) == 0;
        if (good != !s->why || (s->why && !strstr(err.text, s->why)))
            test_fail(__FILE__, __LINE__, "%s: %s", s->what, good ? "let through" : err.text);
        if (!good) CHECK_INT(err.code, ERR_MALFORMED);
    }
}

TEST(an_object_tells_its_length_when_more_follows)
{
    CHECK_INT(check_object(BYTES("\x92\1\2\xff\xff"), NULL), 3);
    CHECK_INT(check_object(BYTES("\x90\x90"), NULL), 1);
}

static int nested(int depth, unsigned char opening, struct buf *b)
{
    b->len = 0;
    for (int i = 0; i < depth - 1; i++) {
        buf_add_char(b, (char)opening);
        if (opening == 0x81) buf_add_char(b, 1);
    }
    buf_add_char(b, (char)0x90);
    return check_whole(b->at, b->len, NULL);
}

TEST(nesting_is_bounded)
{
    struct buf b = {0};
    CHECK_INT(nested(MAX_DEPTH, 0x91, &b), 0);
    CHECK_INT(nested(MAX_DEPTH + 1, 0x91, &b), -1);
    CHECK_INT(nested(MAX_DEPTH, 0x81, &b), 0);
    CHECK_INT(nested(MAX_DEPTH + 1, 0x81, &b), -1);
    CHECK_INT(nested(1000000, 0x91, &b), -1);
    buf_free(&b);
}

/* Whatever is let through can be read to its end without UNPACK_END turning up. */
static void read_through(struct view bytes)
{
    struct unpack u = unpack_of(bytes);
    unpack_skip(&u);
    CHECK(u.at == u.end);
}

TEST(random_bytes_are_judged_within_their_bounds)
{
    for (uint64_t seed = 0; seed < 100000; seed++) {
        struct dice dice = {seed};
        size_t len = dice_below(&dice, 40);
        char *exact = malloc(len ? len : 1);
        dice_bytes(&dice, exact, len);
        int64_t whole = check_object(exact, len, NULL);
        CHECK(whole >= -1 && whole <= (int64_t)len);
        if (whole > 0) read_through((struct view){exact, (size_t)whole});
        free(exact);
    }
}
