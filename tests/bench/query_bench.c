/* query_bench.c: queries over many figures: a first page of a range, and figures added up by place.
 *
 *     query_bench STORE FIGURES     makes a store with so many, in articles of a hundred, each with
 * a place, merges its index, and asks it in this process; prints milliseconds of each question
 */
#include "broker/index_slice.h"
#include "broker/reader_page.h"
#include "proto/log.h"
#include "proto/pack.h"
#include "proto/part.h"
#include "tests/bench/bench_kit.h"
#include "tests/proto/dice.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIGURES = 100, TURN = 200 /* documents */, ROUNDS = 15, SLICE_ENTRIES = 100000 };

static struct dice dice = {7};

static const char *const areas[][2] = {
    {"520102", "贵州省贵阳市南明区"}, {"520302", "贵州省遵义市红花岗区"},
    {"110101", "北京市东城区"},       {"310101", "上海市黄浦区"},
    {"440103", "广东省广州市荔湾区"}, {"510104", "四川省成都市锦江区"},
    {"330102", "浙江省杭州市上城区"}, {"420102", "湖北省武汉市江岸区"},
    {"610102", "陕西省西安市新城区"},
};

/* ---- A document ---- */

static void pack_text(struct buf *out, const char *key, const char *text)
{
    pack_string(out, key);
    pack_string(out, text);
}

static void pack_number(struct buf *out, const char *key, uint64_t n)
{
    pack_string(out, key);
    pack_u64(out, n);
}

static void pack_place(struct buf *out, const char *const area[2], const char *text, size_t end)
{
    pack_map(out, 7);
    pack_text(out, "kind", "place");
    pack_text(out, "text", text);
    pack_number(out, "start", 0);
    pack_number(out, "end", end);
    pack_text(out, "name", area[1]);
    pack_text(out, "full", area[1]);
    pack_text(out, "code", area[0]);
}

static void pack_figure(struct buf *out, const char *value, size_t start, size_t end)
{
    pack_map(out, 8);
    pack_text(out, "kind", "quantity");
    pack_text(out, "text", value);
    pack_number(out, "start", start);
    pack_number(out, "end", end);
    pack_text(out, "value", value);
    pack_text(out, "unit", "元");
    pack_text(out, "subject", "投资");
    pack_number(out, "place", 0);
}

/* 南明区: 投资1234元。投资… with its records. */
static void make_document(struct buf *text, struct buf *result)
{
    const char *const *area = areas[dice_below(&dice, sizeof areas / sizeof *areas)];
    char value[32], date[16];
    struct buf records = {0};
    buf_add_string(text, area[1]);
    pack_array(&records, FIGURES + 1);
    pack_place(&records, area, area[1], text->len);
    for (int i = 0; i < FIGURES; i++) {
        snprintf(value, sizeof value, "%" PRIu64, dice_below(&dice, 100000000));
        buf_add_string(text, "投资");
        size_t start = text->len;
        buf_add_string(text, value);
        buf_add_string(text, "元");
        pack_figure(&records, value, start, text->len);
        buf_add_string(text, "。");
    }
    snprintf(date, sizeof date, "%d-%02d-%02d", 2010 + (int)dice_below(&dice, 14),
             1 + (int)dice_below(&dice, 12), 1 + (int)dice_below(&dice, 28));
    pack_map(result, 1);
    pack_string(result, "articles");
    pack_array(result, 1);
    pack_map(result, 5);
    pack_text(result, "id", "a1");
    pack_text(result, "kind", "article");
    pack_text(result, "date", date);
    pack_string(result, "spans");
    pack_array(result, 1);
    pack_array(result, 2);
    pack_u64(result, 0);
    pack_u64(result, text->len);
    pack_string(result, "records");
    buf_add_view(result, buf_view(&records));
    buf_free(&records);
}

static void add_document(struct store *s, uint64_t number)
{
    struct buf text = {0}, result = {0}, bytes = {0};
    struct store_match match;
    struct index_part part;
    struct err err;
    unsigned char hash[SHA256_LEN];
    char source[32];
    make_document(&text, &result);
    snprintf(source, sizeof source, "%" PRIu64, number);
    sha256(text.at, text.len, hash);
    struct msg_stored_doc doc = {.archive = view_of("a"),
                                 .source = view_of(source),
                                 .sha256 = {(char *)hash, sizeof hash},
                                 .bytes = text.len,
                                 .length = text.len};
    struct msg_stored_outcome outcome = {
        .articles = 1, .records = FIGURES + 1, .length = result.len};
    store_match(s, doc.archive, doc.source, hash, &match);
    uint64_t num = store_add(s, &match, &doc, buf_view(&text), STATE_DONE, 0);
    store_put_outcome(s, num, &outcome, buf_view(&result));
    part_make(buf_view(&result), buf_view(&text), NULL, NULL, &bytes);
    if (part_read(buf_view(&bytes), &part, &err) != 0) bench_die("part", err.text);
    index_add(s, num, &part);
    buf_free(&text);
    buf_free(&result);
    buf_free(&bytes);
}

