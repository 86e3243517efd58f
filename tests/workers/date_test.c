/* date_test.c: dates: written forms, words, the calendar behind them. */
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include "workers/date/calendar.h"
#include "workers/date/date_basis.h"
#include "workers/date/date_review.h"
#include "workers/date/lunar.h"
#include "workers/date/solar_term.h"

struct expected {
    const char *published, *text, *value, *from, *to;
};

static void check_date(const struct expected *e)
{
    struct extracting x = extracting_text(e->text, e->published);
    const struct record *r = extracting_record(&x, x.marked);
    if (!r) test_fail(__FILE__, __LINE__, "not found: %s", e->text);
    CHECK_INT(r->kind, RECORD_DATE);
    CHECK_TEXT(extracting_field(r, FIELD_VALUE), e->value);
    CHECK_TEXT(extracting_field(r, FIELD_FROM), e->from);
    CHECK_TEXT(extracting_field(r, FIELD_TO), e->to);
    extracting_free(&x);
}

#define CHECK_DATES(rows)                                                                          \
    for (size_t i_ = 0; i_ < sizeof(rows) / sizeof *(rows); i_++) check_date(&(rows)[i_])

static void check_none(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct extracting x = extracting_text(texts[i], "2021-03-05");
        const struct record *r = extracting_kind(&x, RECORD_DATE);
        if (r) test_fail(__FILE__, __LINE__, "%s: %s", texts[i], extracting_text_of(&x, r));
        extracting_free(&x);
    }
}

TEST(written_dates)
{
    static const struct expected rows[] = {
        {"", "会议于〖2020年4月13日〗召开", "2020-04-13", "2020-04-13", "2020-04-14"},
        {"", "〖二〇二〇年三月十五日〗", "2020-03-15", "2020-03-15", "2020-03-16"},
        {"", "〖二零一八年〗竣工", "2018", "2018-01-01", "2019-01-01"},
        {"", "〖\uFF12\uFF10\uFF12\uFF10年\uFF15月〗", "2020-05", "2020-05-01", "2020-06-01"},
        {"", "〖2019 年 3 月 5 日〗", "2019-03-05", "2019-03-05", "2019-03-06"},
        {"", "编辑〖2022-07-06 10:10:33〗 阅读", "2022-07-06", "2022-07-06T10:10:33",
         "2022-07-06T10:10:34"},
        {"", "〖2020.4.13〗发布", "2020-04-13", "2020-04-13", "2020-04-14"},
        {"", "〖2020/4/13〗发布", "2020-04-13", "2020-04-13", "2020-04-14"},
        {"", "日期:〖20200413〗,", "2020-04-13", "2020-04-13", "2020-04-14"},
        {"", "〖98年5月〗", "1998-05", "1998-05-01", "1998-06-01"},
        {"", "〖08年〗竣工", "2008", "2008-01-01", "2009-01-01"},
        {"", "〖2012年度〗先进", "2012", "2012-01-01", "2013-01-01"},
        {"", "〖2020年12月31日〗止", "2020-12-31", "2020-12-31", "2021-01-01"},
    };
    CHECK_DATES(rows);
}

TEST(partial_dates_without_a_year)
{
    static const struct expected rows[] = {
        {"", "已于〖8月份〗拨付", "--08", "", ""},
        {"", "〖9月5日〗开工", "--09-05", "", ""},
        {"", "〖5月初〗印发", "--05", "", ""},
        {"", "〖1-10月份〗累计", "--01/--10", "", ""},
        {"", "每月〖15日〗活动", "---15", "", ""},
        {"2021-03-05", "每月〖15日〗活动", "---15", "", ""},
        {"2022-07-06", "〖7月1日〗举行", "2022-07-01", "2022-07-01", "2022-07-02"},
        {"2021-01-10", "〖12月20日〗启动", "2020-12-20", "2020-12-20", "2020-12-21"},
        {"2021-03-05", "记者〖4日〗获悉", "2021-03-04", "2021-03-04", "2021-03-05"},
        {"2021-03-05", "记者〖28日〗获悉", "2021-02-28", "2021-02-28", "2021-03-01"},
        {"", "2019年3月动工,〖8月〗完工", "2019-08", "2019-08-01", "2019-09-01"},
    };
    CHECK_DATES(rows);
}

