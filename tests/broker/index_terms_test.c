/* index_terms_test.c: lists come back as they were written, and damaged ones end. */
#include "broker/index_terms.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>

enum { LISTS = 300, FAR = 1 << 30 };

/* Lists of all lengths, dense and sparse ones; the sum of all that is in them. */
static uint64_t write_lists(struct dice *dice, bool small, struct index_writer *w)
{
    struct terms_writer *terms = xcalloc(1, sizeof *terms);
    uint64_t sum = 0, term = 1;
    terms->to = w;
    terms->small = small;
    for (int i = 0; i < LISTS; i++) {
        uint64_t left = 1 + dice_below(dice, UINT64_C(1) << dice_below(dice, 12));
        uint64_t most = (small ? TERMS_SMALL : FAR) / left, position = 0;
        term += 1 + dice_below(dice, UINT64_C(1) << dice_below(dice, 45));
        for (; left > 0; left--) {
            position += 1 + dice_below(dice, 1 + dice_below(dice, most));
            terms_add(terms, term, (uint32_t)position - 1);
            sum += term * position;
        }
    }
    terms_end(terms);
    free(terms);
    return sum;
}

/* The sum of all that the lists of a chunk have, from the term on. Positions ascend, also where a
 * group ends elsewhere than was said before it. */
static uint64_t read_chunk(struct view chunk, uint64_t term, uint32_t from)
{
    struct terms_reader r;
    uint64_t sum = 0;
    terms_open(&r, chunk);
    for (bool any = terms_find_list(&r, term); any; any = terms_next_list(&r)) {
        uint64_t least = 0;
        terms_goes_on(&r);
        while (terms_next_group(&r, from)) {
            CHECK(r.filled > 0 && r.filled <= LIST_GROUP + 1);
            for (uint32_t i = 0; i < r.filled; i++) {
                CHECK(r.positions[i] >= least);
                least = (uint64_t)r.positions[i] + 1;
                sum += r.term * least;
            }
        }
    }
    return sum;
}

/* The value of the next entry, as index_put() lays it out. */
static struct view next_value(const char **at)
{
    uint32_t head[3];
    memcpy(head, *at, sizeof head);
    struct view value = {*at + sizeof head + head[1], head[2]};
    *at = value.at + value.len;
    return value;
}

static void round_trip(bool small)
{
    struct dice dice = {small + 1};
    for (int round = 0; round < 10; round++) {
        struct index_writer w = {0};
        uint64_t wanted = write_lists(&dice, small, &w), found = 0;
        const char *at = w.entries.at, *end = at + w.entries.len;
        while (at < end) found += read_chunk(next_value(&at), 0, 0);
        CHECK(found == wanted);
        buf_free(&w.entries);
    }
}

TEST(index_terms_come_back)
{
    round_trip(false);
    round_trip(true);
}

TEST(index_terms_that_are_damaged_end)
{
    struct dice dice = {3};
    struct index_writer w = {0};
    write_lists(&dice, false, &w);
    const char *at = w.entries.at, *end = at + w.entries.len;
    while (at < end) {
        struct view value = next_value(&at);
        for (int i = 0; i < 20000; i++) {
            size_t len = i % 3 ? value.len : dice_below(&dice, value.len + 1);
            char *copy = xmalloc(len + 1);
            memcpy(copy, value.at, len);
            for (uint64_t n = dice_below(&dice, 6); n > 0 && len > 0; n--)
                copy[dice_below(&dice, len)] = (char)dice_below(&dice, 256);
            read_chunk((struct view){copy, len}, i % 2 ? dice_below(&dice, UINT64_MAX) : 0,
                       (uint32_t)dice_below(&dice, FAR));
            free(copy);
        }
    }
    buf_free(&w.entries);
}
