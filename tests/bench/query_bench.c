/* query_bench.c: queries over many figures: a first page of a range, and figures added up by place.
 *
 *     query_bench DIRECTORY FIGURES     makes a store with so many, in articles of a hundred, each
 * with a place, merges its index, and asks it in this process; prints milliseconds of processor
 * time of each question. Where the directory has a store already, it is asked as it is.
 *
 * Beside it SQLite, with a row a figure and an index over the values: the figures alone, where the
 * store has texts and records besides.
 */
#include "broker/index_directory.h"
#include "broker/index_slice.h"
#include "broker/reader_page.h"
#include "proto/log.h"
#include "proto/pack.h"
#include "proto/part.h"
#include "tests/bench/bench_kit.h"
#include "tests/bench/rows.h"
#include "tests/proto/dice.h"
#include "tests/proto/fields.h"
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FIGURES = 100, TURN = 200 /* documents */, ROUNDS = 7, SLICE_ENTRIES = 100000 };
#define SCAN_LIMIT "a pass over the figures"

static struct dice dice = {7};
static sqlite3 *db; /* the same figures */
static sqlite3_stmt *insertion;

static const char *const areas[][2] = {
    {"520102", "贵州省贵阳市南明区"}, {"520302", "贵州省遵义市红花岗区"},
    {"110101", "北京市东城区"},       {"310101", "上海市黄浦区"},
    {"440103", "广东省广州市荔湾区"}, {"510104", "四川省成都市锦江区"},
    {"330102", "浙江省杭州市上城区"}, {"420102", "湖北省武汉市江岸区"},
    {"610102", "陕西省西安市新城区"},
};

/* ---- SQLite ---- */

static void run(const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) bench_die(sql, sqlite3_errmsg(db));
}

static void open_database(const char *path)
{
    if (sqlite3_open(path, &db) != SQLITE_OK) bench_die(path, sqlite3_errmsg(db));
    run("PRAGMA journal_mode = WAL; PRAGMA mmap_size = 8589934592; PRAGMA cache_size = -262144");
}

static void begin_database(void)
{
    run("CREATE TABLE figure (value INTEGER, place INTEGER, year INTEGER); BEGIN");
    sqlite3_prepare_v2(db, "INSERT INTO figure VALUES (?, ?, ?)", -1, &insertion, NULL);
}

static void insert(uint64_t value, size_t place, int year)
{
    sqlite3_bind_int64(insertion, 1, (int64_t)value);
    sqlite3_bind_int64(insertion, 2, (int64_t)place);
    sqlite3_bind_int(insertion, 3, year);
    if (sqlite3_step(insertion) != SQLITE_DONE) bench_die("insert", sqlite3_errmsg(db));
    sqlite3_reset(insertion);
}

static void finish_database(void)
{
    sqlite3_finalize(insertion);
    run("COMMIT; CREATE INDEX by_value ON figure (value); ANALYZE");
}

/* ---- A document ---- */

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
    size_t place = dice_below(&dice, sizeof areas / sizeof *areas);
    const char *const *area = areas[place];
    int year = 2010 + (int)dice_below(&dice, 14);
    char value[32], date[16];
    struct buf records = {0};
    buf_add_string(text, area[1]);
    pack_array(&records, FIGURES + 1);
    pack_place(&records, area, area[1], text->len);
    for (int i = 0; i < FIGURES; i++) {
        uint64_t amount = dice_below(&dice, 100000000);
        snprintf(value, sizeof value, "%" PRIu64, amount);
        insert(amount, place, year);
        buf_add_string(text, "投资");
        size_t start = text->len;
        buf_add_string(text, value);
        buf_add_string(text, "元");
        pack_figure(&records, value, start, text->len);
        buf_add_string(text, "。");
    }
    snprintf(date, sizeof date, "%d-%02d-%02d", year, 1 + (int)dice_below(&dice, 12),
             1 + (int)dice_below(&dice, 28));
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

/* Milliseconds of this process's processor time: other work on the machine does not count. */
static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1000.0 * (double)t.tv_sec + (double)t.tv_nsec / 1e6;
}

static double ask(struct page *p, const struct msg *question, uint64_t *records)
{
    struct err err;
    double start = cpu_now();
    p->answer = (struct msg){0};
    p->header = 0;
    p->until_ms = clock_mono_ms() + 60000;
    if (store_read_begin(p->read, &err) != 0 || page_ask(p, question, &err) != 0)
        bench_die("ask", err.text);
    *records = p->answer.answer.records;
    wire_body_free(&p->body);
    store_read_end(p->read, &err);
    arena_reset(p->arena);
    return cpu_now() - start;
}

/* Sorts them: the one in the middle. */
static double middle(double times[ROUNDS])
{
    qsort(times, ROUNDS, sizeof *times, by_size);
    return times[ROUNDS / 2];
}

static double ask_sqlite(const char *sql)
{
    double times[ROUNDS];
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) bench_die(sql, sqlite3_errmsg(db));
    for (int i = 0; i < ROUNDS; i++) {
        double start = cpu_now();
        while (sqlite3_step(s) == SQLITE_ROW) continue;
        sqlite3_reset(s);
        times[i] = cpu_now() - start;
    }
    sqlite3_finalize(s);
    return middle(times);
}

/* What is asked, what one would ask SQLite instead (how many there are is told with the rows), and
 * what ours may take. */
#define RANGE(condition, order)                                                                    \
    "SELECT rowid, *, (SELECT count(*) FROM figure WHERE " condition                               \
    ") FROM figure WHERE " condition " ORDER BY " order " LIMIT 20"
