/* store_limits_test.c: the store where things go wrong: full map, full disk, crash, damage, two
 * brokers, a format of the future; and the map growing under readers. */
#include "broker/store_env.h"
#include "tests/broker/store_kit.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- One broker, known formats ---- */

TEST(store_refuses_a_second_broker_and_names_the_first)
{
    struct store *s = kit_open(), *other = NULL;
    struct err err;
    char text[64];
    snprintf(text, sizeof text, "process %ld", (long)getpid());
    CHECK_INT(store_open("data", &other, &err), -1);
    CHECK(other == NULL && err.code == ERR_STORE && strstr(err.text, text));
    store_close(&s);
    s = kit_open();
    store_close(&s);
}

/* The lock goes with the process, however it ends. */
TEST(store_opens_after_its_broker_was_killed)
{
    int ready[2];
    CHECK(pipe(ready) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct store *s = kit_open();
        kit_begin(s);
        if (!s || write(ready[1], "r", 1) != 1) _exit(1);
        pause();
    }
    char byte;
    struct err err;
    struct store *s = NULL;
    CHECK_INT(read(ready[0], &byte, 1), 1);
    CHECK_INT(store_open("data", &s, &err), -1);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    s = kit_open();
    store_close(&s);
}

static void put_format(uint64_t format)
{
    struct env *e;
    struct err err;
    CHECK_INT(env_open("data", MAP_LEAST, &e, &err), 0);
    CHECK_INT(env_begin(e, 0, &err), 0);
    table_put(env_turn(e), TABLE_META, view_of("format"), table_num(&format));
    CHECK_INT(env_commit(e, &err), STORE_COMMITTED);
    env_close(&e);
}

TEST(store_refuses_a_newer_format)
{
    struct store *s = kit_open();
    struct err err;
    store_close(&s);
    put_format(STORE_FORMAT + 1);
    CHECK_INT(store_open("data", &s, &err), -1);
    CHECK(strstr(err.text, "format 2") && strstr(err.text, "newer Garner"));
}

TEST(store_refuses_what_is_no_store)
{
    struct store *s;
    struct err err;
    CHECK(mkdir("data", 0700) == 0);
    FILE *f = fopen("data/data.mdb", "w");
    for (int i = 0; i < 10000; i++) fputs("nothing of ours", f);
    fclose(f);
    CHECK_INT(store_open("data", &s, &err), -1);
    CHECK(err.code == ERR_STORE && strstr(err.text, "data"));
    CHECK_INT(store_open("nowhere/at/all", &s, &err), -1);
    CHECK(strstr(err.text, "nowhere/at/all"));
}

/* ---- Crash ---- */

/* Adds documents in turns until it is killed, and tells how many are committed. */
static void add_until_killed(int tell)
{
    struct store *s = kit_open();
    for (unsigned n = 0;; n++) {
        char source[16];
        snprintf(source, sizeof source, "%u", n);
        kit_begin(s);
        kit_add(s, "a", source, n, 3000, STATE_WAITING);
        store_set_state(s, n + 1, STATE_DONE, 0);
        if (n % 7 == 3) store_fold(s, 1);
        kit_commit(s);
        if (write(tell, &n, sizeof n) != sizeof n) _exit(1);
    }
}

/* The number told last; more may have been committed than could be told. */
static unsigned kill_after(pid_t pid, int told, unsigned count)
{
    unsigned n = 0;
    while (n < count && read(told, &n, sizeof n) == sizeof n) continue;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    while (read(told, &n, sizeof n) == sizeof n) continue;
    return n;
}

static void check_all_there(unsigned told)
{
    struct store *s = kit_open();
    struct store_ledger ledger;
    uint64_t count = store_next_num(s) - 1;
    CHECK(count == told + 1 || count == told + 2);
    store_ledger(s, &ledger);
    CHECK_INT(ledger.states[STATE_DONE], (long long)count);
    kit_begin(s);
    for (uint64_t num = 1; num <= count; num++) {
        char source[16];
        snprintf(source, sizeof source, "%u", (unsigned)num - 1);
        CHECK(kit_body_is(store_turn(s), num, num - 1, 3000));
        CHECK_INT(kit_match(s, "a", source, num - 1, 3000).same.num, (long long)num);
    }
    store_abort(s);
    store_close(&s);
}

TEST(store_keeps_what_was_committed_when_it_is_killed)
{
    for (unsigned round = 0; round < 5; round++) {
        int told[2];
        CHECK(system("rm -rf data") == 0 && pipe(told) == 0);
        pid_t pid = fork();
        if (pid == 0) add_until_killed(told[1]);
        close(told[1]);
        unsigned last = kill_after(pid, told[0], 20 + 13 * round);
        close(told[0]);
        check_all_there(last);
    }
}

/* ---- Room ---- */

