/* once_test.c: what came before. */
#include "client/once.h"
#include "tests/test.h"
#include <time.h>

TEST(once_is_the_first_time_of_a_key)
{
    struct once o = {0};
    for (int round = 0; round < 2; round++) {
        CHECK(once_first(&o, view_of("ab")));
        CHECK(once_first(&o, view_of("a")));
        CHECK(once_first(&o, view_of("")));
        CHECK(once_first(&o, (struct view){"a\0b", 3}));
        CHECK(once_first(&o, (struct view){"a\0c", 3}));
        CHECK(!once_first(&o, view_of("a")));
        CHECK(!once_first(&o, view_of("")));
        CHECK(!once_first(&o, (struct view){"a\0b", 3}));
        once_free(&o);
    }
}

TEST(once_keeps_a_copy)
{
    struct once o = {0};
    char key[] = "one";
    CHECK(once_first(&o, view_of(key)));
    key[0] = 'z';
    CHECK(once_first(&o, view_of(key)));
    CHECK(!once_first(&o, view_of("one")));
    once_free(&o);
}

/* Milliseconds of processor time for as many keys, in the order that a walk of folders has them. */
static double remembering_ms(uint64_t keys)
{
    struct once o = {0};
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (uint64_t i = 0; i < keys; i++)
        CHECK(once_first(&o, (struct view){(const char *)&i, sizeof i}));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    once_free(&o);
    return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

/* One by one sixteen times the keys would take 256 times as long. */
TEST(once_is_linear_in_keys)
{
    double few = remembering_ms(4000), many = remembering_ms(64000);
    if (many > 80 * few) test_fail(__FILE__, __LINE__, "%f ms, %f ms", few, many);
}
