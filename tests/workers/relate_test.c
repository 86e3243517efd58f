/* relate_test.c: what figures are about, and whether they add up. */
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include <stdio.h>
#include <string.h>

/* The text of the record that the field of the figure leads to; "" if it has none. */
static const char *linked(const struct extracting *x, const struct record *figure,
                          enum record_field key, enum record_kind kind)
{
    const char *place = extracting_field(figure, key);
    char start[16];
    for (uint32_t i = 0; *place && i < x->records.count; i++) {
        snprintf(start, sizeof start, "%u", x->records.at[i].start);
        if (x->records.at[i].kind == kind && strcmp(start, place) == 0)
            return extracting_text_of(x, &x->records.at[i]);
    }
    return *place ? "(no such record)" : "";
}

struct about_case {
    const char *text, *figure, *about;
};

static void check_all(const struct about_case *cases, size_t count, enum record_field key,
                      enum record_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        struct extracting x = extracting_text(cases[i].text, "");
        const struct record *figure = extracting_record(&x, cases[i].figure);
        if (!figure) test_fail(__FILE__, __LINE__, "no %s in %s", cases[i].figure, cases[i].text);
        const char *about = linked(&x, figure, key, kind);
        if (strcmp(about, cases[i].about) != 0)
            test_fail(__FILE__, __LINE__, "%s in \"%s\" is about \"%s\", not \"%s\"",
                      cases[i].figure, cases[i].text, about, cases[i].about);
        extracting_free(&x);
    }
}
#define CHECK_ABOUT(cases, KIND)                                                                   \
    check_all(cases, sizeof(cases) / sizeof *(cases), FIELD_##KIND, RECORD_##KIND)

TEST(a_figure_is_about_the_place_of_its_clause)
{
    static const struct about_case cases[] = {
        {"石阡县投入3.5亿元，修路40公里。", "40公里", "石阡县"},
        {"石阡县投入3.5亿元。又修路40公里。", "40公里", "石阡县"},
        {"石阡县投入3.5亿元。建成水窖40口。", "40口", "石阡县"},
        {"石阡县投入3.5亿元。老百姓的腰包鼓了，人均增收800元。", "800元", ""},
        {"石阡县投入3.5亿元。\n建成水窖40口。", "40口", ""},
        {"全市比贵阳市多建水窖40口。", "40口", ""},
        {"南明区、云岩区共建水窖40口。", "40口", ""},
        {"南明区、云岩区分别建水窖40口、52口。", "52口", "云岩区"},
        {"南明区、云岩区分别建水窖40口、52口。", "40口", "南明区"},
        {"南明区建水窖40口，云岩区建水窖52口。", "52口", "云岩区"},
        {"经贵州省财政厅批准，投入资金200万元。", "200万元", ""},
        {"石阡县人民政府投入资金200万元。", "200万元", "石阡县"},
        {"组织村干部120人次赴贵阳市学习。", "120人次", ""},
        {"选派干部赴贵阳市学习120人次。", "120人次", ""},
    };
    CHECK_ABOUT(cases, PLACE);
}

TEST(a_figure_is_about_the_organisation_that_is_its_subject)
{
    static const struct about_case cases[] = {
        {"石阡县人民法院受理案件1200件，结案1100件。", "1100件", "石阡县人民法院"},
        {"2019年，石阡县人民法院受理案件1200件。", "1200件", "石阡县人民法院"},
        {"截至目前，石阡县人民法院已受理案件1200件。", "1200件", "石阡县人民法院"},
        {"石阡县人民法院受理案件1200件。其中调解结案300件。", "300件", "石阡县人民法院"},
        {"石阡县人民法院受理案件1200件。调解结案300件。", "300件", "石阡县人民法院"},
        {"村民向石阡县人民法院递交诉状12份。", "12份", ""},
        {"据石阡县民政局统计，全县有老人3万人。", "3万人", ""},
        {"石阡县人民法院院长张建国介绍，今年结案1100件。", "1100件", ""},
        {"石阡县人民法院受理案件1200件，印江县受理800件。", "800件", ""},
        {"石阡县人民法院、印江县人民法院共受理案件1200件。", "1200件", ""},
        {"石阡县人民法院、印江县人民法院分别受理案件1200件、800件。", "800件", "印江县人民法院"},
        {"石阡县人民法院、印江县人民法院分别受理案件1200件、800件。", "1200件", "石阡县人民法院"},
    };
    CHECK_ABOUT(cases, ORG);
}

TEST(a_figure_has_the_date_of_its_sentence)
{
    static const struct about_case cases[] = {
        {"2019年，全县修路40公里，建桥3座。", "3座", "2019年"},
        {"2019年修路40公里。2020年修路52公里。", "52公里", "2020年"},
        {"2020年修路52公里，比2019年多12公里。", "12公里", "2020年"},
        {"2020年修路52公里。其中硬化路面30公里。", "30公里", "2020年"},
        {"2020年修路52公里。建成桥梁3座。", "3座", ""},
        {"2018年、2019年、2020年分别修路12公里、40公里、52公里。", "40公里", "2019年"},
    };
    CHECK_ABOUT(cases, DATE);
}

TEST(a_figure_is_about_the_initiative_named_before_it)
{
    static const struct about_case cases[] = {
        {"推行“院坝议事会”机制以来，化解纠纷320件。", "320件", "“院坝议事会”机制"},
        {"依托“甘泉行动”，为群众办实事52件。", "52件", "“甘泉行动”"},
        {"推行“院坝议事会”机制。全县现有村民小组320个。", "320个", ""},
        {"打造“甘泉行动”“暖阳工程”等品牌12个。", "12个", ""},
        {"“甘泉行动”成效明显。石阡县民政局投入资金52万元。", "52万元", ""},
    };
    CHECK_ABOUT(cases, INITIATIVE);
}

/* ---- Sums ---- */

struct sum_case {
    const char *text, *figure, *checked, *disputed;
};

/* The last figure with the text is checked or disputed, as the case says. */
static void check_sums(const struct sum_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct extracting x = extracting_text(cases[i].text, "");
        const struct record *sum = NULL;
        for (uint32_t r = 0; r < x.records.count; r++)
            if (strstr(extracting_text_of(&x, &x.records.at[r]), cases[i].figure))
                sum = &x.records.at[r];
        if (!sum) test_fail(__FILE__, __LINE__, "no %s in %s", cases[i].figure, cases[i].text);
        const char *checked = extracting_field(sum, FIELD_CHECKED);
        const char *disputed = extracting_field(sum, FIELD_DISPUTED);
        if (strcmp(checked, cases[i].checked) != 0 || strcmp(disputed, cases[i].disputed) != 0)
            test_fail(__FILE__, __LINE__, "\"%s\": checked \"%s\", disputed \"%s\"", cases[i].text,
                      checked, disputed);
        extracting_free(&x);
    }
}
#define CHECK_SUMS(cases) check_sums(cases, sizeof(cases) / sizeof *(cases))