/* A map of 1 MiB that a turn overflows: it is undone, and passes once the map has grown. */
TEST(store_map_that_was_too_small_grows_for_the_next_try)
{
    static char value[1 << 20];
    struct env *e;
    struct err err;
    int tries = 0;
    CHECK_INT(env_open("data", 1 << 20, &e, &err), 0);
    for (enum store_end end = STORE_RETRY; end != STORE_COMMITTED; tries++) {
        CHECK(end == STORE_RETRY && tries < 10);
        CHECK_INT(env_begin(e, 0, &err), 0);
        for (uint64_t num = 1; num <= 50; num++)
            table_put(env_turn(e), TABLE_BODIES, table_num(&num),
                      (struct view){value, sizeof value});
        end = env_commit(e, &err);
    }
    CHECK(tries > 1);
    struct view key = {0}, got;
    CHECK_INT(env_begin(e, 0, &err), 0);
    CHECK(table_last(env_turn(e), TABLE_BODIES, &key, &got) && table_num_of(key) == 50);
    env_close(&e);
}

TEST(store_turn_says_what_fits)
{
    struct store *s = kit_open();
    struct err err;
    CHECK_INT(store_begin(s, 0, &err), 0);
    CHECK(store_fits(s, 100 << 20));
    CHECK(!store_fits(s, UINT64_C(2) << 30));
    store_abort(s);
    CHECK_INT(store_begin(s, UINT64_C(2) << 30, &err), 0);
    CHECK(store_fits(s, UINT64_C(2) << 30));
    kit_add(s, "a", "x", 1, 1000, STATE_WAITING);
    CHECK(!store_fits(s, UINT64_C(2) << 30)); /* a large one must have the turn to itself */
    store_abort(s);
    store_close(&s);
}

enum { READERS = 3, GROWTHS = 12, DOCS = 50 };

struct watch {
    struct store *store;
    atomic_bool stop;
    atomic_uint pages;
};

/* Reads page after page; each must show whole turns: every document with its body and state. */
static void *watch(void *context)
{
    struct watch *w = context;
    struct store_read *r;
    struct err err;
    CHECK_INT(store_read_open(w->store, &r, &err), 0);
    while (!w->stop) {
        unsigned char from[DOC_ID_LEN] = {0}, id[DOC_ID_LEN];
        CHECK_INT(store_read_begin(r, &err), 0);
        for (uint64_t num = 1; num <= DOCS; num++) {
            CHECK(kit_body_is(r, num, num, 500));
            CHECK_INT(store_state(r, num, NULL), store_state(r, 1, NULL));
        }
        CHECK(store_next_by_id(r, from, id) != 0);
        CHECK_INT(store_read_end(r, &err), 0);
        w->pages++;
    }
    store_read_close(&r);
    return NULL;
}

static void add_and_fold(struct store *s)
{
    kit_begin(s);
    for (uint64_t num = 1; num <= DOCS; num++) {
        char source[16];
        snprintf(source, sizeof source, "%u", (unsigned)num);
        kit_add(s, "a", source, num, 500, STATE_WAITING);
    }
    kit_commit(s);
}

TEST(store_map_grows_while_others_read)
{
    struct watch w = {.store = kit_open()};
    pthread_t threads[READERS];
    struct store_space space;
    struct err err;
    add_and_fold(w.store);
    for (int i = 0; i < READERS; i++) CHECK(pthread_create(&threads[i], NULL, watch, &w) == 0);
    for (uint64_t growth = 1; growth <= GROWTHS; growth++) {
        unsigned pages = w.pages;
        CHECK_INT(store_begin(w.store, growth << 30, &err), 0);
        for (uint64_t num = 1; num <= DOCS; num++)
            store_set_state(w.store, num, growth % 2 ? STATE_DONE : STATE_WAITING, 0);
        store_fold(w.store, 1);
        kit_commit(w.store);
        while (w.pages < pages + READERS) sched_yield();
    }
    w.stop = true;
    for (int i = 0; i < READERS; i++) pthread_join(threads[i], NULL);
    CHECK_INT(store_space(w.store, &space, &err), 0);
    CHECK(space.map >= UINT64_C(2) * GROWTHS << 30);
    CHECK(space.used < 10 << 20);
    store_close(&w.store);
}

