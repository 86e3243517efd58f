/* limits_bench.c: what this machine gives at most, for the benches to be held against.
 *
 *     limits_bench DIRECTORY SECONDS FILE...
 *
 * Each limit is the least that any program would do for such work, with the library that does it
 * here, in one thread, over the FILES: what is durable in DIRECTORY. Processor time where nothing
 * is waited for.
 */
#include "proto/id.h"
#include "proto/limits.h"
#include "proto/squeeze.h"
#include "tests/bench/bench_texts.h"
#include "tests/bench/rows.h"
#include "workers/text.h"
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    TABLE_BITS = 24,
    TABLE_CELLS = 1 << TABLE_BITS,
    COMMIT_DOCS = 256,
    KEYS = 100000,
    LOOK_UPS = 100000,
    MAP_BYTES = 1 << 30,
    COPY_BYTES = 256 << 20
};

static struct bench_texts texts;
static struct buf *squeezed; /* one a text */
static char **paths;
static const char *directory;

static double wall_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int rc, const char *what)
{
    if (rc == 0) return;
    fprintf(stderr, "limits_bench: %s: %s\n", what, mdb_strerror(rc));
    exit(1);
}

/* ---- What the processor does: bytes worked through ---- */

static double copy(void)
{
    static struct buf out; /* more than caches hold */
    if (out.len > COPY_BYTES) out.len = 0;
    for (int i = 0; i < texts.count; i++) buf_add_view(&out, buf_view(&texts.at[i]));
    return (double)texts.bytes;
}

/* What nothing that looks at characters in a table can do without. */
static double look_up(void)
{
    static unsigned short table[0x10000];
    unsigned sum = 0;
    for (int i = 0; i < texts.count; i++) {
        const char *at = texts.at[i].at, *end = at + texts.at[i].len;
        while (at < end) sum += table[text_next(&at, end) & 0xffff]++;
    }
    __asm__ volatile("" : : "r"(sum)); /* so that it is needed */
    return (double)texts.bytes;
}

/* What nothing that looks at words can do without: characters by three in a table that no cache
 * holds. */
static double look_up_three(void)
{
    static uint32_t *cells, before, last;
    if (!cells) cells = xcalloc(TABLE_CELLS, sizeof *cells);
    for (int i = 0; i < texts.count; i++) {
        const char *at = texts.at[i].at, *end = at + texts.at[i].len;
        while (at < end) {
            uint32_t now = text_next(&at, end);
            uint64_t key = (uint64_t)before << 42 | (uint64_t)last << 21 | now;
            cells[key * UINT64_C(0x9e3779b97f4a7c15) >> (64 - TABLE_BITS)]++;
            before = last;
            last = now;
        }
    }
    return (double)texts.bytes;
}

static double hash(void)
{
    unsigned char out[SHA256_LEN];
    for (int i = 0; i < texts.count; i++) sha256(texts.at[i].at, texts.at[i].len, out);
    return (double)texts.bytes;
}

static double squeeze_all(void)
{
    for (int i = 0; i < texts.count; i++) {
        squeezed[i].len = 0;
        squeeze(buf_view(&texts.at[i]), &squeezed[i]);
    }
    return (double)texts.bytes;
}

static double expand_all(void)
{
    static struct buf out;
    for (int i = 0; i < texts.count; i++) {
        out.len = 0;
        expand(ENCODING_ZSTD, buf_view(&squeezed[i]), texts.at[i].len, &out, NULL);
    }
    return (double)texts.bytes;
}

static double read_files(void)
{
    static char room[1 << 20];
    double bytes = 0;
    for (int i = 0; i < texts.count; i++) {
        int fd = open(paths[i], O_RDONLY | O_CLOEXEC);
        for (ssize_t got; (got = read(fd, room, sizeof room)) > 0;) bytes += (double)got;
        close(fd);
    }
    return bytes;
}

/* ---- What waits for the disk ---- */

/* A page written and synced, as often. */
static double sync_page(void)
{
    static int fd = -1;
    static char page[4096];
    if (fd < 0) fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (pwrite(fd, page, sizeof page, 0) != sizeof page || fdatasync(fd) != 0) exit(1);
    return 1;
}

static MDB_env *environment;
static MDB_dbi table;

