/* amount_test.c: keys sort as the numbers do and give them back; days. */
#include "proto/amount.h"
#include "tests/proto/dice.h"
#include "tests/test.h"

static struct decimal read(const char *text)
{
    struct decimal d;
    CHECK(amount_read(view_of(text), &d));
    return d;
}

TEST(amount_key_gives_the_number_back)
{
    static const char *const numbers[] = {
        "0", "1", "-1", "0.8387", "353000000", "-0.005", "123456789012345.6", "9999999999999999"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[DECIMAL_TEXT];
        decimal_text(amount_of(amount_key(read(numbers[i]))), text);
        CHECK_TEXT(text, numbers[i]);
    }
    CHECK_INT(amount_digits(amount_key(read("-2.5"))).digits, -2500000000000000);
}

TEST(amount_keys_sort_as_numbers)
{
    struct dice dice = {42};
    for (int i = 0; i < 20000; i++) {
        struct decimal a = {(int64_t)(dice_roll(&dice) % 2001) - 1000,
                            (int)(dice_roll(&dice) % 20) - 10};
        struct decimal b = {(int64_t)(dice_roll(&dice) % 2001) - 1000,
                            (int)(dice_roll(&dice) % 20) - 10};
        uint64_t x = amount_key(a), y = amount_key(b);
        int wanted = decimal_compare(a, b);
        CHECK_INT((x > y) - (x < y), (wanted > 0) - (wanted < 0));
    }
}

TEST(amount_of_any_key_can_be_written)
{
    struct dice dice = {43};
    char text[DECIMAL_TEXT];
    for (int i = 0; i < 20000; i++) {
        uint64_t key = dice_roll(&dice) >> dice_below(&dice, 64);
        CHECK(decimal_text(amount_of(i % 2 ? key : ~key), text) < DECIMAL_TEXT);
    }
    CHECK_INT(decimal_text(amount_of(amount_key(decimal_of(0)) + 1), text), 1);
}

TEST(amount_reads_decimals_only)
{
    struct decimal d;
    static const char *const wrong[] = {
        "", "-", ".", ".5", "1e3", "1.2.3", " 1", "1,000", "12345678901234567890"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!amount_read(view_of(wrong[i]), &d));
}

TEST(amount_days_are_half_open)
{
    int32_t from, to;
    CHECK(days_read(view_of("1970-01-01"), &from, &to));
    CHECK_INT(from, 0);
    CHECK_INT(to, 1);
    CHECK(days_read(view_of("2020年12月"), &from, &to));
    CHECK_INT(to - from, 31);
    CHECK(days_read(view_of("1900"), &from, &to));
    CHECK_INT(to - from, 365);
    CHECK_INT(days_year(from), 1900);
    CHECK_INT(days_year(to), 1901);
    CHECK(days_read(view_of("-0220"), &from, &to)); /* a leap year: the 220th before year 0 */
    CHECK_INT(to - from, 366);
    CHECK_INT(days_year(from), -220);
    CHECK(!days_read(view_of("--09-05"), &from, &to));
    CHECK(!days_read(view_of("-"), &from, &to));
    CHECK(!days_read(view_of("2020-"), &from, &to));
    CHECK(!days_read(view_of("2020-00-01"), &from, &to));
    CHECK(!days_read(view_of("2020-02-30"), &from, &to));
    CHECK(!days_read(view_of("20200-02"), &from, &to));
    CHECK(!days_read(view_of(""), &from, &to));
}
