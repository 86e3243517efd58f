/* date_basis_test.c: what dates without a year are near to. */
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include "workers/date/date_basis.h"
#include "workers/date/date_review.h"

/* A year before the one that the sentence is about, which is not always the last year. */
TEST(the_year_before_is_that_before_the_year_told_of)
{
    static const struct {
        const char *published, *text, *value;
    } rows[] = {
        {"2021-03-05", "2019年产茶30吨,比〖上年〗多5吨。", "2018"},
        {"", "2019年产茶30吨,比〖上年〗多5吨。", "2018"},
        {"2021-03-05", "产茶30吨,比〖上年〗多5吨。", "2020"},
        {"2021-03-05", "2019年产茶30吨,比〖去年〗少5吨。", "2020"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct extracting x = extracting_text(rows[i].text, rows[i].published);
        const struct record *r = extracting_record(&x, x.marked);
        CHECK(r && r->kind == RECORD_DATE);
        CHECK_TEXT(extracting_field(r, FIELD_VALUE), rows[i].value);
        extracting_free(&x);
    }
}

TEST(titles_of_reports_tell_the_year_reported_on)
{
    static const struct {
        const char *title;
        int year;
    } rows[] = {
        {"2016年云岭县统计公报", 2016},
        {"云岭县民政局二〇一六年工作总结", 2016},
        {"关于2016年度财政决算的说明", 2016},
        {"2016年工作总结及2017年计划", YEAR_UNKNOWN},
        {"2016年云岭县工作要点", YEAR_UNKNOWN},
        {"12016年3总结", YEAR_UNKNOWN},
        {"工作总结", YEAR_UNKNOWN},
        {"", YEAR_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_INT(date_review_year(view_of(rows[i].title)), rows[i].year);
}

/* What a report that came out in 2017 says of 2016. */
TEST(dates_in_a_report_are_of_its_year)
{
    struct document d = {.date = view_of("2017-03-05")};
    struct article a = {.title = view_of("2016年云岭县统计公报")};
    struct date_basis b;
    date_basis_open(&b, &d, &a);
    struct when november = {.from = {YEAR_UNKNOWN, 11, 0}};
    CHECK_INT(date_basis_complete(&b, "", &november).year, 2016);
    CHECK_INT(november.from.year, 2016);
    CHECK_INT(b.published.year, 2017);
    d.date = view_of("");
    date_basis_open(&b, &d, &a);
    CHECK_INT(b.published.year, 2016);
}

/* 次日 and 当月 are told from the day and the month told last, though no year is known. */
TEST(that_day_and_that_month_are_those_told_last)
{
    static const struct {
        const char *published, *text, *value;
    } rows[] = {
        {"", "5月,镇里修了水渠。〖当月〗还修了两座桥。", "--05"},
        {"", "5月6日镇里修渠,〖当天〗通水。", "--05-06"},
        {"", "5月6日镇里修渠,〖次日〗通水。", ""}, /* what day, may depend on the year */
        {"", "2021年春天开工。5月,镇里修了水渠,〖当月〗通水。", "2021-05"},
        {"2021-07-09", "5月,镇里修了水渠。〖当月〗还修了两座桥。", "2021-05"},
        {"2021-07-09", "5月6日,镇里修渠。今年以来雨水多。〖次日〗又下雨。", "2021-05-07"},
        {"2021-07-09", "5月6日,镇里修渠。6月,雨水多。〖当天〗又下雨。", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct extracting x = extracting_text(rows[i].text, rows[i].published);
        const struct record *r = extracting_record(&x, x.marked);
        CHECK(r && r->kind == RECORD_DATE);
        CHECK_TEXT(extracting_field(r, FIELD_VALUE), rows[i].value);
        extracting_free(&x);
    }
}

/* 全年 is a date where the title says of which year. */
TEST(the_whole_year_is_that_which_the_title_looks_back_on)
{
    static const struct {
        const char *title, *text, *value;
    } rows[] = {
        {"2016年云岭县统计公报", "〖全年〗产茶30吨", "2016"},
        {"云岭县2016年工作总结", "修桥三座,〖全年〗无事故", "2016"},
        {"云岭县2016年工作总结", "〖年内〗修桥三座", "2016"},
        {"云岭县2016年工作总结", "两〖年内〗修桥三座", NULL},
        {"云岭县2016年工作总结", "2015年〖全年〗产茶30吨", NULL}, /* the year says it already */
        {"云岭县2016年工作总结", "面向〖全年〗龄段", NULL},
        {"云岭县的茶", "〖全年〗产茶30吨", NULL},
        {"2016年工作总结和2017年计划", "〖全年〗产茶30吨", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct extracting x = extracting_titled(rows[i].title, rows[i].text, "");
        const struct record *r = extracting_record(&x, x.marked);
        CHECK_INT(r != NULL, rows[i].value != NULL);
        if (r) CHECK_TEXT(extracting_field(r, FIELD_VALUE), rows[i].value);
        extracting_free(&x);
    }
}
