/* fuzz_pipeline.c: any bytes through all stages. What is found lies within the text; every byte
 * that is not blank is in exactly one article or other span; and each word, sentence and record is
 * where it says. */
#include "proto/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "workers/pipeline.h"
#include "workers/resources.h"
#include "workers/text.h"

const char *const fuzz_seeds[] = {
    "1.2.1. – .2=1.1. – .2=1.122..=q.1. – ,,.,,,,,,,, .2=1.1. – 2.  2.   .1.\nz!",
    "目录\n关于做好防汛工作的通知\n一条河的新生\n\n关于做好防汛工作的通知\n一、总体要求\n(一)"
    "2021年5月,投入资金3.53亿元。\n"
    "二、工作措施\n1.排查隐患1260处,整改率95.1%。\n一条河的新生\n□ 王小明 李红\n本报讯 "
    "“河水清了。”他说。\n",
    "首页 > 新闻 > 正文\n南山区召开会议\n2021-08-16 09:25 "
    "来源:东溪日报\n今年以来,全区受理申请2846件,同比增长12%。\n"
    "上一篇:无\n责任编辑:宋佳\n版权所有\n",
    "根据《中华人民共和国\n劳动法》第三十六条和国发〔2020〕3号文件,三万五千余名职工",
    "(上接第一版)二〇二〇年三月上旬,19-20元/公斤,三分之二,“1+4+N”工作体系,贵州省贵阳市南明区",
    "ABC 1,234.5 (1) ① i) http://a.cn/b?c=d e@f.cn \"q\" ... — ――",
    "\xef\xbb\xbf第一章 总则\n第一条 为了\r\n第二条 本法\r\n",
    "一一一一年年年月月日日《《《》》(((“““””",
    "\"}\"",
    NULL};

static void check_spans(const struct document *d, uint8_t *seen)
{
    for (uint32_t i = 0; i < d->articles.count; i++) {
        const struct span_list *l = &d->articles.at[i].spans;
        for (uint32_t s = 0; s < l->count; s++) {
            MUST(l->at[s].start <= l->at[s].end && l->at[s].end <= d->canonical.len, "span");
            for (uint32_t p = l->at[s].start; p < l->at[s].end; p++)
                MUST(!seen[p]++, "byte %u is in two spans", p);
        }
    }
    for (uint32_t i = 0; i < d->others.count; i++) {
        const struct other *o = &d->others.at[i];
        MUST(o->start <= o->end && o->end <= d->canonical.len, "other");
        for (uint32_t p = o->start; p < o->end; p++) MUST(!seen[p]++, "byte %u is in two spans", p);
    }
}

static void check_covered(const struct document *d, const uint8_t *seen)
{
    const char *at = d->canonical.at, *end = at + d->canonical.len;
    while (at < end) {
        size_t p = (size_t)(at - d->canonical.at);
        if (!char_is_blank(text_next(&at, end))) MUST(seen[p], "byte %zu is in no span", p);
    }
}

static void check_place(const struct document *d, uint32_t start, uint32_t end, const char *what)
{
    MUST(start < end && end <= d->canonical.len, "%s at %u to %u of %zu", what, start, end,
         d->canonical.len);
    MUST(utf8_valid((struct view){d->canonical.at + start, end - start}), "%s cuts a character",
         what);
}

/* A record of a kind begins there: a figure's link leads to it. */
static bool has_record(const struct article *a, enum record_kind kind, uint64_t start)
{
    for (uint32_t i = 0; i < a->records.count; i++)
        if (a->records.at[i].kind == kind && a->records.at[i].start == start) return true;
    return false;
}

static void check_link(const struct article *a, const struct field *f)
{
    static const struct {
        enum record_field key;
        enum record_kind kind;
    } links[] = {{FIELD_PLACE, RECORD_PLACE},
                 {FIELD_ORG, RECORD_ORG},
                 {FIELD_DATE, RECORD_DATE},
                 {FIELD_INITIATIVE, RECORD_INITIATIVE}};
    for (size_t i = 0; i < sizeof links / sizeof *links && f->type == FIELD_IS_NUMBER; i++)
        if (links[i].key == f->key)
            MUST(has_record(a, links[i].kind, f->number), "link to %u", (unsigned)f->number);
}

static void check_article(const struct document *d, const struct article *a)
{
    enum { LINKS = 200 }; /* looked at: each is searched for */
    for (uint32_t i = 0; i < a->sentences.count; i++)
        check_place(d, a->sentences.at[i].start, a->sentences.at[i].end, "a sentence");
    for (uint32_t i = 0; i < a->sections.count; i++) {
        check_place(d, a->sections.at[i].start, a->sections.at[i].end, "a section");
        MUST(a->sections.at[i].parent < (int32_t)i, "a section's parent comes before it");
    }
    for (uint32_t i = 0; i < a->records.count; i++) {
        const struct record *r = &a->records.at[i];
        check_place(d, r->start, r->end, r->rule);
        for (uint32_t f = 0; f < r->field_count; f++)
            MUST(r->fields[f].type != FIELD_IS_TEXT || utf8_valid(r->fields[f].text), "%s",
                 r->rule);
        for (uint32_t f = 0; i < LINKS && f < r->field_count; f++) check_link(a, &r->fields[f]);
        MUST(i == 0 || a->records.at[i - 1].start <= r->start, "records in order");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct resources *shared;
    static struct arena arena;
    static struct buf result;
    struct err err = {0};
    if (!shared) {
        shared = resources_open(getenv("GARNER_DATA_FILE"), &err);
        MUST(shared, "%s", err.text);
        pipeline_prepare();
    }
    arena_reset(&arena);
    result.len = 0;
    struct document d = {
        .arena = &arena, .bytes = {(const char *)bytes, len}, .source = view_of("fuzz")};
    struct outcome o =
        pipeline_run(pipeline_find("standard"), &d, shared, &(struct budget){0}, NULL, &result);
    if (o.state != STATE_DONE) return 0;
    uint8_t *seen = xcalloc(d.canonical.len + 1, 1);
    check_spans(&d, seen);
    check_covered(&d, seen);
    free(seen);
    for (uint32_t i = 0; i < d.articles.count; i++) check_article(&d, &d.articles.at[i]);
    return 0;
}
