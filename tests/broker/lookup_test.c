/* lookup_test.c: look-ups against a list of all that was added, through random turns. */
#include "broker/lookup.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>

#define MARK "ids_mark"
enum { MOST = 6000, FULL = 256 };

/* What should be found: entries in the order of their numbers, entry i of document i + 1. */
struct model {
    struct lookup_entry at[MOST];
    size_t count, committed;
};

struct bench {
    struct env *env;
    struct lookup *lookup;
    struct model model;
    struct dice dice;
};

/* Of few different halves, so that keys and high halves are met again and again. */
static struct lookup_key draw_key(struct bench *b, uint64_t variety)
{
    uint64_t high = dice_below(&b->dice, variety) * UINT64_C(0x9e3779b97f4a7c15);
    return (struct lookup_key){high,
                               dice_below(&b->dice, 4) == 0 ? 7 : dice_below(&b->dice, 1u << 20)};
}

static void begin(struct bench *b)
{
    struct err err;
    if (env_begin(b->env, 0, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
}

static bool high_is_new(const struct model *m, uint64_t high)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->at[i].key.high == high) return false;
    return true;
}

static void commit(struct bench *b)
{
    struct err err;
    lookup_merge(b->lookup, env_turn(b->env), b->model.count);
    CHECK_INT(env_commit(b->env, &err), STORE_COMMITTED);
    lookup_committed(b->lookup, b->model.count);
    b->model.committed = b->model.count;
}

static void undo(struct bench *b)
{
    env_abort(b->env);
    lookup_undone(b->lookup);
    b->model.count = b->model.committed;
}

/* Opens environment and lookup, and adds again what is above the mark, as the store does. */
static void open_all(struct bench *b)
{
    struct err err;
    if (env_open("store", MAP_LEAST, &b->env, &err) != 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    begin(b);
    b->lookup = lookup_open(env_turn(b->env), TABLE_IDS, MARK, FULL);
    size_t mark = lookup_mark(env_turn(b->env), MARK), count = b->model.count;
    CHECK(mark <= count);
    for (b->model.count = mark; b->model.count < count; b->model.count++) {
        const struct lookup_entry *e = &b->model.at[b->model.count];
        lookup_add(b->lookup, e->key, e->num, high_is_new(&b->model, e->key.high));
    }
    commit(b);
}

static void close_all(struct bench *b)
{
    lookup_close(&b->lookup);
    env_close(&b->env);
    CHECK(!b->env && !b->lookup);
}

static void add(struct bench *b, struct lookup_key key)
{
    struct model *m = &b->model;
    bool leads = high_is_new(m, key.high);
    if (m->count == MOST) return;
    m->at[m->count] = (struct lookup_entry){key, m->count + 1};
    lookup_add(b->lookup, key, m->count + 1, leads);
    m->count++;
}

/* ---- Finding ---- */

struct offers { /* what a search offered; takes the number `wanted` */
    uint64_t at[MOST], wanted;
    size_t count;
};

static bool take(void *context, uint64_t num)
{
    struct offers *o = context;
    for (size_t i = 0; i < o->count; i++)
        if (o->at[i] == num) return num == o->wanted;
    CHECK(o->count < MOST);
    o->at[o->count++] = num;
    return num == o->wanted;
}

static bool offered(const struct offers *o, uint64_t num)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->at[i] == num) return true;
    return false;
}

/* A search that refuses all is offered every number under the key, and no other. */
static void check_all_offered(struct bench *b, struct lookup_key key)
{
    struct offers o = {.wanted = 0};
    size_t expected = 0;
    CHECK_INT(lookup_find(b->lookup, env_turn(b->env), key, take, &o), 0);
    for (size_t i = 0; i < b->model.count; i++) {
        const struct lookup_entry *e = &b->model.at[i];
        if (e->key.high != key.high || e->key.low != key.low) continue;
        CHECK(offered(&o, e->num));
        expected++;
    }
    CHECK_INT(o.count, (long long)expected);
}

static void check_high(struct bench *b, uint64_t high)
{
    struct offers o = {.wanted = 0};
    CHECK_INT(lookup_find_high(b->lookup, env_turn(b->env), high, take, &o), 0);
    for (size_t i = 0; i < o.count; i++) CHECK(b->model.at[o.at[i] - 1].key.high == high);
    CHECK((o.count == 0) == high_is_new(&b->model, high));
}

static void check_one(struct bench *b)
{
    if (b->model.count == 0) return;
    const struct lookup_entry *e = &b->model.at[dice_below(&b->dice, b->model.count)];
    struct offers o = {.wanted = e->num};
    CHECK_INT(lookup_find(b->lookup, env_turn(b->env), e->key, take, &o), (long long)e->num);
    check_all_offered(b, e->key);
    check_high(b, e->key.high);
    struct lookup_key other = draw_key(b, 1000);
    check_all_offered(b, other);
    check_high(b, other.high);
}

/* ---- Order ---- */

