/* segment_limits_test.c: what no input may do: lose a byte, crash, or take more than its share of
 * time.
 */
#include "tests/fuzz/pieces.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include "tests/workers/segmented.h"
#include "workers/decode.h"
#include "workers/segment.h"
#include <time.h>

static void add_random(struct buf *out, struct dice *dice, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_add_string(out, pieces[dice_below(dice, sizeof pieces / sizeof *pieces)]);
}

TEST_WITHIN(segment_covers_random_texts_once, 60)
{
    struct buf text = {0};
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        struct dice dice = {seed};
        struct segmented s;
        text.len = 0;
        add_random(&text, &dice, 1 + dice_below(&dice, 400));
        printf("seed %llu\n", (unsigned long long)seed);
        segment_text(&s, buf_view(&text));
        segmented_free(&s);
    }
    buf_free(&text);
}

static bool is_inside(struct span inner, const struct span_list *spans)
{
    for (uint32_t i = 0; i < spans->count; i++)
        if (inner.start >= spans->at[i].start && inner.end <= spans->at[i].end) return true;
    return false;
}

/* Sentences and headings lie within the article's spans, and parents come before their children. */
TEST_WITHIN(segment_keeps_places_inside_the_article, 60)
{
    struct buf text = {0};
    for (uint64_t seed = 1; seed <= 500; seed++) {
        struct dice dice = {seed};
        struct segmented s;
        text.len = 0;
        add_random(&text, &dice, 300);
        segment_text(&s, buf_view(&text));
        for (uint32_t i = 0; i < s.d.articles.count; i++) {
            const struct article *a = &s.d.articles.at[i];
            CHECK(a->begin.confidence <= 100);
            for (uint32_t k = 0; k + 1 < a->spans.count; k++)
                CHECK(a->joins[k].evidence_count > 0 && a->joins[k].confidence <= 100);
            for (uint32_t k = 0; k < a->sentences.count; k++)
                CHECK(is_inside(a->sentences.at[k], &a->spans));
            for (uint32_t k = 0; k < a->sections.count; k++) {
                const struct section *h = &a->sections.at[k];
                CHECK(is_inside((struct span){h->start, h->end}, &a->spans));
                CHECK(h->parent < (int32_t)k);
                CHECK_INT(h->level, h->parent < 0 ? 1 : a->sections.at[h->parent].level + 1);
            }
        }
        segmented_free(&s);
    }
    buf_free(&text);
}

static double seconds_for(const struct buf *text)
{
    struct budget budget = {0};
    struct arena arena = {0};
    struct document d = {.arena = &arena, .bytes = buf_view(text)};
    struct err err;
    struct timespec start, end;
    unsigned reason = 0;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    CHECK_INT(stage_decode.run(&d, NULL, &budget, &reason, &err), STAGE_GO_ON);
    stage_segment.run(&d, NULL, &budget, &reason, &err);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    arena_free(&arena);
    return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
}

/* The least of three, of `size` bytes of a text that repeats itself. */
static double seconds_of(const char *start, const char *unit, size_t size)
{
    struct buf text = {0};
    double least = 1e9;
    buf_add_string(&text, start);
    while (text.len < size) buf_add_string(&text, unit);
    for (int i = 0; i < 3; i++) {
        double seconds = seconds_for(&text);
        if (seconds < least) least = seconds;
    }
    buf_free(&text);
    return least;
}

