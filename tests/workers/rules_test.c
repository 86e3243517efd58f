/* rules_test.c: every rule's examples; and what holds for every text: records lie in it, in order,
 * and the time is linear. */
#include "tests/proto/dice.h"
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include "workers/rule.h"
#include "workers/text.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

TEST(every_rule_finds_its_example)
{
    for (size_t i = 0; i < RULE_COUNT_ALL; i++) {
        struct extracting x = extracting_text(rules[i].match, "");
        const struct record *r = x.marked ? extracting_record(&x, x.marked) : NULL;
        if (!r) test_fail(__FILE__, __LINE__, "%s: not found in %s", rules[i].id, rules[i].match);
        CHECK_TEXT(r->rule, rules[i].id);
        CHECK_INT(r->kind, rules[i].kind);
        CHECK_INT(r->confidence, rules[i].confidence);
        extracting_free(&x);
    }
}

TEST(no_rule_finds_its_counterexample)
{
    for (size_t i = 0; i < RULE_COUNT_ALL; i++) {
        struct extracting x = extracting_text(rules[i].other, "");
        const struct record *r = extracting_rule(&x, rules[i].id);
        if (r) test_fail(__FILE__, __LINE__, "%s: %s", rules[i].id, extracting_text_of(&x, r));
        extracting_free(&x);
    }
}

TEST(ids_are_unique)
{
    for (size_t i = 0; i < RULE_COUNT_ALL; i++) {
        for (size_t k = 0; k < i; k++) CHECK(strcmp(rules[i].id, rules[k].id) != 0);
    }
}

static char *repeat(const char *piece, size_t length)
{
    size_t step = strlen(piece);
    char *text = xmalloc(length + step);
    for (size_t at = 0; at < length; at += step) memcpy(text + at, piece, step);
    return text;
}

static double seconds_for(const char *text, size_t length)
{
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    struct extracting x = extracting_bytes(text, length);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    extracting_check(&x);
    extracting_free(&x);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* Eight times the text may take eight times the time, and as much again for the noise of a busy
 * machine; a quadratic reader takes 64 times. */
static void check_linear(const char *piece, size_t length)
{
    enum { TIMES = 8, MOST = 3 * TIMES };
    static const double floor_seconds = 0.002;
    char *text = repeat(piece, length * TIMES);
    double shorter = seconds_for(text, length), longer = seconds_for(text, length * TIMES);
    if (shorter < floor_seconds) shorter = floor_seconds;
    if (longer > shorter * MOST) {
        test_fail(__FILE__, __LINE__, "%s: %.4f s, then %.4f s", piece, shorter, longer);
    }
    free(text);
}

TEST_WITHIN(time_is_linear_in_every_repetition, 120)
{
    static const char *const pieces[] = {
        "一",
        "十",
        "百",
        "万",
        "万万亿",
        "零",
        "几",
        "多",
        "半",
        "1",
        "1,",
        "1,000,",
        "1.",
        "1/",
        "1-",
        "1:",
        "1至",
        "一至",
        "上午",
        "年",
        "年年年",
        "月",
        "日",
        "2020年",
        "2020年至",
        "2020-",
        "2020.01-",
        "90年代",
        "(",
        "((((",
        "(2020)",
        "〔2020〕",
        "国发〔2020〕",
        "《",
        "《《甲》",
        "《甲",
        "》",
        "“",
        "““甲",
        "“甲”",
        "\"",
        "第",
        "第一条",
        "百分之",
        "百分之一至",
        "三分之",
        "元",
        "元/",
        "1元/",
        "1元",
        "1元5角",
        "近",
        "超过",
        "不少于",
        "今年",
        "今年至",
        "去年同期",
        "以来",
        "上周",
        "周",
        "农历",
        "正月",
        "初",
        "近年来",
        "1 ",
        " ",
        "\n",
        "1\n",
        "1.5个",
        "\n1.5个",
        "5A",
        "3月5日至",
        "甲",
        "A",
        "😀",
        "€",
        "一一年",
        "1年1月",
        "两",
        "“甲甲”机制",
        "“实施”的",
        "实施机制",
        "机制",
        "实施甲甲甲机制、",
        "“一二”、",
        "三会一课",
        "《甲甲甲甲工程方案》甲甲甲甲工程",
        "建立",
        "等活动",
        "“甲+乙”(甲、",
        "贵州省贵阳市",
        "城关镇",
        "城关镇、",
        "村",
        "甲乙村、",
        "甲乙等13个村",
        "等村",
        "高新区",
        "昆明高新区",
        "高新区甲乙社区",
        "《贵阳",
        "园区、",
        "在黔",
        "鼓楼区。",
        "大连街",
        "甲乙镇",
        "中寨乡的下寨",
        "双河镇,和平镇。",
        "贵阳 ",
        "王",
        "主任王",
        "王小莉、",
        "王某",
        "艾·",
        "党委",
        "“公司",
        "公司”",
        "成立党",
        "县局",
        "政治部(",
        "公元",
        "1/1/",
        "01-01 ",
        "第一周",
        "农历闰",
        "九点零",
        "一块一",
        "1又",
        "三年前",
        "后三天",
        "2020年Q",
        "昨晚8时至",
        "3个亿",
        "3k元",
        "1元1角",
        "领导小组",
    };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) check_linear(pieces[i], 96 * 1024);
}

