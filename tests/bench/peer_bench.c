/* peer_bench.c: the same questions for the index and for SQLite's FTS5 (trigram), in one process.
 *
 *     peer_bench STORE DATABASE QUESTIONS FILES
 *         STORE was filled by index_bench from the files listed in FILES; DATABASE is made of them
 * if it is not there: one row an article, `optimize` done. From each of QUESTIONS of eight
 * characters its first three to eight are asked for.
 *
 * Both are warm and mapped, and the statements are prepared. Prints milliseconds of processor time,
 * less what asking for it takes, by length and by how many articles have the text, and ends with 1
 * if the answers differ.
 */
#include "broker/index_directory.h"
#include "broker/reader_page.h"
#include "proto/fold.h"
#include "proto/log.h"
#include "tests/bench/bench_kit.h"
#include "tests/bench/list.h"
#include "tests/bench/peer_sqlite.h"
#include "tests/bench/rows.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST = 20, SHORTEST = 3, TEXTS_MOST = 4096 };
enum { DIRECTORY_BYTES = 64 << 20 };

static struct text texts[TEXTS_MOST];
static size_t text_count;

static uint64_t wrong;

/* ---- Questions ---- */

static void add_text(const char *text, unsigned length)
{
    size_t bytes = 0;
    for (unsigned i = 0; i < length; i++)
        for (bytes++; (text[bytes] & 0xc0) == 0x80;) bytes++;
    if (text_count == TEXTS_MOST || bytes >= TEXT_BYTES) return;
    struct text *t = &texts[text_count++];
    memcpy(t->at, text, bytes);
    t->length = length;
}

static void read_texts(const char *path)
{
    static const char kind[] = "eight ";
    size_t count;
    char **lines = list_lines(path, &count);
    for (size_t i = 0; i < count; i++) {
        if (strncmp(lines[i], kind, sizeof kind - 1) != 0) continue;
        for (unsigned n = SHORTEST; n <= LONGEST; n++) add_text(lines[i] + sizeof kind - 1, n);
    }
    free(lines);
}

/* ---- Asking ours ---- */

static struct page page = {.arena = &(struct arena){0}};

static void begin_page(void)
{
    struct err err;
    if (store_read_begin(page.read, &err) != 0) bench_die("read", err.text);
}

static void end_page(void)
{
    struct err err;
    if (store_read_end(page.read, &err) != 0) bench_die("read", err.text);
}

/* How many articles have the text; if not all of them, at most FIRST. Of each its number is told,
 * as SQLite tells that of a row. */
static uint64_t find(const struct text *t, bool all)
{
    uint32_t points[INDEX_TEXT_MOST];
    struct index_text wanted = {.at = points, .zones = INDEX_USUAL_ZONES, .once = true};
    struct index_view *v = &page.index;
    uint64_t count = 0;
    wanted.count = (uint32_t)fold_points(view_of(t->at), points);
    begin_page();
    index_open(v, page.read);
    for (size_t i = 0; i < v->count && all; i++) count += index_count(v, &v->at[i], &wanted);
    for (size_t i = 0; i < v->count && count < FIRST && !all; i++) {
        struct index_find *f = index_find_open(v, &v->at[i], &wanted);
        for (uint32_t at = 0; count < FIRST && index_next_ordinal(f, at, &at); at++) count++;
        index_find_close(&f);
    }
    end_page();
    return count;
}

static uint64_t count_ours(const struct text *t)
{
    return find(t, true);
}

static uint64_t first_ours(const struct text *t)
{
    return find(t, false);
}

static uint64_t ask(const struct text *t, enum order order)
{
    char query[TEXT_BYTES + 2];
    struct err err;
    snprintf(query, sizeof query, "\"%s\"", t->at);
    struct msg question = {
        .number = MSG_ASK,
        .ask = {
            .query = view_of(query), .wanted = WANTED_ARTICLES, .limit = FIRST, .order = order}};
    page.answer = (struct msg){0};
    page.header = 0;
    page.until_ms = clock_mono_ms() + 60000;
    begin_page();
    if (page_ask(&page, &question, &err) != 0) bench_die("ask", err.text);
    uint64_t count = page.answer.answer.hits.count;
    wire_body_free(&page.body);
    end_page();
    arena_reset(page.arena);
    return count;
}

static uint64_t best_ours(const struct text *t)
{
    return ask(t, ORDER_BEST);
}

static uint64_t newest_ours(const struct text *t)
{
    return ask(t, ORDER_NEWEST);
}

/* ---- Times ---- */

typedef uint64_t asker(const struct text *t);

