/* numeral_test.c: written numbers, and exact decimals. */
#include "proto/numeral.h"
#include "tests/test.h"
#include <string.h>

static struct numeral read_numeral(const char *text)
{
    struct numeral n;
    CHECK(numeral_read(text, text + strlen(text), &n));
    return n;
}

static void check_value(const char *text, const char *value, const char *rest)
{
    char got[DECIMAL_TEXT];
    struct numeral n = read_numeral(text);
    decimal_text(n.value, got);
    CHECK(n.valid);
    CHECK_TEXT(got, value);
    CHECK_TEXT(n.end, rest);
}

TEST(arabic_numbers_have_points_and_separators)
{
    check_value("18,802元", "18802", "元");
    check_value("1,234,567.5", "1234567.5", "");
    check_value("0.496亩", "0.496", "亩");
    check_value("\uFF11\uFF12\uFF0E\uFF15吨", "12.5", "吨");
    check_value("12,34", "12", ",34");
    check_value("2021,300", "2021", ",300");
    check_value("3.", "3", ".");
}

TEST(chinese_numbers_have_sections)
{
    check_value("三万五千", "35000", "");
    check_value("两千零八年", "2008", "年");
    check_value("一亿零三百二十万五千", "103205000", "");
    check_value("三万五千亿", "3500000000000", "");
    check_value("三万亿五千亿元", "3500000000000", "元");
    check_value("2万亿零五百亿三千万", "2050030000000", "");
    check_value("三万亿五千万", "3000050000000", "");
    check_value("五千亿三万亿", "500000030000", "亿");
    check_value("三万亿五千亿六百亿", "3500000000600", "亿");
    check_value("十", "10", "");
    check_value("廿一日", "21", "日");
    check_value("伍拾万元", "500000", "元");
    check_value("貳萬", "20000", "");
    check_value("一百零五", "105", "");
}

TEST(a_last_lone_digit_counts_in_tenths)
{
    check_value("三百五", "350", "");
    check_value("一万二", "12000", "");
    check_value("3万5", "35000", "");
}

TEST(styles_mix)
{
    check_value("3.53亿", "353000000", "");
    check_value("177.1 亿元", "17710000000", "元");
    check_value("3万5千", "35000", "");
    check_value("1亿2千万", "120000000", "");
    check_value("3千万亿", "3000000000000000", "");
}

TEST(digits_one_by_one_are_positional)
{
    CHECK(read_numeral("二〇二〇年").positional);
    CHECK_INT(read_numeral("二〇二〇年").digits, 4);
    check_value("二〇二〇年", "2020", "年");
    check_value("一九四九", "1949", "");
}

TEST(vague_numbers_keep_their_scale)
{
    static const char *const texts[][2] = {{"10多万", "100000"}, {"2余万", "20000"},
                                           {"数十", "10"},       {"几百万", "1000000"},
                                           {"十几", "10"},       {"一百多万", "1000000"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_value(texts[i][0], texts[i][1], "");
        CHECK(read_numeral(texts[i][0]).vague);
    }
    check_value("20来个", "20", "来个");
}

TEST(pairs_are_ranges)
{
    char upper[DECIMAL_TEXT];
    struct numeral n = read_numeral("三四十万");
    decimal_text(n.upper, upper);
    check_value("三四十万", "300000", "");
    CHECK_TEXT(upper, "400000");
    n = read_numeral("三五百");
    decimal_text(n.upper, upper);
    CHECK_TEXT(upper, "500");
}

TEST(decimal_points_are_told_from_clocks)
{
    check_value("三十五点六", "35.6", "");
    check_value("三点五亿", "350000000", "");
    check_value("五点五分钟", "5.5", "分钟");
    check_value("三点五十分", "3", "点五十分");
    check_value("三点五分", "3", "点五分");
}

TEST(what_is_no_number_is_read_and_refused)
{
    CHECK(!read_numeral("1.2.3").valid);
    CHECK_TEXT(read_numeral("1.2.3 ").end, " ");
    CHECK(!read_numeral("1234567890123456789012").valid);
    CHECK_TEXT(read_numeral("1234567890123456789012x").end, "x");
    CHECK(read_numeral("百").bare);
}

TEST(common_words_are_no_numerals)
{
    struct numeral n;
    static const char *const texts[] = {"伍", "陆军", "几个", "数据", "年", "x1", "参加"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CHECK(!numeral_read(texts[i], texts[i] + strlen(texts[i]), &n));
    }
}

TEST(units_keep_their_first_character)
{
    check_value("50千瓦", "50", "千瓦");
    check_value("3百分点", "3", "百分点");
    check_value("30万千瓦", "300000", "千瓦");
}

TEST(plain_numbers_are_what_dates_have)
{
    CHECK(numeral_is_plain(&(struct numeral){.valid = true}));
    struct numeral n = read_numeral("二十三");
    CHECK(numeral_is_plain(&n));
    n = read_numeral("2.5");
    CHECK(!numeral_is_plain(&n));
    n = read_numeral("三百二");
    CHECK(!numeral_is_plain(&n));
    n = read_numeral("10多万");
    CHECK(!numeral_is_plain(&n));
}

static struct decimal decimal(int64_t digits, int exponent)
{
    return (struct decimal){digits, exponent};
}

TEST(decimals_are_written_in_full)
{
    char text[DECIMAL_TEXT];
    decimal_text(decimal(353, 6), text);
    CHECK_TEXT(text, "353000000");
    decimal_text(decimal(8387, -4), text);
    CHECK_TEXT(text, "0.8387");
    decimal_text(decimal(-50, -1), text);
    CHECK_TEXT(text, "-5");
    decimal_text(decimal(0, -3), text);
    CHECK_TEXT(text, "0");
    CHECK(decimal_text(decimal(-999999999999999999, 40), text) < DECIMAL_TEXT);
    CHECK(decimal_text(decimal(-999999999999999999, -40), text) < DECIMAL_TEXT);
}

TEST(decimals_add_and_compare_exactly)
{
    char text[DECIMAL_TEXT];
    struct decimal sum = decimal(3, 4);
    CHECK(decimal_add(&sum, decimal(5, -1)));
    decimal_text(sum, text);
    CHECK_TEXT(text, "30000.5");
    sum = decimal(999999999999999999, 0);
    CHECK(!decimal_add(&sum, decimal(1, 0)));
    CHECK_INT(sum.digits, 999999999999999999);
    CHECK(decimal_compare(decimal(1, 1), decimal(10, 0)) == 0);
    CHECK(decimal_compare(decimal(1, 40), decimal(1, -40)) > 0);
    CHECK(decimal_compare(decimal(-1, 40), decimal(1, -40)) < 0);
    CHECK(decimal_compare(decimal(-1, 40), decimal(-1, -40)) < 0);
}

TEST(ratios_say_when_they_are_rounded)
{
    char text[DECIMAL_TEXT];
    struct decimal d = decimal(8387, -2);
    CHECK(decimal_ratio(&d, 1, 100));
    decimal_text(d, text);
    CHECK_TEXT(text, "0.8387");
    d = decimal(1, 0);
    CHECK(!decimal_ratio(&d, 2000, 3));
    decimal_text(d, text);
    CHECK_TEXT(text, "666.666666666667");
    d = decimal(3, 0);
    CHECK(decimal_ratio(&d, 2000, 3));
    CHECK_INT(decimal_whole(d, 10000), 2000);
    CHECK_INT(decimal_whole(decimal(5, -1), 10), -1);
    CHECK_INT(decimal_whole(decimal(11, 0), 10), -1);
}
