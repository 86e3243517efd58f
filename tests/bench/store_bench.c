/* store_bench.c: how fast the store is, beside plain LMDB on the same disk in the same run.
 *
 *     store_bench DIRECTORY SECONDS     each row for so long
 *     store_bench DIRECTORY many COUNT  so many waiting documents of 256 bytes: adding, opening,
 * finding
 *
 * A turn is what a broker's turn is to the store when it is busy: about 1,000 documents or 8 MiB
 * are matched and added, as many that wait are leased and read, and the outcomes of those leased
 * before are stored, a quarter of the document each. The plain row puts the same bytes under
 * ascending keys in one transaction and puts results and deletes in the next, with no more to it.
 */
#include "broker/store.h"
#include "proto/log.h"
#include "tests/bench/rows.h"
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { GROUP_DOCS = 1000, GROUP_BYTES = 8 << 20 };

struct load {
    size_t size, group;
    const char *bytes;
};

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int rc, const struct err *err)
{
    if (rc == 0) return;
    fprintf(stderr, "store_bench: %s\n", err->text);
    exit(1);
}

static void must_lmdb(int rc, const char *doing)
{
    if (rc == 0) return;
    fprintf(stderr, "store_bench: %s: %s\n", doing, mdb_strerror(rc));
    exit(1);
}

/* As good as a hash: the bench is not to measure SHA-256 of contents, which clients compute. */
static void fake_hash(uint64_t n, unsigned char hash[SHA256_LEN])
{
    for (size_t i = 0; i < SHA256_LEN; i += sizeof n) {
        n += UINT64_C(0x9e3779b97f4a7c15);
        uint64_t z = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        memcpy(hash + i, &z, sizeof z);
    }
}

static struct load load_of(size_t size)
{
    char *bytes = xmalloc(size);
    memset(bytes, 'x', size);
    struct load l = {size, GROUP_BYTES / size, bytes};
    if (l.group > GROUP_DOCS) l.group = GROUP_DOCS;
    return l;
}

/* ---- The store ---- */

/* Document n: its name, in `source`, and its hash. */
static struct msg_stored_doc document(uint64_t n, size_t size, char source[64],
                                      unsigned char hash[SHA256_LEN])
{
    int len = snprintf(source, 64, "2021/03/%06llu_x.txt", (unsigned long long)n);
    fake_hash(n, hash);
    return (struct msg_stored_doc){.archive = view_of("news"),
                                   .source = {source, (size_t)len},
                                   .sha256 = {(char *)hash, SHA256_LEN},
                                   .bytes = size,
                                   .length = size,
                                   .submitted_ms = 1600000000000};
}

static struct store_match match(struct store *s, uint64_t n)
{
    char source[64];
    unsigned char hash[SHA256_LEN];
    struct msg_stored_doc doc = document(n, 0, source, hash);
    struct store_match found;
    store_match(s, doc.archive, doc.source, hash, &found);
    return found;
}

static void add_group(struct store *s, const struct load *l)
{
    for (size_t i = 0; i < l->group; i++) {
        char source[64];
        unsigned char hash[SHA256_LEN];
        uint64_t num = store_next_num(s);
        struct msg_stored_doc doc = document(num, l->size, source, hash);
        struct store_match found = match(s, num);
        store_add(s, &found, &doc, (struct view){l->bytes, l->size}, STATE_WAITING, 0);
    }
}

static size_t lease_group(struct store *s, const struct load *l, uint64_t *from, uint64_t *nums,
                          char *bodies)
{
    static struct store_waiting window[GROUP_DOCS];
    size_t count = store_window(store_turn(s), *from, window, l->group, from);
    for (size_t i = 0; i < count; i++) {
        struct msg_stored_doc doc;
        nums[i] = window[i].num;
        store_doc(store_turn(s), nums[i], &doc);
        store_body(store_turn(s), &doc, bodies + i * l->size);
    }
    if (count) store_put_lease(s, store_next_lease_id(s), nums, count);
    return count;
}

static void finish_group(struct store *s, const struct load *l, const uint64_t *nums, size_t count)
{
    const struct msg_stored_outcome outcome = {.attempts = 1,
                                               .extractor = view_of("1.0.0+0123456789abcdef"),
                                               .cpu_us = 1234,
                                               .articles = 1,
                                               .records = 20,
                                               .finished_ms = 1600000000000};
    for (size_t i = 0; i < count; i++) {
        store_put_outcome(s, nums[i], &outcome, (struct view){l->bytes, l->size / 4});
        store_set_state(s, nums[i], STATE_DONE, 0);
    }
    if (count) store_drop_lease(s, store_next_lease_id(s) - 1);
}