static const struct hostile {
    const char *start, *unit;
} hostile[] = {
    {"", "("},
    {"", "“"},
    {"", "甲“"},
    {"", "《甲"},
    {"", "。"},
    {"", "……"},
    {"", "."},
    {"", "a."},
    {"", "一、\n"},
    {"", "一、甲乙。丙"},
    {"", "一是甲乙。"},
    {"", ":一是"},
    {"", "——甲乙\n"},
    {"", "1.1.1 甲\n"},
    {"", "清水镇整治河道\n"},
    {"", "清水镇整治河道\n□ 王晓明\n"},
    {"", "2021年3月5日\n"},
    {"", "(甲乙)\n"},
    {"", "甲\n"},
    {"", "a\n"},
    {"", "a. "},
    {"", "首页\n"},
    {"", "(上接第一版)\n甲乙丙。\n"},
    {"", "县委常委会强调:\n清水镇整治河道\n甲乙丙。\n"},
    {"", "清水镇整治河道\n□ 王晓明\n住在河边的老人说,河水清了,散步的人多了,"
         "镇里还在上游种了芦苇,用来净化河\n平安县换了灯。\n"},
    {"", "一是甲,二是乙,"},
    {"", "版权所有\n清水镇整治河道\n"},
    {"目录\n", "清水镇整治河道\n"},
    {"目录\n", "第一章 清水镇整治河道\n"},
    {"目录\n甲乙\n丙丁\n戊己\n",
     "清水镇的河道去年开始整治,河长每周巡河一次,两岸的杂物已经清走,沿河修起了步道和花坛。\n"},
    {"", "定人定段,责任到人。清水镇的河道去年开始整治,河长每周巡河一次,两岸的杂物已经清走,"
         "沿河修起了步道和花坛。\n"},
};

TEST_WITHIN(segment_time_is_linear, 300)
{
    enum { SIZE = 400000 };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        double once = seconds_of(hostile[i].start, hostile[i].unit, SIZE);
        double four = seconds_of(hostile[i].start, hostile[i].unit, 4 * SIZE);
        printf("%.60s: %.1f and %.1f MB/s\n", hostile[i].unit, SIZE / once / 1e6,
               4 * SIZE / four / 1e6);
        CHECK(four < 8 * once + 0.05);
        CHECK(4 * SIZE / four > 2e5);
    }
}

/* A list of contents as long as the text, of titles that all come again in another order. */
TEST_WITHIN(segment_time_is_linear_in_the_table_of_contents, 60)
{
    double least[2];
    for (int round = 0; round < 2; round++) {
        struct buf text = {0};
        unsigned titles = round ? 16000 : 4000;
        buf_add_string(&text, "目录\n");
        for (unsigned i = 0; i < titles; i++) buf_format(&text, "清水镇第%u号河道整治总结\n", i);
        for (unsigned i = 0; i < titles; i++)
            buf_format(&text,
                       "清水镇第%u号河道整治总结\n近年来,河长每周巡河一次,两岸的杂物已经清走。\n",
                       (i * 7919) % titles);
        least[round] = seconds_for(&text);
        buf_free(&text);
    }
    CHECK(least[1] < 8 * least[0] + 0.05);
}

/* As many parts, broken sentences and lines as a page may have. */
TEST(segment_a_page_at_its_limits)
{
    struct buf text = {0};
    for (int part = 0; part < 60; part++) {
        buf_format(&text, "平安县第%d所学校换了新照明\n□ 王晓明\n", part);
        for (int i = 0; i < 13; i++)
            buf_format(&text, "学校第%d间教室的照明换了,老师说,光线均匀了,孩子们看黑板%s\n",
                       part * i, i % 4 ? "不再费眼睛。" : "不再费");
    }
    CHECK(seconds_for(&text) < 5);
    buf_free(&text);
}

TEST(segment_under_a_budget)
{
    struct buf text = {0};
    while (text.len < 100000) buf_add_string(&text, "清水镇整治河道\n河水清了,散步的人多了。\n");
    struct arena arena = {0};
    struct document d = {.arena = &arena, .bytes = buf_view(&text)};
    struct budget budget = {.memory = 1000};
    unsigned reason = 0;
    struct err err;
    CHECK_INT(stage_decode.run(&d, NULL, &budget, &reason, &err), STAGE_GO_ON);
    CHECK_INT(stage_segment.run(&d, NULL, &budget, &reason, &err), STAGE_PARTIAL);
    CHECK_INT(uncovered(&d), -1);
    arena_free(&arena);
    buf_free(&text);
}