/* A page shows the last commit before it, whatever is committed meanwhile. */
TEST(store_page_holds_still)
{
    struct store *s = kit_open();
    struct store_read *r;
    struct err err;
    kit_begin(s);
    kit_add(s, "a", "x", 1, 10, STATE_WAITING);
    kit_commit(s);
    CHECK_INT(store_read_open(s, &r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    for (int i = 0; i < 20; i++) {
        kit_begin(s);
        kit_add(s, "a", "x", 2 + (uint64_t)i, 10, STATE_DONE);
        store_set_state(s, 1, STATE_SKIPPED, REASON_SUPERSEDED);
        kit_commit(s);
        CHECK_INT(store_state(r, 1, NULL), STATE_WAITING);
        CHECK_INT(store_next_in_state(r, 0, STATE_DONE, 0), 0);
    }
    CHECK_INT(store_read_end(r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    CHECK_INT(store_next_in_state(r, 0, STATE_DONE, 0), 2);
    CHECK_INT(store_read_end(r, &err), 0);
    store_read_close(&r);
    store_close(&s);
}

/* ---- Full disk ---- */

/* A file system of 4 MiB that goes with this process. */
static void small_disk(void)
{
    if (geteuid() != 0) test_skip("only root may mount");
    if (unshare(CLONE_NEWNS) != 0) test_skip("no mount namespace of its own");
    CHECK(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
    CHECK(mkdir("data", 0700) == 0);
    if (mount("none", "data", "tmpfs", 0, "size=4m") != 0) test_skip("no tmpfs");
}

/* Adds documents, eight a turn, until one does not pass; returns how many there are. */
static uint64_t fill(struct store *s, size_t length)
{
    struct err err;
    for (int turn = 0; turn < 5000; turn++) {
        kit_begin(s);
        for (int i = 0; i < 8; i++) {
            char source[16];
            uint64_t num = store_next_num(s);
            snprintf(source, sizeof source, "%u", (unsigned)num);
            kit_add(s, "a", source, num, length, STATE_WAITING);
        }
        enum store_end end = store_commit(s, &err);
        if (end == STORE_COMMITTED) continue;
        CHECK_INT(end, STORE_FULL);
        CHECK(err.code == ERR_DISK_FULL && strstr(err.text, "full"));
        return store_next_num(s) - 1;
    }
    test_fail(__FILE__, __LINE__, "the disk was never full");
}

static void check_bodies(struct store *s, uint64_t count, size_t length)
{
    struct store_read *r;
    struct err err;
    CHECK_INT(store_read_open(s, &r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    for (uint64_t num = 1; num <= count; num++) CHECK(kit_body_is(r, num, num, length));
    CHECK_INT(store_read_end(r, &err), 0);
    store_read_close(&r);
}

static void use_full_disk(size_t length)
{
    small_disk();
    struct store *s = kit_open();
    struct store_ledger ledger;
    uint64_t count = fill(s, length);
    CHECK(count >= 8);
    check_bodies(s, count, length);
    for (uint64_t num = 1; num <= 8; num++) { /* running work goes on, in the pages that are free */
        kit_begin(s);
        store_put_lease(s, num, &num, 1);
        store_set_state(s, num, STATE_DONE, 0);
        kit_commit(s);
        kit_begin(s);
        store_drop_lease(s, num);
        kit_commit(s);
    }
    s = kit_reopen(s);
    store_ledger(s, &ledger);
    CHECK_INT(ledger.states[STATE_DONE], 8);
    CHECK_INT(ledger.states[STATE_WAITING], (long long)count - 8);
    check_bodies(s, count, length);
    store_close(&s);
}

TEST(store_full_disk_refuses_a_turn_and_goes_on)
{
    use_full_disk(30000);
}
TEST(store_full_disk_of_small_documents)
{
    use_full_disk(200);
}

/* ---- Damage ---- */

TEST(store_damaged_record_is_a_fault_not_a_crash)
{
    struct store *s = kit_open();
    struct store_read *r;
    struct msg_stored_doc doc;
    struct err err;
    uint64_t num = 1;
    kit_begin(s);
    kit_add(s, "a", "x", 1, 10, STATE_WAITING);
    kit_commit(s);
    store_close(&s);
    struct env *e;
    CHECK_INT(env_open("data", MAP_LEAST, &e, &err), 0);
    CHECK_INT(env_begin(e, 0, &err), 0);
    table_put(env_turn(e), TABLE_OUTCOMES, table_num(&num), view_of("\7\0garbage"));
    table_put(env_turn(e), TABLE_OUTCOMES, table_num(&num), (struct view){"\377\377 too short", 5});
    CHECK_INT(env_commit(e, &err), STORE_COMMITTED);
    env_close(&e);
    s = kit_open();
    CHECK_INT(store_read_open(s, &r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    struct msg_stored_outcome outcome;
    struct view result;
    CHECK(!store_outcome(r, 1, &outcome, &result));
    CHECK(!store_doc(r, 1, &doc)); /* nothing is read from a page that has a fault */
    CHECK_INT(store_read_end(r, &err), -1);
    CHECK(err.code == ERR_STORE && strstr(err.text, "stored_outcome"));
    CHECK_INT(store_read_begin(r, &err), 0);
    CHECK(store_doc(r, 1, &doc));
    CHECK_INT(store_read_end(r, &err), 0);
    store_read_close(&r);
    kit_begin(s);
    CHECK(!store_outcome(store_turn(s), 1, &outcome, &result));
    CHECK_INT(store_commit(s, &err), STORE_BROKEN);
    store_close(&s);
}