/* ---- The store ---- */

static void begin(struct store *s)
{
    struct err err;
    if (store_begin(s, 64 << 20, &err) != 0) bench_die("begin", err.text);
}

static void commit(struct store *s)
{
    struct err err;
    if (store_commit(s, &err) != STORE_COMMITTED) bench_die("commit", err.text);
}

/* As the compactor does, until nothing is due. */
static void compact(struct store *s)
{
    struct index_slice slice = {.idle = true};
    struct index_view view = {0};
    struct index_merge *merge = NULL;
    struct store_read *r;
    struct err err;
    if (store_read_open(s, &r, &err) != 0) bench_die("read", err.text);
    for (;;) {
        store_read_begin(r, &err);
        index_open(&view, r);
        if (!merge) index_slice_begin(&slice, &view, MERGE_SLICE, &merge);
        bool last = merge && merge_step(merge, &view, &slice.entries, &slice.head);
        store_read_end(r, &err);
        if (!merge) break;
        slice.kind = last ? SLICE_LAST : SLICE_MORE;
        begin(s);
        index_slice_write(s, &slice);
        index_clean(s, SLICE_ENTRIES);
        commit(s);
        index_slice_end(&slice, true);
        if (last) merge_free(&merge);
    }
    store_read_close(&r);
    index_close(&view);
    buf_free(&slice.entries);
}

/* ---- The questions ---- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Milliseconds of this thread's processor time: other work on the machine does not count. */
static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1000.0 * (double)t.tv_sec + (double)t.tv_nsec / 1e6;
}

static double ask(struct page *p, const struct msg *question, uint64_t *records)
{
    struct err err;
    double start = bench_now();
    p->answer = (struct msg){0};
    p->header = 0;
    p->until_ms = clock_mono_ms() + 60000;
    if (store_read_begin(p->read, &err) != 0 || page_ask(p, question, &err) != 0)
        bench_die("ask", err.text);
    *records = p->answer.answer.records;
    wire_body_free(&p->body);
    store_read_end(p->read, &err);
    arena_reset(p->arena);
    return 1000 * (bench_now() - start);
}

static void measure(struct page *p, const char *what, struct msg_ask question)
{
    struct msg msg = {.number = MSG_ASK, .ask = question};
    double times[ROUNDS], cpu = cpu_now();
    uint64_t records = 0;
    for (int i = 0; i < ROUNDS; i++) times[i] = ask(p, &msg, &records);
    cpu = (cpu_now() - cpu) / ROUNDS;
    qsort(times, ROUNDS, sizeof *times, by_size);
    printf("%-34s %8.1f ms of processor, %8.1f ms passed (worst %.1f)  %" PRIu64 " records\n", what,
           cpu, times[ROUNDS / 2], times[ROUNDS - 1], records);
    fflush(stdout);
}

static void ask_all(struct store *s)
{
    struct page p = {.arena = &(struct arena){0}};
    struct err err;
    struct msg_ask range = {.wanted = WANTED_RECORDS, .limit = 20};
    struct msg_ask facet = {.wanted = WANTED_FACETS,
                            .kind = view_of("quantity"),
                            .limit = 100,
                            .facet = view_of("place")};
    if (store_read_open(s, &p.read, &err) != 0) bench_die("read", err.text);
    range.query = view_of("quantity:5000万..5001万元");
    measure(&p, "range of 0.01 %, first page", range);
    range.query = view_of("quantity:>9900万元");
    measure(&p, "range of 1 %, first page", range);
    range.order = ORDER_MOST;
    measure(&p, "the same, greatest first", range);
    range.query = view_of("quantity:>5000万元");
    measure(&p, "range of 50 %, greatest first", range);
    range.query = view_of("{quantity unit:元 value>9e7 place:5201}");
    measure(&p, "range of 10 % of a place", range);
    facet.query = view_of("unit:元");
    measure(&p, "sums by place, of all", facet);
    facet.second = view_of("year");
    measure(&p, "sums by place and year, of all", facet);
    facet.kind = (struct view){0};
    facet.query = view_of("*");
    measure(&p, "articles by place and year, of all", facet);
    store_read_close(&p.read);
    index_close(&p.index);
    content_free(&p.content);
    arena_free(p.arena);
}

int main(int argc, char **argv)
{
    struct store *s;
    struct err err;
    log_open("query_bench");
    if (argc != 3) bench_die("usage", "query_bench STORE FIGURES");
    uint64_t documents = strtoull(argv[2], NULL, 10) / FIGURES;
    if (store_open(argv[1], &s, &err) != 0) bench_die(argv[1], err.text);
    double start = bench_now();
    for (uint64_t i = 0; i < documents;) {
        begin(s);
        for (int n = 0; n < TURN && i < documents; n++) add_document(s, i++);
        commit(s);
    }
    printf("%" PRIu64 " figures stored in %.1f s\n", documents * FIGURES, bench_now() - start);
    start = bench_now();
    compact(s);
    printf("merged in %.1f s\n", bench_now() - start);
    ask_all(s);
    store_close(&s);
    return 0;
}
