/* test.h: the test runner. A test is a function that registers itself; each runs in a process and
 * an empty directory of its own, under a time limit, several at once, so one that crashes or hangs
 * fails alone.
 *
 *     TEST(lookup_finds_what_was_added) { CHECK(…); CHECK_INT(a, 3); CHECK_TEXT(s, "x"); }
 *
 * `test-broker NAME…` runs those whose name contains NAME; `-v` keeps their output.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct test {
    const char *name, *file;
    void (*run)(void);
    unsigned seconds;
    struct test *next;
};
void test_register(struct test *t);

#define TEST_WITHIN(name_, seconds_)                                                               \
    static void test_##name_(void);                                                                \
    static struct test test_row_##name_ = {#name_, __FILE__, test_##name_, seconds_, 0};           \
    __attribute__((constructor)) static void test_add_##name_(void)                                \
    {                                                                                              \
        test_register(&test_row_##name_);                                                          \
    }                                                                                              \
    static void test_##name_(void)
#define TEST(name_) TEST_WITHIN(name_, 30)

/* How many times as slow as usual programs may be here: GARNER_TIME_FACTOR, 1 without it. The time
 * limits of tests are multiplied by it, as in tests/peer/fixture.py and tests/run. */
unsigned test_time_factor(void);

/* Whether the program was built with a sanitizer, which has memory and calls of its own. */
bool test_sanitized(void);

/* End the test as failed, with the place and both values. */
void test_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4), noreturn));
/* End it as skipped; the reason is printed. */
void test_skip(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

void test_check_int(const char *file, int line, const char *what, long long got, long long want);
void test_check_text(const char *file, int line, const char *what, const char *got,
                     const char *want);
#define CHECK(truth)                                                                               \
    do {                                                                                           \
        if (!(truth)) test_fail(__FILE__, __LINE__, "not so: %s", #truth);                         \
    } while (0)
#define CHECK_INT(got, want)  test_check_int(__FILE__, __LINE__, #got, (long long)(got), (want))
#define CHECK_TEXT(got, want) test_check_text(__FILE__, __LINE__, #got, (got), (want))

#endif
