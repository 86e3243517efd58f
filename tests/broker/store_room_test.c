/* store_room_test.c: the store where room runs out: a map that must grow, also under readers, or
 * may not; a full disk. */
#include "broker/store_env.h"
#include "tests/broker/store_kit.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

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

enum { READERS = 3, GROWTHS = 8, DOCS = 50 };

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

static void add_docs(struct store *s)
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
    add_docs(w.store);
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

/* Without address space for a larger map a turn is refused; what is there stays readable. */
TEST(store_map_that_may_not_grow_is_kept)
{
    if (test_sanitized()) test_skip("a sanitizer needs the address space");
    struct store *s = kit_open();
    struct rlimit limit = {UINT64_C(4) << 30, UINT64_C(4) << 30};
    struct err err;
    add_docs(s);
    CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
    CHECK_INT(store_begin(s, UINT64_C(3) << 30, &err), -1);
    CHECK(err.code == ERR_STORE && strstr(err.text, "enlarge"));
    check_bodies(s, DOCS, 500);
    kit_begin(s);
    store_set_state(s, 1, STATE_DONE, 0);
    kit_commit(s);
    store_close(&s);
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
    if (mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0)
        test_skip("no private mounts, as in a chroot that is no mount point");
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