TEST(parts_of_years_and_months)
{
    static const struct expected rows[] = {
        {"", "〖2019年底〗前", "2019", "2019-12-01", "2020-01-01"},
        {"", "〖2019年初〗", "2019", "2019-01-01", "2019-02-01"},
        {"", "〖2020年3月上旬〗", "2020-03", "2020-03-01", "2020-03-11"},
        {"", "〖2020年2月下旬〗", "2020-02", "2020-02-21", "2020-03-01"},
        {"", "〖2020年上半年〗", "2020-01/2020-06", "2020-01-01", "2020-07-01"},
        {"", "〖2020年第三季度〗", "2020-07/2020-09", "2020-07-01", "2020-10-01"},
        {"", "〖2020年前5个月〗", "2020-01/2020-05", "2020-01-01", "2020-06-01"},
        {"", "〖2020年前三季度〗", "2020-01/2020-09", "2020-01-01", "2020-10-01"},
        {"", "〖19年底〗", "2019", "2019-12-01", "2020-01-01"},
    };
    CHECK_DATES(rows);
}

TEST(intervals)
{
    static const struct expected rows[] = {
        {"", "〖2018-2020年〗", "2018/2020", "2018-01-01", "2021-01-01"},
        {"", "〖2018年至2020年〗", "2018/2020", "2018-01-01", "2021-01-01"},
        {"", "〖2019年1-10月〗", "2019-01/2019-10", "2019-01-01", "2019-11-01"},
        {"", "〖2020年3月5日至8日〗", "2020-03-05/2020-03-08", "2020-03-05", "2020-03-09"},
        {"", "〖2019年12月至2020年2月〗", "2019-12/2020-02", "2019-12-01", "2020-03-01"},
        {"", "〖2018.09-2020.06〗", "2018-09/2020-06", "2018-09-01", "2020-07-01"},
        {"", "自〖2020-05-26至2020-05-29〗止", "2020-05-26/2020-05-29", "2020-05-26", "2020-05-30"},
        {"", "〖2017年1月至今〗", "2017-01/..", "2017-01-01", ""},
        {"2021-03-05", "〖前年11月到去年3月〗", "2019-11/2020-03", "2019-11-01", "2020-04-01"},
    };
    CHECK_DATES(rows);
}

TEST(days_in_a_row_share_their_month)
{
    static const struct expected rows[] = {
        {"", "3月3日、〖5日〗和8日召开", "--03-05", "", ""},
        {"", "3月3日、5日和〖8日〗召开", "--03-08", "", ""},
        {"", "2月3日、〖30日〗召开", "---30", "", ""},
        {"", "3月3日。\n〖5日〗召开", "---05", "", ""},
        {"2021-03-20", "1月3日、〖5日〗召开", "2021-01-05", "2021-01-05", "2021-01-06"},
    };
    CHECK_DATES(rows);
}

TEST(ages)
{
    static const struct expected rows[] = {
        {"", "〖20世纪90年代〗", "199X", "1990-01-01", "2000-01-01"},
        {"", "〖九十年代〗", "199X", "1990-01-01", "2000-01-01"},
        {"", "〖上世纪80年代〗", "198X", "1980-01-01", "1990-01-01"},
        {"", "〖21世纪〗", "20XX", "2000-01-01", "2100-01-01"},
    };
    CHECK_DATES(rows);
}

