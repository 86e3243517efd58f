/* place_test.c: places in texts: which are found, where they end, what they mean. */
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include <string.h>

/* Every place of a text as "text=full:code", joined by blanks. */
static const char *places_of(const char *text, const char *date)
{
    static char out[4096];
    struct extracting x = extracting_text(text, date);
    size_t at = 0;
    out[0] = '\0';
    for (uint32_t i = 0; i < x.records.count; i++) {
        const struct record *r = &x.records.at[i];
        if (r->kind != RECORD_PLACE) continue;
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%s=%s:%s", at ? " " : "",
                               extracting_text_of(&x, r), extracting_field(r, FIELD_FULL),
                               extracting_field(r, FIELD_CODE));
    }
    extracting_free(&x);
    return out;
}

static const struct {
    const char *text, *date, *places;
} cases[] = {
    /* Chains, whole and with levels left out, also apart. */
    {"家住贵州省贵阳市南明区花果园街道", "",
     "贵州省贵阳市南明区花果园街道=贵州省贵阳市南明区花果园街道:520102031"},
    {"从贵州贵阳来", "", "贵州贵阳=贵州省贵阳市:520100"},
    {"从贵阳南明区来", "", "贵阳南明区=贵州省贵阳市南明区:520102"},
    {"贵州省 贵阳市", "", "贵州省 贵阳市=贵州省贵阳市:520100"},
    {"黔东南州凯里市", "", "黔东南州凯里市=贵州省黔东南苗族侗族自治州凯里市:522601"},
    {"内蒙古呼和浩特", "", "内蒙古呼和浩特=内蒙古自治区呼和浩特市:150100"},
    /* The same name: by the parents that the text names. */
    {"福建省福州市的鼓楼区", "",
     "福建省福州市=福建省福州市:350100 鼓楼区=福建省福州市鼓楼区:350102"},
    {"江苏省南京市的鼓楼区", "",
     "江苏省南京市=江苏省南京市:320100 鼓楼区=江苏省南京市鼓楼区:320106"},
    {"吉林省很大", "", "吉林省=吉林省:220000"},
    /* Ambiguous: no code. */
    {"家在鼓楼区", "", "鼓楼区=鼓楼区:"},
    /* By the year. */
    {"襄樊市召开会议", "2009-05-01", "襄樊市=湖北省襄樊市:420600"},
    {"襄阳市召开会议", "2019-05-01", "襄阳市=湖北省襄阳市:420600"},
    {"崇文区的胡同", "2008-01-01", "崇文区=北京市崇文区:110103"},
    /* Short names that are words need their full name or their parents. */
    {"向着东方走去", "", ""},
    {"海南省东方市的海,东方的鱼", "", "海南省东方市=海南省东方市:469007 东方=海南省东方市:469007"},
    {"北京市有朝阳、海淀、东城三区", "",
     "北京市=北京市:110000 朝阳=北京市朝阳区:110105 海淀=北京市海淀区:110108 "
     "东城=北京市东城区:110101"},
    /* What is no place. */
    {"长春花开了", "", ""},
    {"大连队赢了", "", ""},
    {"这条北京路很长", "", ""},
    {"李大连说话了", "", ""},
    {"《贵阳市绿地办法》印发", "", ""},
    {"组建“贵阳故事”讲解团", "", ""},
    /* An organisation keeps its place; an area's own committee speaks for the area. */
    {"贵阳学院迎新", "", ""},
    {"南明区人民法院开庭", "", ""},
    {"石阡县党委印发", "", "石阡县=贵州省铜仁市石阡县:520623"},
    /* Villages, communities, zones. */
    {"走进张家沟村、李家坪村", "", "张家沟村=张家沟村: 李家坪村=李家坪村:"},
    {"支援农村,逐村走访,建设示范村", "", ""},
    {"规范居家社区养老,产业兴村,联系城乡社区", "", ""},
    {"走进永兴村、复兴村", "", "永兴村=永兴村: 复兴村=复兴村:"},
    {"石阡县汤山街道云水社区", "", "石阡县汤山街道云水社区=贵州省铜仁市石阡县汤山街道云水社区:"},
    {"昆明云汉云港经济区揭牌", "", "昆明云汉云港经济区=云南省昆明市云汉云港经济区:"},
    {"董寺、东槐、柳塘等13个村", "", "董寺=董寺: 东槐=东槐: 柳塘=柳塘:"},
    {"鸡蛋、大米、小麦等13个品种", "", ""},
    /* A town that is called by its old kind. */
    {"石阡县汤山镇", "", "石阡县汤山镇=贵州省铜仁市石阡县汤山街道:520623001"},
    /* Abroad; Hong Kong, Macao, Taiwan. */
    {"乌拉圭和法国,在东京", "", "乌拉圭=乌拉圭: 法国=法国: 东京=日本东京:"},
    {"香港油尖旺区、澳门", "",
     "香港油尖旺区=香港特别行政区油尖旺区:810005 澳门=澳门特别行政区:820000"},
    {"台湾省台北市", "", "台湾省台北市=台湾省台北市:"},
};

TEST(places_are_found_and_resolved)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = places_of(cases[i].text, cases[i].date);
        if (strcmp(got, cases[i].places) != 0)
            test_fail(__FILE__, __LINE__, "%s\n  got  %s\n  want %s", cases[i].text, got,
                      cases[i].places);
    }
}

TEST(an_ambiguous_place_names_its_candidates)
{
    struct extracting x = extracting_text("家在〖鼓楼区〗", "");
    const struct record *r = extracting_record(&x, x.marked);
    CHECK(r != NULL);
    const char *candidates = extracting_field(r, FIELD_CANDIDATES);
    CHECK(strstr(candidates, "320106") && strstr(candidates, "350102"));
    CHECK_TEXT(extracting_field(r, FIELD_CODE), "");
    extracting_free(&x);
}

TEST(the_publisher_tells_where_a_place_is)
{
    static const char text[] = "鼓楼区的茶";
    struct document d = {.arena = &(struct arena){0},
                         .canonical = {text, sizeof text - 1},
                         .source = view_of("福州晚报/2020-03.txt")};
    struct article *a = article_add(d.arena, &d.articles);
    struct budget budget = {0};
    unsigned reason = 0;
    struct err err = {0};
    span_add(d.arena, &a->spans, 0, sizeof text - 1);
    CHECK_INT(stage_extract.run(&d, extracting_shared(), &budget, &reason, &err), STAGE_GO_ON);
    a = &d.articles.at[0];
    CHECK_INT(a->records.count, 1);
    CHECK_TEXT(extracting_field(&a->records.at[0], FIELD_CODE), "350102");
    arena_free(d.arena);
}

TEST(a_name_found_once_is_found_again)
{
    struct extracting x = extracting_text("修通了董寺、东槐等2个村的路。〖董寺〗有茶园", "");
    unsigned count = 0;
    for (uint32_t i = 0; i < x.records.count; i++)
        count += strcmp(extracting_text_of(&x, &x.records.at[i]), x.marked) == 0;
    CHECK_INT(count, 2);
    extracting_free(&x);
}

/* Numbers within a name count nothing. */
TEST(a_place_keeps_its_numbers)
{
    struct extracting x = extracting_text("家住南明区〖五里冲街道〗", "");
    for (uint32_t i = 0; i < x.records.count; i++) CHECK_INT(x.records.at[i].kind, RECORD_PLACE);
    CHECK_INT(x.records.count, 1);
    extracting_free(&x);
}
