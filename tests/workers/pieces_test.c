/* pieces_test.c: every byte of a text made of pieces leads back to what it was made of. */
#include "tests/proto/dice.h"
#include "tests/test.h"
#include "workers/charset/convert.h"
#include "workers/pieces.h"
#include <stdlib.h>

static void check_place(const struct origin *o, uint32_t start, uint32_t end, uint32_t from,
                        uint32_t to)
{
    struct span place = origin_of(o, start, end);
    CHECK_INT(place.start, from);
    CHECK_INT(place.end, to);
}

TEST(pieces_lead_back)
{
    struct arena a = {0};
    struct view source = view_of("<p>fish &amp; chips</p><i>two</i>");
    struct pieces p;
    pieces_open(&p, &a, source, NULL);
    pieces_copy(&p, source.at + 3, 5);
    pieces_put(&p, view_of("&"), source.at + 8, 5);
    pieces_copy(&p, source.at + 13, 3);
    pieces_copy(&p, source.at + 16, 3);
    pieces_put(&p, view_of("\n"), source.at + 19, 0);
    pieces_copy(&p, source.at + 26, 3);
    struct view text = pieces_text(&p);
    CHECK(view_equal(text, view_of("fish & chips\ntwo")));
    const struct origin *o = pieces_origin(&p);
    check_place(o, 0, 4, 3, 7);
    check_place(o, 5, 6, 8, 13);    /* the entity */
    check_place(o, 3, 8, 6, 15);    /* from before it to behind it */
    check_place(o, 7, 12, 14, 19);  /* two copies that are one piece */
    check_place(o, 12, 13, 19, 19); /* a line end of ours */
    check_place(o, 11, 16, 18, 29); /* over it */
    arena_free(&a);
}

TEST(pieces_of_nothing)
{
    struct arena a = {0};
    struct pieces p;
    pieces_open(&p, &a, (struct view){0}, NULL);
    pieces_put(&p, (struct view){0}, NULL, 0);
    pieces_copy(&p, NULL, 0);
    CHECK_INT(pieces_text(&p).len, 0);
    check_place(pieces_origin(&p), 0, 0, 0, 0);
    arena_free(&a);
}

enum { SOURCE = 1 << 20, PLACES = 4000 };

/* What each byte of the text was made of, kept beside, as plainly as can be. */
struct plain {
    struct span *at;
    size_t count;
};

static uint32_t below(struct dice *d, uint32_t sides)
{
    return (uint32_t)dice_below(d, sides);
}

static void add_random(struct dice *d, struct pieces *p, struct plain *plain, uint32_t *at)
{
    bool copy = below(d, 4) != 0, jump = below(d, 100) == 0; /* to anywhere, also back */
    uint32_t length = 1 + below(d, below(d, 50) ? 60 : 5000), made = length;
    *at = (*at + below(d, jump ? SOURCE : 40)) % (SOURCE - 6000);
    const char *from = p->source.at + *at;
    if (copy) {
        pieces_copy(p, from, length);
    } else {
        made = 1 + below(d, 4);
        length = below(d, 9);
        pieces_put(p, (struct view){"&&&&", made}, from, length);
    }
    for (uint32_t i = 0; i < made; i++)
        plain->at[plain->count++] =
            copy ? (struct span){*at + i, *at + i + 1} : (struct span){*at, *at + length};
    *at += length;
}

TEST(pieces_at_random)
{
    struct arena a = {0};
    struct pieces p;
    struct plain plain = {.at = xcalloc(4 * SOURCE, sizeof *plain.at)};
    char *source = xcalloc(SOURCE, 1);
    struct dice d = {.seed = 1};
    uint32_t at = 0, count = 0;
    for (uint32_t i = 0; i < SOURCE; i++) source[i] = (char)('a' + below(&d, 26));
    pieces_open(&p, &a, (struct view){source, SOURCE}, NULL);
    for (; plain.count < SOURCE; count++) add_random(&d, &p, &plain, &at);
    const struct origin *o = pieces_origin(&p);
    struct view text = pieces_text(&p);
    CHECK_INT(text.len, plain.count);
    CHECK(p.count <= count && p.count > count / 2);
    CHECK(p.code_length + p.count / PIECES_A_MARK * sizeof *p.marks < 5 * (size_t)p.count);
    for (uint32_t i = 0; i < PLACES; i++) {
        uint32_t k = below(&d, (uint32_t)text.len);
        check_place(o, k, k + 1, plain.at[k].start, plain.at[k].end);
        if (text.at[k] != '&') CHECK(source[plain.at[k].start] == text.at[k]);
    }
    free(source);
    free(plain.at);
    arena_free(&a);
}

/* 中&amp;国 in GB18030: two layers. */
TEST(pieces_over_a_charset)
{
    struct arena a = {0};
    static const struct budget no_limit;
    struct document d = {.arena = &a, .bytes = view_of("<b>\xd6\xd0&amp;\xb9\xfa</b>")};
    struct conversion c;
    struct charset_guess gb = {.charset = CHARSET_GB18030};
    CHECK(convert(&d, &gb, &no_limit, &c));
    struct pieces p;
    pieces_open(&p, &a, c.text, c.origin);
    pieces_copy(&p, c.text.at + 3, 3);
    pieces_put(&p, view_of("&"), c.text.at + 6, 5);
    pieces_copy(&p, c.text.at + 11, 3);
    CHECK(view_equal(pieces_text(&p), view_of("中&国")));
    const struct origin *o = pieces_origin(&p);
    check_place(o, 0, 3, 3, 5);
    check_place(o, 3, 4, 5, 10);
    check_place(o, 4, 7, 10, 12);
    check_place(o, 0, 7, 3, 12);
    arena_free(&a);
}