#define SUMS(by)                                                                                   \
    "SELECT " by ", count(*), sum(value), min(value), max(value) FROM figure GROUP BY " by

static const struct {
    const char *what, *query;
    enum order order;
    const char *facet, *second; /* of all figures; NULL for records */
    const char *sql, *goal;
} questions[] = {
    {"range of 0.01 %, first page", "quantity:5000万..5001万元", ORDER_BEST, NULL, NULL,
     RANGE("value BETWEEN 50000000 AND 50010000", "rowid"), "<=10"},
    {"range of 1 %, first page", "quantity:>9900万元", ORDER_BEST, NULL, NULL,
     RANGE("value > 99000000", "rowid"), "<=10"},
    {"range of 1 %, greatest first", "quantity:>9900万元", ORDER_MOST, NULL, NULL,
     RANGE("value > 99000000", "value DESC"), "-"},
    {"range of 50 %, greatest first", "quantity:>5000万元", ORDER_MOST, NULL, NULL,
     RANGE("value > 50000000", "value DESC"), "-"},
    {"range of 10 % of a place", "{quantity unit:元 value>9e7 place:5201}", ORDER_MOST, NULL, NULL,
     RANGE("value > 90000000 AND place = 0", "value DESC"), "-"},
    {"sums by place, of all", "unit:元", ORDER_BEST, "place", NULL, SUMS("place"), "<=300"},
    {"sums by place and year, of all", "unit:元", ORDER_BEST, "place", "year", SUMS("place, year"),
     "-"},
};

static void measure(struct page *p, size_t number)
{
    const char *what = questions[number].what, *facet = questions[number].facet;
    const char *second = questions[number].second;
    struct msg msg = {.number = MSG_ASK};
    double times[ROUNDS], began = bench_now();
    uint64_t records = 0;
    char row[96];
    msg.ask = (struct msg_ask){.query = view_of(questions[number].query),
                               .wanted = facet ? WANTED_FACETS : WANTED_RECORDS,
                               .limit = facet ? 100 : 20,
                               .order = questions[number].order};
    if (facet) msg.ask.kind = view_of("quantity"), msg.ask.facet = view_of(facet);
    if (second) msg.ask.second = view_of(second);
    for (int i = 0; i < ROUNDS; i++) times[i] = ask(p, &msg, &records);
    double passed = 1000 * (bench_now() - began) / ROUNDS;
    double ours = middle(times), theirs = ask_sqlite(questions[number].sql);
    printf("%-34s %8.2f ms of processor (worst %.2f), %8.2f ms passed; %" PRIu64
           " records; SQLite %.2f ms\n",
           what, ours, times[ROUNDS - 1], passed, records, theirs);
    fflush(stdout);
    snprintf(row, sizeof row, "figures, %s", what);
    rows_ours(row, ours, "ms", facet ? SCAN_LIMIT : "LMDB get", questions[number].goal);
    rows_peer(row, "SQLite", theirs);
}

/* A pass over as many figures that are there already, eight bytes each: what sums cannot beat. */
static void measure_pass(uint64_t figures)
{
    uint64_t sum = 0, *values = xmalloc(figures * sizeof *values);
    for (uint64_t i = 0; i < figures; i++) values[i] = dice_below(&dice, 100000000);
    double start = cpu_now();
    for (uint64_t i = 0; i < figures; i++) sum += values[i];
    double took = cpu_now() - start;
    __asm__ volatile("" : : "r"(sum)); /* so that it is needed */
    rows_limit(SCAN_LIMIT, took, "ms");
    free(values);
}

static void ask_all(struct store *s)
{
    struct page p = {.arena = &(struct arena){0}};
    struct err err;
    if (store_read_open(s, &p.read, &err) != 0) bench_die("read", err.text);
    p.index.directories = index_directories_open(64 << 20); /* as a broker's reading threads */
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) measure(&p, i);
    store_read_close(&p.read);
    struct index_directories *directories = p.index.directories;
    index_close(&p.index);
    index_directories_free(&directories);
    content_free(&p.content);
    arena_free(p.arena);
}

static void fill(struct store *s, uint64_t documents)
{
    double start = bench_now();
    begin_database();
    for (uint64_t i = 0; i < documents;) {
        begin(s);
        for (int n = 0; n < TURN && i < documents; n++) add_document(s, i++);
        commit(s);
    }
    finish_database();
    printf("%" PRIu64 " figures stored in %.1f s\n", documents * FIGURES, bench_now() - start);
    start = bench_now();
    compact(s);
    printf("merged in %.1f s\n", bench_now() - start);
}

int main(int argc, char **argv)
{
    struct store *s;
    struct err err;
    log_open("query_bench");
    if (argc != 3) bench_die("usage", "query_bench DIRECTORY FIGURES");
    uint64_t documents = strtoull(argv[2], NULL, 10) / FIGURES;
    struct buf store = {0}, database = {0};
    buf_format(&store, "%s/store", argv[1]);
    buf_format(&database, "%s/figures.db", argv[1]);
    bool there = access(buf_string(&store), F_OK) == 0;
    open_database(buf_string(&database));
    if (store_open(buf_string(&store), &s, &err) != 0) bench_die(argv[1], err.text);
    if (!there) fill(s, documents);
    measure_pass(documents * FIGURES);
    ask_all(s);
    store_close(&s);
    sqlite3_close(db);
    buf_free(&store);
    buf_free(&database);
    return 0;
}