static MDB_txn *begin(unsigned flags)
{
    MDB_txn *txn;
    must(mdb_txn_begin(environment, NULL, flags, &txn), "begin");
    return txn;
}

static void put(MDB_txn *txn, uint64_t number, struct view bytes)
{
    MDB_val key = {sizeof number, &number}, value = {bytes.len, (void *)bytes.at};
    must(mdb_put(txn, table, &key, &value, 0), "put");
}

static void open_environment(void)
{
    must(mdb_env_create(&environment), "create");
    must(mdb_env_set_mapsize(environment, MAP_BYTES), "create");
    must(mdb_env_open(environment, directory, 0, 0600), directory);
    MDB_txn *txn = begin(0);
    must(mdb_dbi_open(txn, NULL, MDB_INTEGERKEY, &table), "open");
    for (uint64_t i = 0; i < KEYS; i++) put(txn, i, (struct view){(char *)&i, sizeof i});
    must(mdb_txn_commit(txn), "commit");
}

/* A snapshot and one key, as often. */
static double find_key(void)
{
    static MDB_txn *txn;
    for (uint64_t i = 0; i < LOOK_UPS; i++) {
        uint64_t number = i * UINT64_C(0x9e3779b97f4a7c15) % KEYS;
        MDB_val key = {sizeof number, &number}, value;
        if (txn)
            must(mdb_txn_renew(txn), "renew");
        else
            txn = begin(MDB_RDONLY);
        must(mdb_get(txn, table, &key, &value), "get");
        mdb_txn_reset(txn);
    }
    return LOOK_UPS;
}

/* Squeezed and stored, so many a commit; one commit a call. */
static double keep(void)
{
    static uint64_t number;
    static int at;
    struct buf out = {0};
    double bytes = 0;
    MDB_txn *txn = begin(0);
    for (int i = 0; i < COMMIT_DOCS; i++, at = (at + 1) % texts.count) {
        out.len = 0;
        squeeze(buf_view(&texts.at[at]), &out);
        put(txn, KEYS + number++ % COMMIT_DOCS, buf_view(&out));
        bytes += (double)texts.at[at].len;
    }
    must(mdb_txn_commit(txn), "commit");
    buf_free(&out);
    return bytes;
}

/* ---- The table ---- */

static const struct limit {
    const char *name, *unit;
    double (*round)(void);
    double (*clock)(void);
    double scale; /* of what is done in a second; below 0: of the time that one takes */
} limits[] = {
    {"memory copy", "MB/s", copy, bench_processor_seconds, 1e-6},
    {"a look-up a character", "MB/s", look_up, bench_processor_seconds, 1e-6},
    {"three characters' look-up", "MB/s", look_up_three, bench_processor_seconds, 1e-6},
    {"SHA-256", "MB/s", hash, bench_processor_seconds, 1e-6},
    {"zstd -1", "MB/s", squeeze_all, bench_processor_seconds, 1e-6},
    {"zstd -d", "MB/s", expand_all, bench_processor_seconds, 1e-6},
    {"read()", "MB/s", read_files, bench_processor_seconds, 1e-6},
    {"page and fdatasync", "/s", sync_page, wall_seconds, 1},
    {"zstd -1 and LMDB", "MB/s", keep, wall_seconds, 1e-6},
    {"LMDB get", "ms", find_key, bench_processor_seconds, -1e3},
};

static void measure(const struct limit *l, double seconds)
{
    double done = 0, begun = l->clock(), spent = 0;
    for (l->round(); spent < seconds; spent = l->clock() - begun) { /* the first one warms up */
        if (done == 0) begun = l->clock();
        done += l->round();
    }
    double figure = l->scale < 0 ? -l->scale * spent / done : l->scale * done / spent;
    printf("| %s | %.4g %s |\n", l->name, figure, l->unit);
    fflush(stdout);
    rows_limit(l->name, figure, l->unit);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: limits_bench DIRECTORY SECONDS FILE...\n");
        return 2;
    }
    directory = argv[1];
    paths = argv + 3;
    texts = bench_texts_read(argc - 3, paths);
    squeezed = xcalloc((size_t)texts.count, sizeof *squeezed);
    open_environment();
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) measure(&limits[i], atof(argv[2]));
    return 0;
}