TEST(sums_are_checked_against_their_parts)
{
    static const struct sum_case cases[] = {
        {"共受理4804件，其中调解533件、仲裁1612件、诉讼2659件。", "4804件", "true", ""},
        {"共受理4814件，其中调解533件、仲裁1612件、诉讼2659件。", "4814件", "", "4804"},
        {"共受理9000件，其中调解533件、仲裁1612件。", "9000件", "", ""},
        {"共受理4804件：调解533件、仲裁1612件、诉讼2659件。", "4804件", "true", ""},
        {"共受理4804件（调解533件、仲裁1612件、诉讼2659件）。", "4804件", "true", ""},
        {"调解533件、仲裁1612件、诉讼2659件，合计4804件。", "4804件", "true", ""},
        {"调解533件、仲裁1612件、诉讼2659件，共4804件。", "4804件", "true", ""},
        {"调解533件、仲裁1612件、诉讼2669件，合计4804件。", "4804件", "", "4814"},
        {"甲、乙、丙三类分别为533件、1612件和2659件，合计4804件。", "4804件", "true", ""},
        {"共有党员50人，其中女性30名、少数民族20名。", "50人", "true", ""},
        {"共有党员50人，其中女性30人、少数民族40人。", "50人", "", ""},
        {"投资3.5亿元，其中中央资金1.2亿元、地方资金2.3亿元。", "3.5亿元", "true", ""},
        {"投资3.5亿元，其中中央资金12345万元、地方资金22655万元。", "3.5亿元", "true", ""},
        {"投资3.5亿元，其中中央资金1.23亿元、地方资金2.25亿元。", "3.5亿元", "true", ""},
        {"共受理4804件，其中调解533件，涉及金额20万元，仲裁4271件。", "4804件", "true", ""},
        {"共受理约4804件，其中调解533件、仲裁4271件。", "4804件", "", ""},
        {"共受理4804件。其中调解533件、仲裁4271件。", "4804件", "true", ""},
        {"共受理4804件，同比增长5%。调解533件、仲裁4271件。", "4804件", "", ""},
    };
    CHECK_SUMS(cases);
}

