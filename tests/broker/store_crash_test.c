/* store_crash_test.c: the store where things go wrong: a crash, damage, a second broker, a format
 * of the future. */
#include "broker/store_env.h"
#include "tests/broker/store_kit.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
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
    char newer[32];
    snprintf(newer, sizeof newer, "format %d", STORE_FORMAT + 1);
    store_close(&s);
    put_format(STORE_FORMAT + 1);
    CHECK_INT(store_open("data", &s, &err), -1);
    CHECK(strstr(err.text, newer) && strstr(err.text, "newer Garner"));
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
    CHECK(err.code == ERR_STORE && strstr(err.text, "stored_outcome 1:"));
    CHECK_INT(store_read_begin(r, &err), 0);
    CHECK(store_doc(r, 1, &doc));
    CHECK_INT(store_read_end(r, &err), 0);
    store_read_close(&r);
    kit_begin(s);
    CHECK(!store_outcome(store_turn(s), 1, &outcome, &result));
    CHECK_INT(store_commit(s, &err), STORE_BROKEN);
    store_close(&s);
}