static uint64_t run_store(const char *dir, const struct load *l, double limit)
{
    uint64_t nums[GROUP_DOCS], from = 1, done = 0;
    size_t leased = 0;
    char *bodies = xmalloc(l->group * l->size);
    struct store *s;
    struct err err;
    must(store_open(dir, &s, &err), &err);
    for (double start = seconds_of(CLOCK_MONOTONIC); seconds_of(CLOCK_MONOTONIC) - start < limit;) {
        must(store_begin(s, l->group * l->size, &err), &err);
        finish_group(s, l, nums, leased);
        done += leased;
        add_group(s, l);
        leased = lease_group(s, l, &from, nums, bodies);
        must(store_commit(s, &err) != STORE_COMMITTED, &err);
    }
    store_close(&s);
    free(bodies);
    return done;
}

/* ---- Plain LMDB ---- */

static void plain_put(MDB_txn *txn, MDB_dbi table, uint64_t num, const char *bytes, size_t len)
{
    MDB_val key = {sizeof num, &num}, value = {len, (void *)bytes};
    must_lmdb(mdb_put(txn, table, &key, &value, MDB_APPEND), "put");
}

static void plain_turn(MDB_env *env, const MDB_dbi *tables, const struct load *l, uint64_t first)
{
    MDB_txn *txn;
    must_lmdb(mdb_txn_begin(env, NULL, 0, &txn), "begin");
    for (uint64_t i = first; i < first + l->group; i++)
        plain_put(txn, tables[0], i, l->bytes, l->size);
    must_lmdb(mdb_txn_commit(txn), "commit");
    must_lmdb(mdb_txn_begin(env, NULL, 0, &txn), "begin");
    for (uint64_t i = first; i < first + l->group; i++) {
        MDB_val key = {sizeof i, &i};
        plain_put(txn, tables[1], i, l->bytes, l->size / 4);
        must_lmdb(mdb_del(txn, tables[0], &key, NULL), "delete");
    }
    must_lmdb(mdb_txn_commit(txn), "commit");
}

static uint64_t run_plain(const char *dir, const struct load *l, double limit)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi tables[2];
    uint64_t done = 0;
    must_lmdb(mdb_env_create(&env), "create");
    must_lmdb(mdb_env_set_maxdbs(env, 2), "create");
    must_lmdb(mdb_env_set_mapsize(env, (size_t)64 << 30), "create");
    if (mkdir(dir, 0700) != 0) perror(dir);
    must_lmdb(mdb_env_open(env, dir, 0, 0600), "open");
    must_lmdb(mdb_txn_begin(env, NULL, 0, &txn), "begin");
    must_lmdb(mdb_dbi_open(txn, "jobs", MDB_CREATE | MDB_INTEGERKEY, &tables[0]), "open");
    must_lmdb(mdb_dbi_open(txn, "results", MDB_CREATE | MDB_INTEGERKEY, &tables[1]), "open");
    must_lmdb(mdb_txn_commit(txn), "commit");
    for (double start = seconds_of(CLOCK_MONOTONIC); seconds_of(CLOCK_MONOTONIC) - start < limit;
         done += l->group)
        plain_turn(env, tables, l, done + 1);
    mdb_env_close(env);
    return done;
}

/* ---- The table ---- */

/* Documents a second. */
static double measure(const char *dir, const char *name,
                      uint64_t (*run)(const char *, const struct load *, double),
                      const struct load *l, double limit)
{
    struct buf path = {0}, command = {0};
    struct stat st;
    buf_format(&path, "%s/%s-%zu", dir, name, l->size);
    double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t done = run(buf_string(&path), l, limit);
    cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = seconds_of(CLOCK_MONOTONIC) - wall;
    buf_format(&command, "rm -rf '%s'", path.at);
    buf_add_string(&path, "/data.mdb");
    if (stat(buf_string(&path), &st) != 0) st.st_size = 0;
    printf("%-6s %6zu B %9.0f documents/s %7.1f us of CPU each %8.0f bytes of file each\n", name,
           l->size, (double)done / wall, cpu / (double)done * 1e6,
           (double)st.st_size / (double)done);
    fflush(stdout);
    if (system(buf_string(&command)) != 0) exit(1);
    buf_free(&path);
    buf_free(&command);
    return (double)done / wall;
}