TEST(relative_dates_are_resolved_by_the_date_of_publication)
{
    static const struct expected rows[] = {
        {"2022-07-06", "〖今年以来〗", "2022", "2022-01-01", "2022-07-07"},
        {"2022-07-06", "〖去年底〗", "2021", "2021-12-01", "2022-01-01"},
        {"2022-07-06", "〖今年1月至今〗", "2022-01/..", "2022-01-01", ""},
        {"2022-07-06", "〖上月底〗", "2022-06", "2022-06-21", "2022-07-01"},
        {"2022-03-31", "〖昨天〗", "2022-03-30", "2022-03-30", "2022-03-31"},
        {"2022-07-06", "〖上周五〗", "2022-07-01", "2022-07-01", "2022-07-02"},
        {"2022-07-06", "〖本周〗", "2022-07-04/2022-07-10", "2022-07-04", "2022-07-11"},
        {"2022-07-06", "〖上季度〗", "2022-04/2022-06", "2022-04-01", "2022-07-01"},
        {"2022-07-06", "〖上半年〗", "2022-01/2022-06", "2022-01-01", "2022-07-01"},
        {"2022-07-06", "〖年底〗前", "2022", "2022-12-01", "2023-01-01"},
        {"2022-07-06", "今年1-6月比〖去年同期〗多", "2021-01/2021-06", "2021-01-01", "2021-07-01"},
        {"", "2018年3月2日动工,〖次日〗封路", "2018-03-03", "2018-03-03", "2018-03-04"},
        {"", "2018年动工,〖次年〗完工", "2019", "2019-01-01", "2020-01-01"},
        {"2022-07-06", "〖去年〗,全镇", "2021", "2021-01-01", "2022-01-01"},
        {"", "〖去年〗,全镇", "", "", ""},
        {"2022-07-06", "〖近年来〗", "", "", ""},
        {"2022-07-06", "〖截至目前〗", "", "", ""},
    };
    CHECK_DATES(rows);
}

TEST(holidays_of_both_calendars)
{
    static const struct expected rows[] = {
        {"2020-10-05", "〖国庆节〗期间", "2020-10-01", "2020-10-01", "2020-10-02"},
        {"", "〖国庆节〗期间", "--10-01", "", ""},
        {"2020-02-10", "〖春节〗前夕", "2020-01-25", "2020-01-25", "2020-01-26"},
        {"2021-03-20", "〖清明节〗祭扫", "2021-04-04", "2021-04-04", "2021-04-05"},
        {"2020-02-10", "〖除夕〗那天", "2021-02-11", "2021-02-11", "2021-02-12"},
        {"", "〖2020年中秋节〗", "2020-10-01", "2020-10-01", "2020-10-02"},
        {"2021-06-14", "〖农历八月十五〗", "2021-09-21", "2021-09-21", "2021-09-22"},
        {"2021-06-14", "〖去年五月初五〗", "2020-06-25", "2020-06-25", "2020-06-26"},
        {"2021-06-14", "〖正月初一〗", "2021-02-12", "2021-02-12", "2021-02-13"},
    };
    CHECK_DATES(rows);
}

TEST(times_of_day_narrow_a_day)
{
    static const struct expected rows[] = {
        {"", "〖2020年4月13日上午9时〗开会", "2020-04-13", "2020-04-13T09:00", "2020-04-13T10:00"},
        {"", "〖2020年4月13日下午3点半〗", "2020-04-13", "2020-04-13T15:30", "2020-04-13T15:31"},
        {"", "〖2020-04-13 15:00-17:30〗", "2020-04-13", "2020-04-13T15:00", "2020-04-13T17:30"},
        {"", "〖2020年4月13日(周一)9:30〗", "2020-04-13", "2020-04-13T09:30", "2020-04-13T09:31"},
        {"", "〖2020年4月13日晚上12点〗", "2020-04-13", "2020-04-14", "2020-04-14T01:00"},
        {"", "〖2020年4月13日24时〗", "2020-04-13", "2020-04-14", "2020-04-14T01:00"},
        {"", "〖2020年4月13日凌晨12点一刻〗", "2020-04-13", "2020-04-13T00:15", "2020-04-13T00:16"},
        {"", "〖2020年4月13日上午〗", "2020-04-13", "2020-04-13T06:00", "2020-04-13T12:00"},
        {"", "〖2020年4月13日22时至6时〗", "2020-04-13", "2020-04-13T22:00", "2020-04-14T06:00"},
        {"", "〖2020年4月13日8时至15日18时〗", "2020-04-13/2020-04-15", "2020-04-13T08:00",
         "2020-04-15T18:00"},
        {"2021-03-05", "〖昨晚八点二十〗", "2021-03-04", "2021-03-04T20:20", "2021-03-04T20:21"},
        {"2021-03-05", "〖今天下午七八点〗", "2021-03-05", "2021-03-05T19:00", "2021-03-05T21:00"},
        {"2021-03-05", "〖下周三上午9点〗", "2021-03-10", "2021-03-10T09:00", "2021-03-10T10:00"},
        {"2021-03-05", "〖03-04 18:26〗 来源", "2021-03-04", "2021-03-04T18:26",
         "2021-03-04T18:27"},
    };
    CHECK_DATES(rows);
}

