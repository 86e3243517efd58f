/* loop_held_test.c: messages that wait for the next turn keep their order, wherever in the ring
 * they lie. */
#include "broker/loop_parts.h"
#include "tests/proto/dice.h"
#include "tests/test.h"

/* The message of this number: from one of seven peers, with a length that tells it from the others.
 */
enum { PEERS = 7 };
static struct held message(size_t number)
{
    struct held m = {.in.from = {.len = 1, .at = {(unsigned char)(number % PEERS)}}};
    m.in.header.len = number;
    return m;
}

static bool has_one_from(const struct held_line *line, size_t peer)
{
    struct held m = message(peer);
    return held_has(line, &m.in.from);
}

TEST(held_messages_come_out_in_the_order_in_which_they_went_in)
{
    static struct held_line line;
    struct dice dice = {1};
    size_t first = 1, next = 1; /* numbers: [first, next) wait */
    for (int i = 0; i < 20000; i++) {
        struct held m = message(next);
        bool filling = i / 1000 % 2 == 0;
        if (dice_below(&dice, 3) < (filling ? 2 : 1)) {
            CHECK_INT(held_is_full(&line), next - first == HELD_MOST);
            if (!held_is_full(&line)) held_add(&line, &m), next++;
        } else {
            CHECK_INT(held_next(&line, &m), first < next);
            if (first == next) continue;
            CHECK_INT(m.in.header.len, first);
            if (dice_below(&dice, 4) > 0)
                first++;
            else
                held_back(&line, &m);
        }
        CHECK_INT(line.count, next - first);
    }
    CHECK(first > 4 * HELD_MOST); /* it went around */
    held_free(&line);
    CHECK_INT(line.bytes, 0);
}

TEST(held_messages_are_full_by_their_bytes_too)
{
    static struct held_line line;
    struct held large = message(16 << 20), small = message(1);
    held_add(&line, &small);
    CHECK(!held_is_full(&line));
    held_add(&line, &large);
    CHECK(held_is_full(&line));
    CHECK(held_next(&line, &small));
    CHECK(held_next(&line, &large));
    CHECK(!held_is_full(&line));
}

TEST(held_messages_tell_whose_they_are)
{
    static struct held_line line;
    struct held m = {0};
    for (size_t i = 0; i < HELD_MOST; i++) { /* until the line has gone around once */
        m = message(3);
        held_add(&line, &m);
        if (i < HELD_MOST - 1) held_next(&line, &m);
    }
    m = message(5);
    held_add(&line, &m);
    for (size_t peer = 0; peer < PEERS; peer++)
        CHECK_INT(has_one_from(&line, peer), peer == 3 || peer == 5);
    CHECK(held_next(&line, &m));
    CHECK(!has_one_from(&line, 3));
    CHECK(has_one_from(&line, 5));
    held_free(&line);
}