static void compare(const char *dir, size_t size, double seconds)
{
    struct load l = load_of(size);
    char limit[64], what[64];
    snprintf(limit, sizeof limit, "LMDB put, result, delete: %zu B", size);
    snprintf(what, sizeof what, "store: a document's cycle, %zu B", size);
    rows_limit(limit, measure(dir, "plain", run_plain, &l, seconds), "/s");
    rows_ours(what, measure(dir, "store", run_store, &l, seconds), "/s", limit, "-");
}

/* ---- Many ---- */

static uint64_t anonymous_bytes(void)
{
    char line[256];
    unsigned long long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "RssAnon: %llu", &kib) == 1) break;
    if (status) fclose(status);
    return kib << 10;
}

static void add_many(const char *dir, const struct load *l, uint64_t count)
{
    struct store *s;
    struct err err;
    must(store_open(dir, &s, &err), &err);
    double start = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t peak = 0;
    for (uint64_t n = 0; store_next_num(s) <= count; n++) {
        if (n % 1000 == 0) {
            uint64_t now = anonymous_bytes();
            if (now > peak) peak = now;
            printf("%9llu added, %6.1f s, %4.1f us of CPU each, %llu MB anonymous\n",
                   (unsigned long long)store_next_num(s) - 1, seconds_of(CLOCK_MONOTONIC) - start,
                   (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu) / (double)store_next_num(s) * 1e6,
                   (unsigned long long)now / 1000000);
            fflush(stdout);
        }
        must(store_begin(s, l->group * l->size, &err), &err);
        add_group(s, l);
        must(store_commit(s, &err) != STORE_COMMITTED, &err);
    }
    printf("at most %llu MB anonymous\n", (unsigned long long)peak / 1000000);
    store_close(&s);
}

static void find_many(struct store *s, uint64_t from, uint64_t below, bool there)
{
    enum { TRIES = 200000 };
    struct err err;
    must(store_begin(s, 0, &err), &err);
    double cpu = seconds_of(CLOCK_MONOTONIC);
    for (uint64_t i = 0; i < TRIES; i++) {
        uint64_t n = from + i * UINT64_C(0x9e3779b97f4a7c15) % (below - from);
        if ((match(s, n).same.num == n) == there) continue;
        fprintf(stderr, "store_bench: document %llu was not found\n", (unsigned long long)n);
        exit(1);
    }
    printf("matching one that is %s: %.1f us\n", there ? "there" : "new",
           (seconds_of(CLOCK_MONOTONIC) - cpu) / TRIES * 1e6);
    store_abort(s);
}

/* From opening to the first bodies that would go to a worker. */
static void start_many(const char *dir, const struct load *l, uint64_t count)
{
    static uint64_t nums[GROUP_DOCS];
    char *bodies = xmalloc(l->group * l->size);
    uint64_t from = 1;
    struct store *s;
    struct err err;
    double start = seconds_of(CLOCK_MONOTONIC);
    must(store_open(dir, &s, &err), &err);
    double opened = seconds_of(CLOCK_MONOTONIC);
    must(store_begin(s, 0, &err), &err);
    size_t leased = lease_group(s, l, &from, nums, bodies);
    must(store_commit(s, &err) != STORE_COMMITTED, &err);
    printf("open %.2f s, %zu documents leased %.3f s later, %llu MB anonymous\n", opened - start,
           leased, seconds_of(CLOCK_MONOTONIC) - opened,
           (unsigned long long)anonymous_bytes() / 1000000);
    find_many(s, 1, count + 1, true);
    find_many(s, count + 1, 10 * count, false);
    store_close(&s);
    free(bodies);
}

static void many(const char *dir, const struct load *l, uint64_t count)
{
    struct buf path = {0}, command = {0};
    buf_format(&path, "%s/many", dir);
    add_many(buf_string(&path), l, count);
    start_many(buf_string(&path), l, count);
    buf_format(&command, "rm -rf '%s'", path.at);
    if (system(buf_string(&command)) != 0) exit(1);
    buf_free(&path);
    buf_free(&command);
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {256, 4096, 65536};
    log_open("store_bench");
    if (argc == 4 && strcmp(argv[2], "many") == 0) {
        struct load l = load_of(256);
        many(argv[1], &l, strtoull(argv[3], NULL, 10));
        return 0;
    }
    if (argc != 3) {
        fprintf(stderr, "usage: store_bench DIRECTORY SECONDS | DIRECTORY many COUNT\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        compare(argv[1], sizes[i], atof(argv[2]));
    return 0;
}