TEST(feasts_and_terms_have_their_day_in_a_year)
{
    static const struct expected rows[] = {
        {"", "〖2021年母亲节〗", "2021-05-09", "2021-05-09", "2021-05-10"},
        {"", "〖2019年感恩节〗", "2019-11-28", "2019-11-28", "2019-11-29"},
        {"", "〖2018年复活节〗", "2018-04-01", "2018-04-01", "2018-04-02"},
        {"", "〖2024年冬至〗", "2024-12-21", "2024-12-21", "2024-12-22"},
        {"", "〖2020年农历闰四月初一〗", "2020-05-23", "2020-05-23", "2020-05-24"},
        {"2021-02-01", "〖大年初三〗走亲戚", "2021-02-14", "2021-02-14", "2021-02-15"},
        {"2021-09-30", "〖国庆〗期间", "2021-10-01", "2021-10-01", "2021-10-02"},
        {"2021-04-30", "〖五一〗假期", "2021-05-01", "2021-05-01", "2021-05-02"},
        {"2021-06-14", "〖八月十五〗,赏月", "2021-09-21", "2021-09-21", "2021-09-22"},
    };
    CHECK_DATES(rows);
}

TEST(weeks_days_and_months_are_numbered_within_years)
{
    static const struct expected rows[] = {
        {"", "〖2020年3月第二周〗", "2020-03-09/2020-03-15", "2020-03-09", "2020-03-16"},
        {"", "〖2020年第10周〗", "2020-03-02/2020-03-08", "2020-03-02", "2020-03-09"},
        {"", "〖2020年6月第三个星期日〗", "2020-06-21", "2020-06-21", "2020-06-22"},
        {"", "〖2020年6月最后一个周五〗", "2020-06-26", "2020-06-26", "2020-06-27"},
        {"", "〖2020年2月最后三天〗", "2020-02-27/2020-02-29", "2020-02-27", "2020-03-01"},
        {"", "〖2020年第一天〗", "2020-01-01", "2020-01-01", "2020-01-02"},
        {"", "〖2020年第8个月〗", "2020-08", "2020-08-01", "2020-09-01"},
        {"", "〖2020年后两个月〗", "2020-11/2020-12", "2020-11-01", "2021-01-01"},
        {"", "〖2020年Q3〗", "2020-07/2020-09", "2020-07-01", "2020-10-01"},
        {"", "〖2020年前两个季度〗", "2020-01/2020-06", "2020-01-01", "2020-07-01"},
        {"", "〖2020年二至四季度〗", "2020-04/2020-12", "2020-04-01", "2021-01-01"},
    };
    CHECK_DATES(rows);
}