static const struct {
    const char *name;
    asker *ours, *theirs;
} questions[] = {
    {"all articles counted", count_ours, sqlite_count},
    {"first twenty", first_ours, sqlite_first},
    {"twenty, the best first", best_ours, sqlite_best},
    {"twenty, the newest first", newest_ours, sqlite_newest},
};

static double times[2][TEXTS_MOST]; /* ours and theirs, milliseconds by text */

/* Seconds of this thread's processor time: other work on the machine counts little. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What asking for the time takes by itself, at least. */
static double time_of_now(void)
{
    double least = 1;
    for (size_t i = 0; i < 1000; i++) {
        double began = now(), took = now() - began;
        if (took < least) least = took;
    }
    return least;
}

static void measure(size_t question)
{
    double between_two = time_of_now();
    for (size_t round = 0; round < 2; round++) /* the first one warms up */
        for (size_t i = 0; i < text_count; i++) {
            double began = now();
            uint64_t ours = questions[question].ours(&texts[i]);
            double between = now();
            uint64_t theirs = questions[question].theirs(&texts[i]);
            times[0][i] = 1e3 * (between - began - between_two);
            times[1][i] = 1e3 * (now() - between - between_two);
            if (question == 0) texts[i].articles = ours;
            if (ours == theirs) continue;
            if (wrong++ < 10)
                printf("%s: %" PRIu64 " instead of %" PRIu64 "\n", texts[i].at, ours, theirs);
        }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double print_one(double *at, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += at[i];
    qsort(at, count, sizeof *at, by_size);
    printf(" %9.4f %9.4f %9.4f |", sum / (double)count, at[count / 2], at[count * 99 / 100]);
    return sum / (double)count;
}

/* Mean and p50 of all texts. */
static void record(const char *question, const double ours[2], const double theirs[2])
{
    static const char *const what[] = {"mean", "p50"};
    for (size_t i = 0; i < 2; i++) {
        char name[96];
        snprintf(name, sizeof name, "search, %s: %s", question, what[i]);
        rows_ours(name, ours[i], "ms", "LMDB get", i == 0 ? "x10" : "-");
        rows_peer(name, "SQLite FTS5", theirs[i]);
    }
}

/* Of the texts of that length (0: any) that so many articles have; recorded if it is named by a
 * question. */
static void print_group(const char *name, unsigned length, uint64_t least, uint64_t most,
                        const char *question)
{
    static double mine[TEXTS_MOST], other[TEXTS_MOST];
    size_t count = 0;
    for (size_t i = 0; i < text_count; i++) {
        const struct text *t = &texts[i];
        if ((length && t->length != length) || t->articles < least || t->articles > most) continue;
        mine[count] = times[0][i];
        other[count++] = times[1][i];
    }
    if (count == 0) return;
    printf("  %-24s %5zu |", name, count);
    double ours = print_one(mine, count), theirs = print_one(other, count);
    printf(" %7.2f x %7.2f x\n", theirs / ours, other[count / 2] / mine[count / 2]);
    if (question)
        record(question, (double[]){ours, mine[count / 2]}, (double[]){theirs, other[count / 2]});
}

static void print_times(const char *question)
{
    char name[32];
    enum { RARE = 20, COMMON = 1000 };
    printf("%s: ms, ours (mean, p50, p99), SQLite's, SQLite's of our mean and p50\n", question);
    for (unsigned n = SHORTEST; n <= LONGEST; n++) {
        snprintf(name, sizeof name, "%u characters", n);
        print_group(name, n, 0, UINT64_MAX, NULL);
    }
    print_group("in at most 20 articles", 0, 0, RARE, NULL);
    print_group("in 21 to 1000", 0, RARE + 1, COMMON, NULL);
    print_group("in more", 0, COMMON + 1, UINT64_MAX, NULL);
    print_group("all", 0, 0, UINT64_MAX, question);
}

int main(int argc, char **argv)
{
    struct store *s;
    struct err err;
    log_open("peer_bench");
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc != 5) bench_die("usage", "peer_bench STORE DATABASE QUESTIONS FILES");
    read_texts(argv[3]);
    sqlite_open(argv[2], argv[4]);
    if (store_open(argv[1], &s, &err) != 0 || store_read_open(s, &page.read, &err) != 0)
        bench_die(argv[1], err.text);
    struct index_directories *directories = page.index.directories =
        index_directories_open(DIRECTORY_BYTES);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        measure(i);
        print_times(questions[i].name);
    }
    printf("%" PRIu64 " answers differ in their number\n", wrong);
    index_close(&page.index);
    index_directories_free(&directories);
    content_free(&page.content);
    store_read_close(&page.read);
    store_close(&s);
    sqlite_close();
    return wrong > 0;
}
