/* index_ask.c: see index_ask.h. */
#include "tests/bench/index_ask.h"
#include "proto/fold.h"
#include "tests/bench/bench_kit.h"
#include "tests/bench/index_roles.h"
#include "tests/bench/rows.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* What the table of all benches has of it. */
static const struct {
    const char *kind, *what;
    unsigned percent;
    const char *row, *limit, *goal;
} recorded[] = {
    {"one", "ASK, counted", 99, "search, one character, counted: p99", "LMDB get", "<=50"},
    {"two", "first 50", 50, "search, two characters, first 50: p50", "LMDB get", "<=2"},
    {"two", "first 50", 99, "search, two characters, first 50: p99", "LMDB get", "<=20"},
    {"two", "ASK, counted", 99, "search, two characters, counted: p99", "LMDB get", "<=50"},
    {"eight", "first 50", 99, "search, eight characters, first 50: p99", "LMDB get", "<=20"},
    {"two", "by ASK", 99, "ask, two characters, ten best: p99", "LMDB get", "<=20"},
    {"all", "by ASK", 50, "ask, 50 clients while more comes in: p50", INDEX_CROWD_LIMIT, "-"},
    {"all", "by ASK", 99, "ask, 50 clients while more comes in: p99", INDEX_CROWD_LIMIT, "<=100"},
};

static void record(const char *kind, const char *what, const uint32_t *sorted, size_t count)
{
    for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++)
        if (strcmp(recorded[i].kind, kind) == 0 && strcmp(recorded[i].what, what) == 0)
            rows_ours(recorded[i].row, sorted[count * recorded[i].percent / 100] / 1e3, "ms",
                      recorded[i].limit, recorded[i].goal);
}

void index_print_times(const char *kind, const char *what, uint32_t *micros, size_t count)
{
    if (count == 0) return;
    qsort(micros, count, sizeof *micros, by_number);
    printf("%-6s %-12s %6zu questions, p50 %.3f ms, p99 %.3f ms, most %.3f ms\n", kind, what, count,
           micros[count / 2] / 1e3, micros[count * 99 / 100] / 1e3, micros[count - 1] / 1e3);
    record(kind, what, micros, count);
}

uint32_t index_micros_since(double began)
{
    return (uint32_t)((bench_now() - began) * 1e6);
}

struct counted {
    uint64_t articles, documents; /* a document's articles stand together */
};

static struct counted count_found(struct index_view *v, const char *text, uint64_t most)
{
    uint32_t points[INDEX_TEXT_MOST];
    struct index_text wanted = {.at = points, .zones = 1u << ZONE_TEXT, .once = true};
    struct counted n = {0};
    uint64_t last = 0;
    wanted.count = (uint32_t)fold_points(view_of(text), points);
    for (size_t i = 0; i < v->count && n.articles < most; i++) {
        struct index_find *f = index_find_open(v, &v->at[i], &wanted);
        struct index_hit hit;
        for (uint32_t from = 0; n.articles < most && index_next(f, from, &hit);
             from = hit.ordinal + 1) {
            n.articles++;
            n.documents += hit.article.doc != last;
            last = hit.article.doc;
        }
        index_find_close(&f);
    }
    return n;
}

static struct counted ask_one(struct store_read *r, struct index_view *v, const char *text,
                              uint64_t most, uint32_t *micros)
{
    struct err err;
    double began = bench_now();
    if (store_read_begin(r, &err) != 0) bench_die("read", err.text);
    index_open(v, r);
    struct counted found = count_found(v, text, most);
    if (store_read_end(r, &err) != 0) bench_die("read", err.text);
    *micros = index_micros_since(began);
    return found;
}

/* The text of a question if it is of this kind; NULL if not. */
const char *index_text_of(const char *question, const char *kind)
{
    size_t len = strlen(kind);
    return strncmp(question, kind, len) == 0 && question[len] == ' ' ? question + len + 1 : NULL;
}

static void ask_kind(struct store_read *r, const char *kind, const char *what, uint64_t most)
{
    static uint32_t micros[INDEX_TIMES_MOST];
    struct index_view v = {0};
    size_t asked = 0;
    for (size_t i = 0; i < index_questions.count; i++) {
        const char *text = index_text_of(index_questions.at[i], kind);
        if (text) ask_one(r, &v, text, most, &micros[asked++]);
    }
    index_print_times(kind, what, micros, asked);
    index_close(&v);
}

struct store *index_open_store(struct store_read **r)
{
    struct store *s;
    struct err err;
    if (store_open(bench_directory, &s, &err) != 0) bench_die(bench_directory, err.text);
    if (store_read_open(s, r, &err) != 0) bench_die("read", err.text);
    return s;
}

const char *const index_kinds[] = {"one", "two", "three", "four", "eight", "none", NULL};
void index_ask(void)
{
    struct store_read *r;
    struct store *s = index_open_store(&r);
    for (size_t i = 0; index_kinds[i]; i++) {
        ask_kind(r, index_kinds[i], "first 50", 50);
        ask_kind(r, index_kinds[i], "all, counted", UINT64_MAX);
    }
    store_read_close(&r);
    store_close(&s);
}

/* Milliseconds a text, warm. */
static double ask_texts(struct store_read *r, struct index_view *v, char **texts, uint64_t most)
{
    uint32_t micros;
    size_t count = 0;
    for (; texts[count]; count++) ask_one(r, v, texts[count], most, &micros);
    double began = bench_now();
    for (size_t i = 0; i < count; i++) ask_one(r, v, texts[i], most, &micros);
    return count ? 1e3 * (bench_now() - began) / (double)count : 0;
}

void index_compare(char **texts)
{
    enum { FIRST = 20 };
    struct store_read *r;
    struct store *s = index_open_store(&r);
    struct index_view v = {0};
    uint32_t micros;
    for (char **t = texts; *t; t++) {
        struct counted n = ask_one(r, &v, *t, UINT64_MAX, &micros);
        printf("%" PRIu64 " %" PRIu64 "\n", n.articles, n.documents);
    }
    double first = ask_texts(r, &v, texts, FIRST), all = ask_texts(r, &v, texts, UINT64_MAX);
    printf("%.4f %.4f\n", all, first);
    index_close(&v);
    store_read_close(&r);
    store_close(&s);
}