TEST(spans_are_told_from_the_date_before)
{
    static const struct expected rows[] = {
        {"2021-06-14", "〖三年前〗,村里没有路", "2018", "2018-01-01", "2019-01-01"},
        {"2021-06-14", "自〖两个月前〗起", "2021-04", "2021-04-01", "2021-05-01"},
        {"2021-06-14", "〖十天后〗开工", "2021-06-24", "2021-06-24", "2021-06-25"},
        {"2021-06-14", "2018年3月动工,〖两年后〗完工", "2020", "2020-01-01", "2021-01-01"},
        {"2021-06-14", "〖上两周〗", "2021-05-31/2021-06-13", "2021-05-31", "2021-06-14"},
        {"2021-06-14", "〖今明两年〗", "2021/2022", "2021-01-01", "2023-01-01"},
    };
    CHECK_DATES(rows);
}

TEST(eras_and_their_parts)
{
    static const struct expected rows[] = {
        {"", "〖民国二十六年〗", "1937", "1937-01-01", "1938-01-01"},
        {"", "〖光绪元年〗", "1875", "1875-01-01", "1876-01-01"},
        {"", "〖公元前221年〗", "-0220", "-0220-01-01", "-0219-01-01"},
        {"", "〖公元618年〗", "0618", "0618-01-01", "0619-01-01"},
        {"", "〖20世纪90年代末〗", "199X", "1997-01-01", "2000-01-01"},
        {"", "〖1980年代〗", "198X", "1980-01-01", "1990-01-01"},
        {"", "〖八五年〗", "1985", "1985-01-01", "1986-01-01"},
        {"", "〖十九大以来〗", "2017-10-18/..", "2017-10-18", ""},
    };
    CHECK_DATES(rows);
}

TEST(what_only_looks_like_a_date)
{
    static const char *const texts[] = {
        "为期三个月",   "10日内办结",   "上午9时30分",    "16:30开始",     "7号楼",
        "五千年文明",   "三年级",       "体现在细节",     "过去年代",      "除去年久失修的",
        "靠近年轻人",   "以上年级",     "项目前期",       "应当前往",      "证明年龄",
        "“2009年名牌”", "周一鸣同志",   "每周一次",       "第13日",        "1.5年",
        "13800138000",  "两年来",       "一日三餐",       "近日本海",      "同年级学生",
        "三月三歌会",   "每周一至周五", "上午9:00-11:30", "清明上河园",    "十一节课",
        "小满意",       "建成后年产值", "退休三年后回村", "培训3天后上岗", "民国时期",
        "光绪皇帝",     "下年级",
    };
    check_none(texts, sizeof texts / sizeof *texts);
}

TEST(days_are_numbered_both_ways)
{
    for (int32_t day = -1000000; day < 400000; day += 997) {
        struct moment m = day_moment(day);
        CHECK(moment_is_valid(m) && m.day && m.month);
        CHECK_INT(day_number(m), day);
    }
    CHECK_INT(day_number((struct moment){1970, 1, 1}), 0);
    CHECK_INT(day_number((struct moment){2000, 3, 1}), 11017);
    CHECK_INT(weekday(0), 4);
    CHECK_INT(weekday(-1), 3);
    CHECK_INT(weekday(day_number((struct moment){2024, 2, 29})), 4);
}

TEST(months_are_added_to_their_end)
{
    struct moment m = add_months((struct moment){2021, 1, 31}, 1);
    CHECK(m.year == 2021 && m.month == 2 && m.day == 28);
    m = add_months((struct moment){2021, 3, 0}, -15);
    CHECK(m.year == 2019 && m.month == 12 && m.day == 0);
    m = add_years((struct moment){2020, 2, 29}, 1);
    CHECK(m.month == 2 && m.day == 28);
    m = moment_behind((struct moment){2020, 12, 31});
    CHECK(m.year == 2021 && m.month == 1 && m.day == 1);
}

TEST(moments_are_written_and_read)
{
    char text[MOMENT_TEXT];
    struct moment m;
    moment_text((struct moment){YEAR_UNKNOWN, 9, 5}, text);
    CHECK_TEXT(text, "--09-05");
    moment_text((struct moment){-220, 0, 0}, text);
    CHECK_TEXT(text, "-0220");
    CHECK_INT(moment_text(NO_MOMENT, text), 0);
    CHECK(moment_parse("2021-03-05T10:00", 16, &m) && m.day == 5);
    CHECK(moment_parse("2021", 4, &m) && m.year == 2021 && !m.month);
    CHECK(!moment_parse("2021-02-29", 10, &m));
    CHECK(!moment_parse("202", 3, &m));
    CHECK(!moment_is_valid((struct moment){2021, 4, 31}));
}

