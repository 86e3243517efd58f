/* total_test.c: sums in units of 10^-12, as text and back. */
#include "proto/total.h"
#include "tests/test.h"

static bool reads(const char *text, total wanted)
{
    total n;
    return total_read(view_of(text), &n) && n == wanted;
}

TEST(total_reads_exactly)
{
    const total one = 1000000000000;
    CHECK(reads("0", 0));
    CHECK(reads("-0", 0));
    CHECK(reads("353000000", 353000000 * one));
    CHECK(reads("-0.5", -one / 2));
    CHECK(reads("0.000000000001", 1));
    CHECK(reads("99999999999999999999999999", (one * one * 100 - 1) * one));
}

TEST(total_refuses_what_it_cannot_hold)
{
    static const char *const wrong[] = {"",   "-",   ".5",   "5.",   "1e3",  "1.0000000000001",
                                        "+1", "1 2", "1..2", "一百", "1,000"};
    total n;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!total_read(view_of(wrong[i]), &n));
    CHECK(!total_read(view_of("170141183460469231731687304"), &n)); /* 2^127 / 10^12 and a bit */
    CHECK(!total_read(view_of("1000000000000000000000000000000000000000000"), &n));
}

TEST(total_text_comes_back)
{
    const total most = (total)(~(unsigned __int128)0 >> 1);
    const total all[] = {0, 1, -1, 5000000000000, -123456789, most, -most, -most - 1};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        total back = 0;
        CHECK(total_read(total_view(&arena, all[i]), &back));
        CHECK(back == all[i]);
    }
    arena_free(&arena);
}