static bool key_in_model(void *context, uint64_t num, struct lookup_key *key)
{
    const struct model *m = context;
    *key = m->at[num - 1].key;
    return true;
}

static int by_entry(const void *a, const void *b)
{
    const struct lookup_entry *x = a, *y = b;
    if (x->key.high != y->key.high) return x->key.high < y->key.high ? -1 : 1;
    if (x->key.low != y->key.low) return x->key.low < y->key.low ? -1 : 1;
    return (x->num > y->num) - (x->num < y->num);
}

/* Chunks and tail together give all entries, each once, in order. The tail is kept over turns. */
static void check_order(struct bench *b, struct lookup_tail *tail)
{
    static struct lookup_entry sorted[MOST];
    struct txn *t = env_turn(b->env);
    size_t count = b->model.count;
    struct lookup_entry at = {{0, 0}, 0};
    memcpy(sorted, b->model.at, sizeof sorted);
    qsort(sorted, count, sizeof *sorted, by_entry);
    lookup_tail_update(tail, lookup_mark(t, MARK), count, key_in_model, &b->model);
    CHECK_INT(tail->count, (long long)(count - lookup_mark(t, MARK)));
    for (size_t i = 0; i < count; i++, at.num++) {
        CHECK(lookup_next(t, TABLE_IDS, tail, &at));
        CHECK(memcmp(&at, &sorted[i], sizeof at) == 0);
    }
    CHECK(!lookup_next(t, TABLE_IDS, tail, &at));
}

/* ---- Turns ---- */

static void play_turn(struct bench *b, uint64_t variety)
{
    begin(b);
    for (uint64_t i = dice_below(&b->dice, 40); i > 0; i--) add(b, draw_key(b, variety));
    for (uint64_t i = dice_below(&b->dice, 4); i > 0; i--) check_one(b);
    if (dice_below(&b->dice, 8) == 0)
        lookup_fold(b->lookup, env_turn(b->env), (unsigned)dice_below(&b->dice, 4));
    check_one(b);
    uint64_t end = dice_below(&b->dice, 8);
    if (end == 0) lookup_merge(b->lookup, env_turn(b->env), b->model.count); /* a commit failed */
    if (end <= 1)
        undo(b);
    else
        commit(b);
}

static void play(uint64_t seed, uint64_t variety)
{
    struct bench *b = calloc(1, sizeof *b);
    struct lookup_tail tail = {0};
    b->dice.seed = seed;
    open_all(b);
    for (int turn = 0; turn < 400; turn++) {
        play_turn(b, variety);
        if (dice_below(&b->dice, 40) == 0) {
            begin(b);
            check_order(b, &tail);
            undo(b);
        }
        if (dice_below(&b->dice, 60) == 0) {
            close_all(b);
            open_all(b);
        }
    }
    lookup_tail_free(&tail);
    close_all(b);
    free(b);
}

TEST(lookup_finds_random_keys)
{
    play(1, UINT64_MAX);
}
TEST(lookup_finds_keys_that_share_their_high_halves)
{
    play(2, 50);
}
TEST(lookup_finds_keys_that_are_nearly_all_the_same)
{
    play(3, 2);
}

TEST(lookup_memory_is_bounded_by_merging_as_it_grows)
{
    struct bench *b = calloc(1, sizeof *b);
    b->dice.seed = 4;
    open_all(b);
    for (int turn = 0; turn < 200; turn++) {
        begin(b);
        for (int i = 0; i < 30; i++) add(b, draw_key(b, UINT64_MAX));
        commit(b);
        size_t mark = 0;
        begin(b);
        mark = lookup_mark(env_turn(b->env), MARK);
        undo(b);
        CHECK(b->model.count - mark <= 2 * FULL + 60);
    }
    CHECK_INT(b->model.count, MOST);
    close_all(b);
    free(b);
}

TEST(lookup_fold_leaves_nothing_young)
{
    struct bench *b = calloc(1, sizeof *b);
    bool more = true;
    b->dice.seed = 5;
    open_all(b);
    begin(b);
    for (int i = 0; i < 1000; i++) add(b, draw_key(b, UINT64_MAX));
    commit(b);
    for (int turn = 0; more; turn++) {
        CHECK(turn < 1000);
        begin(b);
        more = lookup_fold(b->lookup, env_turn(b->env), 2);
        commit(b);
    }
    begin(b);
    CHECK_INT(lookup_mark(env_turn(b->env), MARK), 1000);
    check_one(b);
    undo(b);
    close_all(b);
    free(b);
}

/* Documents without an entry (all of one content) move the mark too, or a start would read them
 * all. */
TEST(lookup_mark_moves_without_entries)
{
    struct bench *b = calloc(1, sizeof *b);
    open_all(b);
    for (int turn = 0; turn < 40; turn++) {
        begin(b);
        b->model.count += 20;
        commit(b);
    }
    begin(b);
    CHECK(lookup_mark(env_turn(b->env), MARK) >= 800 - 2 * FULL);
    undo(b);
    close_all(b);
    free(b);
}