TEST(solar_terms_follow_each_other)
{
    for (int year = 1901; year < 2099; year++) {
        int32_t last = day_number(solar_term_day(year, SOLAR_TERMS - 1));
        int32_t next = day_number(solar_term_day(year + 1, 0));
        CHECK(next - last == 14 || next - last == 15);
        for (unsigned term = 1; term < SOLAR_TERMS; term++) {
            int32_t days =
                day_number(solar_term_day(year, term)) - day_number(solar_term_day(year, term - 1));
            CHECK(days >= 14 && days <= 17);
        }
    }
    CHECK_INT(solar_term_day(2021, 23).day, 21); /* a minute before midnight */
    CHECK_INT(solar_term_day(2000, 6).day, 4);
    CHECK(!solar_term_day(2100, 0).day);
    CHECK(!solar_term_day(2020, SOLAR_TERMS).day);
}

TEST(weekdays_of_a_month_are_counted_from_both_ends)
{
    CHECK_INT(nth_weekday((struct moment){2021, 5, 0}, 2, 7).day, 9);
    CHECK_INT(nth_weekday((struct moment){2021, 5, 0}, -1, 1).day, 31);
    CHECK_INT(nth_weekday((struct moment){2021, 2, 0}, 4, 7).day, 28);
    CHECK(!nth_weekday((struct moment){2021, 2, 0}, 5, 7).day);
}

TEST(lunar_years_join)
{
    for (int year = 1901; year < 2100; year++) {
        struct moment last = lunar_day(year, 12, LUNAR_LAST_DAY);
        struct moment first = lunar_day(year + 1, 1, 1);
        CHECK(last.day && first.day);
        CHECK_INT(day_number(first) - day_number(last), 1);
    }
    struct moment m = lunar_day(2020, 8, 15); /* behind the leap month of that year */
    CHECK(m.year == 2020 && m.month == 10 && m.day == 1);
    m = lunar_day(1949, 8, 10);
    CHECK(m.year == 1949 && m.month == 10 && m.day == 1);
    m = lunar_leap_day(2020, 4, 1);
    CHECK(m.year == 2020 && m.month == 5 && m.day == 23);
    CHECK(!lunar_leap_day(2020, 5, 1).day);
    CHECK(!lunar_leap_day(2021, 4, 1).day);
    CHECK(!lunar_day(1900, 1, 1).day);
    CHECK(!lunar_day(2021, 1, 31).day);
}

/* Chinese numerals take other points than 点, which no clock has. */
TEST(points_of_all_kinds_end)
{
    static const char *const texts[] = {"5日亿123.5号", "上午三.五时", "三·五点",   "十.5",
                                        "二点",         "九点零九",    "一.一.一点"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct extracting x = extracting_text(texts[i], "");
        extracting_check(&x);
        extracting_free(&x);
    }
}

/* A year before the one that the sentence is about, which is not always the last year. */
TEST(the_year_before_is_that_before_the_year_told_of)
{
    static const struct expected rows[] = {
        {"2021-03-05", "2019年产茶30吨,比〖上年〗多5吨。", "2018", "2018-01-01", "2019-01-01"},
        {"", "2019年产茶30吨,比〖上年〗多5吨。", "2018", "2018-01-01", "2019-01-01"},
        {"2021-03-05", "产茶30吨,比〖上年〗多5吨。", "2020", "2020-01-01", "2021-01-01"},
        {"2021-03-05", "2019年产茶30吨,比〖去年〗少5吨。", "2020", "2020-01-01", "2021-01-01"},
    };
    CHECK_DATES(rows);
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
