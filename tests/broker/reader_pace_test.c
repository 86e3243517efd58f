/* reader_pace_test.c: what questions may take while documents come in. */
#include "broker/reader_pace.h"
#include "tests/test.h"

enum { MS = 1000, START = 5000 * MS };

/* Two processors; a document came a moment ago, and answers took so much since. */
static struct pace paid(uint64_t took_ms)
{
    struct pace p = pace_of(2);
    pace_document(&p, START);
    pace_pay(&p, START, took_ms * MS);
    return p;
}

TEST(pace_lets_a_few_begin_at_once)
{
    struct pace p = paid(19);
    CHECK_INT(pace_wait_us(&p, START, START), 0);
}

TEST(pace_makes_a_crowd_wait)
{
    struct pace p = paid(25);
    CHECK_INT(pace_wait_us(&p, START, START), 17 * MS); /* 5 ms overdrawn, 0.3 flow in a ms */
    CHECK(pace_wait_us(&p, START + 16 * MS, START) > 0);
    CHECK_INT(pace_wait_us(&p, START + 17 * MS, START), 0);
}

TEST(pace_lets_nobody_wait_longer_than_patience)
{
    struct pace p = paid(1000);
    CHECK_INT(pace_wait_us(&p, START, START), PATIENCE_MS * MS);
    CHECK_INT(pace_wait_us(&p, START, START - 50 * MS), (PATIENCE_MS - 50) * MS);
    CHECK_INT(pace_wait_us(&p, START, START - PATIENCE_MS * MS), 0);
}

TEST(pace_forgets_what_was_overdrawn_by_far)
{
    struct pace p = paid(100000);
    for (int i = 0; i < 100; i++) pace_pay(&p, START, 1000 * MS);
    CHECK_INT(pace_wait_us(&p, START + 70 * MS, START + 70 * MS), 0); /* 20 ms at 0.3 */
}

TEST(pace_holds_for_a_while_behind_each_document)
{
    struct pace p = paid(1000);
    CHECK(pace_wait_us(&p, START, START) > 0);
    pace_pay(&p, START + 299 * MS, 1000 * MS);
    CHECK(pace_wait_us(&p, START + 299 * MS, START + 299 * MS) > 0);
    CHECK_INT(pace_wait_us(&p, START + 300 * MS, START + 300 * MS), 0);
    pace_document(&p, START + 300 * MS);
    CHECK(pace_wait_us(&p, START + 300 * MS, START + 300 * MS) > 0);
}

TEST(pace_holds_nobody_where_nothing_comes_in)
{
    struct pace p = pace_of(2);
    pace_pay(&p, START, 1000 * MS);
    CHECK_INT(pace_wait_us(&p, START, START), 0);
}

/* Any number of processors, and any time that has passed. */
TEST(pace_is_of_the_machine)
{
    CHECK_INT(pace_of(2).flow_us, 300);
    CHECK_INT(pace_of(16).flow_us, 14300);
    for (unsigned processors = 0; processors < 3000; processors++) {
        struct pace p = pace_of(processors);
        CHECK(p.flow_us > 0);
        pace_document(&p, START);
        pace_pay(&p, START, UINT64_MAX);
        CHECK(pace_wait_us(&p, START, START) > 0);
        CHECK_INT(pace_wait_us(&p, UINT64_MAX, UINT64_MAX), 0);
    }
}
