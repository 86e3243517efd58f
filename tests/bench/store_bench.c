/* store_bench.c: how fast the store is, beside plain LMDB on the same disk in the same run.
 *
 *     store_bench [DIRECTORY] [SECONDS]
 *
 * A turn is what a broker's turn is to the store when it is busy: about 1,000 documents or 8 MiB
 * are matched and added, as many that wait are leased and read, and the outcomes of those leased
 * before are stored, a quarter of the document each. The plain row puts the same bytes under
 * ascending keys in one transaction and puts results and deletes in the next, with no more to it.
 */
#include "broker/store.h"
#include "proto/log.h"
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

/* ---- The store ---- */

static void add_group(struct store *s, const struct load *l)
{
    for (size_t i = 0; i < l->group; i++) {
        unsigned char hash[SHA256_LEN];
        char source[64];
        uint64_t num = store_next_num(s);
        struct store_match match;
        fake_hash(num, hash);
        int len = snprintf(source, sizeof source, "2021/03/%06llu_x.txt", (unsigned long long)num);
        struct msg_stored_doc doc = {.archive = view_of("news"),
                                     .source = {source, (size_t)len},
                                     .sha256 = {(char *)hash, sizeof hash},
                                     .bytes = l->size,
                                     .length = l->size,
                                     .submitted_ms = 1600000000000};
        store_match(s, doc.archive, doc.source, hash, &match);
        store_add(s, &match, &doc, (struct view){l->bytes, l->size}, STATE_WAITING, 0);
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

static void measure(const char *dir, const char *name,
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
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {256, 4096, 65536};
    const char *dir = argc > 1 ? argv[1] : "/tmp";
    double limit = argc > 2 ? atof(argv[2]) : 3;
    log_open("store_bench");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct load l = {.size = sizes[i], .group = GROUP_BYTES / sizes[i]};
        if (l.group > GROUP_DOCS) l.group = GROUP_DOCS;
        char *bytes = xmalloc(l.size);
        memset(bytes, 'x', l.size);
        l.bytes = bytes;
        measure(dir, "plain", run_plain, &l, limit);
        measure(dir, "store", run_store, &l, limit);
        free(bytes);
    }
    return 0;
}