/* Without the marks 〖 and 〗. */
static char *unmarked(const char *text)
{
    struct buf plain = {0};
    for (const char *end = text + strlen(text); text < end;) {
        const char *start = text;
        uint32_t c = text_next(&text, end);
        if (c != U'〖' && c != U'〗') buf_add(&plain, start, (size_t)(text - start));
    }
    buf_add(&plain, "", 1);
    return plain.at;
}

TEST_WITHIN(time_is_linear_in_every_rule_s_examples, 60)
{
    for (size_t i = 0; i < 2 * RULE_COUNT_ALL; i++) {
        char *piece = unmarked(i % 2 ? rules[i / 2].other : rules[i / 2].match);
        check_linear(piece, 16 * 1024);
        free(piece);
    }
}

/* Pieces of which readers are made, in any order. */
static const char *const pieces[] = {
#define UNIT(text, ...)        text,
#define UNIT_UNLESS(text, ...) text,
#define UNIT_MORE(text, ...)   text,
#define UNIT_HALF(text, ...)   text,
#include "proto/units.def"
#define BEFORE(text, ...) text,
#define BEHIND(text, ...) text,
#define SCALE(text, ...)  text,
#include "workers/figure/modifiers.def"
#define DATE_WORD(text, ...) text,
#include "workers/date/date_words.def"
#define ROW(text, ...)        text,
#define DAY(text, ...)        text,
#define DAY_WORD(text, ...)   text,
#define NTH(text, ...)        text,
#define EASTER(text, ...)     text,
#define LUNAR(text, ...)      text,
#define LUNAR_WORD(text, ...) text,
#define TERM(text, ...)       text,
#define TERM_WORD(text, ...)  text,
#include "workers/date/holidays.def"
#define YEAR_PART(text, ...)  text,
#define MONTH_PART(text, ...) text,
#define AGE_PART(text, ...)   text,
#define NO_PART(text)         text,
#include "workers/date/date_parts.def"
#define NAME(text) text,
#include "workers/figure/numbered_names.def"
#define HEAD(text, ...) text,
#include "workers/initiative/heads.def"
#define CUE(text, ...) text,
#include "workers/initiative/cues.def"
    "0",      "1",      "2020",   "3.5",    "18,802", "一",   "二",     "三",   "十",   "百",
    "万",     "亿",     "零",     "〇",     "几",     "数",   "《",     "》",   "〔",   "〕",
    "(",      ")",      "“",      "”",      "号",     "条",   "款",     "年",   "月",   "日",
    "至",     "-",      "~",      "/",      ":",      ".",    ",",      "。",   "\n",   "贵州",
    "贵阳市", "南明区", "城关镇", "街道",   "村",     "社区", "高新区", "、",   "等",   "路",
    "局",     " ",      "的",     "乡",     "王",     "小莉", "主任",   "党委", "公司", "某",
    "·",      "艾力",   "成立",   "\uFF11", "\uFF0C", "A",    "😀",      "分之", "以来", "同期",
};

TEST_WITHIN(records_lie_in_any_text, 60)
{
    enum { ROUNDS = 400, PIECES = 600 };
    struct dice dice = {1};
    for (int round = 0; round < ROUNDS; round++) {
        struct buf text = {0};
        for (int i = 0; i < PIECES; i++) {
            buf_add_string(&text, pieces[dice_below(&dice, sizeof pieces / sizeof *pieces)]);
        }
        struct extracting x = extracting_bytes(text.at, text.len);
        extracting_check(&x);
        extracting_free(&x);
        buf_free(&text);
    }
}

TEST(spans_bound_what_is_read)
{
    static const char text[] = "投入3.5亿元,其中5亿元";
    struct arena arena = {0};
    struct document d = {.arena = &arena, .canonical = {text, sizeof text - 1}};
    struct article *a = article_add(&arena, &d.articles);
    struct budget budget = {0};
    unsigned reason = 0;
    struct err err = {0};
    span_add(&arena, &a->spans, 0, sizeof "投入3.5亿" - 1);
    CHECK_INT(stage_extract.run(&d, NULL, &budget, &reason, &err), STAGE_GO_ON);
    CHECK_INT(d.articles.at[0].records.count, 1);
    CHECK_INT(d.articles.at[0].records.at[0].end, sizeof "投入3.5亿" - 1);
    arena_free(&arena);
}

TEST(spans_in_reading_order_give_records_in_order_of_place)
{
    static const char text[] = "先有5个,再有6个";
    struct arena arena = {0};
    struct document d = {.arena = &arena, .canonical = {text, sizeof text - 1}};
    struct article *a = article_add(&arena, &d.articles);
    struct budget budget = {0};
    unsigned reason = 0;
    struct err err = {0};
    span_add(&arena, &a->spans, sizeof "先有5个," - 1, sizeof text - 1);
    span_add(&arena, &a->spans, 0, sizeof "先有5个," - 1);
    CHECK_INT(stage_extract.run(&d, NULL, &budget, &reason, &err), STAGE_GO_ON);
    struct record_list *records = &d.articles.at[0].records;
    CHECK_INT(records->count, 2);
    CHECK(records->at[0].start < records->at[1].start);
    arena_free(&arena);
}
