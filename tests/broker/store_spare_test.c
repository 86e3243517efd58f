/* store_spare_test.c: free pages that are given back: what is read stays, and they are used again.
 */
#include "broker/store_env.h"
#include "tests/test.h"
#include <string.h>

enum { VALUES = 24, VALUE_BYTES = 1 << 20, MUCH = VALUES * VALUE_BYTES, LITTLE = 4 << 20 };

static char value[VALUE_BYTES];

/* A turn that puts or drops all values, and one small one besides. */
static void turn(struct env *e, bool puts, bool drops)
{
    struct err err;
    struct txn *t = env_turn(e);
    CHECK_INT(env_begin(e, MUCH, &err), 0);
    for (uint64_t num = 1; num <= VALUES; num++) {
        memset(value, (int)num, sizeof value);
        if (puts) table_put(t, TABLE_BODIES, table_num(&num), (struct view){value, sizeof value});
        if (drops) table_drop(t, TABLE_BODIES, table_num(&num));
    }
    uint64_t one = 1 + txn_snapshot(t);
    table_put(t, TABLE_STATES, table_num(&one), (struct view){"x", 1});
    CHECK_INT(env_commit(e, &err), STORE_COMMITTED);
}

static bool are_there(struct txn *t)
{
    struct view got;
    bool all = true;
    for (uint64_t num = 1; num <= VALUES; num++) {
        memset(value, (int)num, sizeof value);
        all = all && table_get(t, TABLE_BODIES, table_num(&num), &got) &&
              view_equal(got, (struct view){value, sizeof value});
    }
    return all;
}

static uint64_t give_back(struct env *e, uint64_t *used)
{
    struct store_space space;
    struct err err;
    for (int i = 0; i < 1000; i++) env_give_back(e);
    CHECK_INT(env_space(e, &space, &err), 0);
    *used = space.used;
    return space.blocks;
}

TEST(store_gives_free_pages_back_that_nobody_reads)
{
    struct env *e;
    struct txn *reader;
    struct err err;
    uint64_t used, before;
    CHECK_INT(env_open("data", MAP_LEAST, &e, &err), 0);
    CHECK_INT(txn_open(e, &reader, &err), 0);
    turn(e, true, false);
    CHECK(give_back(e, &before) > MUCH);
    CHECK_INT(txn_begin(reader, &err), 0);
    turn(e, false, true);
    CHECK(give_back(e, &used) > MUCH);
    CHECK(are_there(reader));
    CHECK_INT(txn_end(reader, &err), 0);
    turn(e, false, false);
    if (give_back(e, &used) > MUCH) test_skip("the file system gives nothing back");
    CHECK(give_back(e, &used) < LITTLE);
    CHECK(used >= before);
    turn(e, true, false);
    CHECK(give_back(e, &used) > MUCH);
    CHECK(used < before + LITTLE);
    CHECK_INT(txn_begin(reader, &err), 0);
    CHECK(are_there(reader));
    CHECK_INT(txn_end(reader, &err), 0);
    txn_close(&reader);
    env_close(&e);
    CHECK_INT(env_open_to_read("data", true, &e, &err), 0);
    CHECK_INT(env_walk(e, &err), 0);
    env_close(&e);
}