TEST(sums_written_as_equations_are_checked)
{
    static const struct sum_case cases[] = {
        {"全年受理4804件（4804=533+1612+2659）。", "4804件", "true", ""},
        {"全年受理4804件（4804＝533＋1612＋2659）。", "4804件", "true", ""},
        {"全年受理4,804件(4,804 = 533 + 1,612 + 2,659)。", "4,804件", "true", ""},
        {"全年受理4804件，533+1612+2659=4804，全部办结。", "4804件", "true", ""},
        {"全年受理533+1612+2659=4804件。", "4804件", "true", ""},
        {"4804件=533件+1612件+2659件。", "4804件", "true", ""},
        {"面积为12.5公顷（12.5=7.3+5.2）。", "12.5公顷", "true", ""},
        {"全年受理4804件（4804=533+1612+2569）。", "4804件", "", "4714"},
        {"全年受理533+1612+2569=4804件。", "4804件", "", "4714"},
        {"全年受理4804件（4804=2402+2402+533）。", "4804件", "", "5337"},
        {"一加一的力量：1+1=3个支部。", "3个", "", ""},
        {"主队得分由3+1=4改写，观众4人。", "4人", "", ""},
        {"全年受理4804件。533+1612+2659=4804。", "4804件", "", ""},
        {"全年受理4804件（x4804=533+4271）。", "4804件", "", ""},
        {"全年受理4804件（4804=533+4271*2）。", "4804件", "", ""},
        {"全年受理4804件（4804=533件+4271户）。", "4804件", "", ""},
        {"全年受理4804件，拨打0851-4804=热线。", "4804件", "", ""},
    };
    CHECK_SUMS(cases);
}

TEST(shares_of_the_whole_are_checked)
{
    static const struct sum_case cases[] = {
        {"满意的占45%，基本满意的占35.5%，不满意的占19.5%。", "35.5%", "true", ""},
        {"男生占51.2%、女生占48.8%。", "51.2%", "true", ""},
        {"男生占51.2％，女生占48.8％。", "48.8％", "true", ""},
        {"三类分别占33.3%、占33.3%、占33.3%。", "33.3%", "true", ""},
        {"满意的占45.1%，基本满意的占35.5%，不满意的占18.2%。", "18.2%", "", "0.988"},
        {"满意的占45.1%，基本满意的占35.5%，不满意的占18.2%。", "45.1%", "", ""},
        {"党员占45%，其中女性占55%。", "55%", "", ""},
        {"党员占45%。女性占55%。", "55%", "", ""},
        {"增长45%，其余占55%。", "55%", "", ""},
        {"男生占51.2%，女生占48.1%。", "48.1%", "", ""},
    };
    CHECK_SUMS(cases);
}
