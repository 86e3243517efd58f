/* store_mover_test.c: what lies far back in the file is moved, and the file cut; nothing else
 * changes. Values of all sizes are put and dropped at random, some of them while it goes on.
 */
#include "broker/store_env_parts.h"
#include "broker/store_mover.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { VALUES = 3000, MANY = 64 << 20 };

struct play {
    struct env *env;
    struct txn *reader;
    struct mover mover;
    struct moves moves;
    uint64_t random;
    uint32_t length[VALUES + 1]; /* 0: it is not there */
};

static char bytes[100000];

static uint64_t draw(struct play *p, uint64_t below)
{
    p->random ^= p->random << 13;
    p->random ^= p->random >> 7;
    p->random ^= p->random << 17;
    return (p->random >> 11) % below;
}

static struct view value_of(uint64_t num, uint32_t length)
{
    memset(bytes, (int)(num * 7 + length), length);
    return (struct view){bytes, length};
}

static void commit(struct play *p)
{
    struct err err;
    CHECK_INT(env_commit(p->env, &err), STORE_COMMITTED);
}

static void begin(struct play *p)
{
    struct err err;
    CHECK_INT(env_begin(p->env, MANY, &err), 0);
}

static void put(struct play *p, uint64_t num)
{
    static const uint32_t most[] = {40, 600, 4080, 4080, 8000};
    uint32_t above = num % 250 == 0 ? sizeof bytes : most[draw(p, 5)];
    p->length[num] = 1 + (uint32_t)draw(p, above);
    table_put(env_turn(p->env), num % 2 ? TABLE_BODIES : TABLE_OUTCOMES, table_num(&num),
              value_of(num, p->length[num]));
}

static void drop(struct play *p, uint64_t num)
{
    p->length[num] = 0;
    table_drop(env_turn(p->env), num % 2 ? TABLE_BODIES : TABLE_OUTCOMES, table_num(&num));
}

/* Each number has a list too, some longer than a page, one than what is looked at in one go. */
static uint64_t list_length(uint64_t num)
{
    if (num == 50) return 40000;
    return num % 100 == 0 ? 300 : num % 5;
}

static struct view list_value(uint64_t i)
{
    static char name[40];
    snprintf(name, sizeof name, "%030llu", (unsigned long long)i);
    return view_of(name);
}

static void put_lists(struct play *p)
{
    begin(p);
    for (uint64_t num = 1; num <= VALUES; num++)
        for (uint64_t i = 0; i < list_length(num); i++)
            table_put(env_turn(p->env), TABLE_COPIES, table_num(&num), list_value(i));
    commit(p);
}

static void check_lists(struct txn *page)
{
    struct view key = {0}, value;
    uint64_t num = 1, i = 0;
    key = table_num(&num);
    for (bool more = table_seek(page, TABLE_COPIES, &key, &value); more;
         more = table_next(page, TABLE_COPIES, &key, &value)) {
        while (i == list_length(num)) num++, i = 0;
        CHECK(table_num_of(key) == num && view_equal(value, list_value(i++)));
    }
    CHECK(num == VALUES && i == list_length(num));
}

/* What an open page sees. */
static void check_page(struct txn *page, const uint32_t *length)
{
    struct view got;
    for (uint64_t num = 1; num <= VALUES; num++) {
        enum table table = num % 2 ? TABLE_BODIES : TABLE_OUTCOMES;
        CHECK(table_get(page, table, table_num(&num), &got) == (length[num] > 0));
        if (length[num]) CHECK(view_equal(got, value_of(num, length[num])));
    }
    check_lists(page);
}

static void check_all(struct play *p)
{
    struct err err;
    CHECK_INT(txn_begin(p->reader, &err), 0);
    check_page(p->reader, p->length);
    CHECK_INT(txn_end(p->reader, &err), 0);
}

/* Until there is nothing to be moved; changes: values change meanwhile. */
static void move_all(struct play *p, bool changes)
{
    struct err err;
    bool any = true;
    mover_restart(&p->mover);
    while (any) {
        CHECK_INT(txn_begin(p->reader, &err), 0);
        any = mover_step(&p->mover, p->reader, &p->moves);
        CHECK_INT(txn_end(p->reader, &err), 0);
        if (changes && draw(p, 3) == 0) { /* then the moves are void */
            begin(p);
            put(p, 1 + draw(p, VALUES));
            commit(p);
        }
        begin(p);
        if (any) moves_write(env_turn(p->env), &p->moves);
        if (changes) drop(p, 1 + draw(p, VALUES));
        commit(p);
    }
}

static uint64_t file_length(void)
{
    struct stat file;
    CHECK_INT(stat("data/data.mdb", &file), 0);
    return (uint64_t)file.st_size;
}

static uint64_t in_use(const struct play *p)
{
    uint64_t sizes[TABLES], all = 0;
    env_sizes(p->env, sizes);
    for (int i = 0; i < TABLES; i++) all += sizes[i];
    return all;
}

static void open_all(struct play *p)
{
    struct err err;
    CHECK_INT(env_open("data", MAP_LEAST, &p->env, &err), 0);
    CHECK_INT(txn_open(p->env, &p->reader, &err), 0);
}

static void close_all(struct play *p)
{
    txn_close(&p->reader);
    env_close(&p->env);
}

/* Nine of ten are dropped, at random. */
static void thin_out(struct play *p)
{
    for (int turn = 0; turn < 20; turn++) {
        begin(p);
        for (uint64_t num = 1; num <= VALUES; num++)
            if (draw(p, 9) == 0) drop(p, num);
        commit(p);
    }
}

static void fill(struct play *p)
{
    for (uint64_t num = 1; num <= VALUES;) {
        begin(p);
        for (int i = 0; i < 200 && num <= VALUES; i++) put(p, num++);
        commit(p);
    }
}

static void give_back(struct play *p)
{
    begin(p);
    drop(p, 1); /* a commit, or it would not look again */
    commit(p);
    for (int i = 0; i < 1000; i++) env_give_back(p->env);
}

TEST_WITHIN(store_is_moved_together_and_its_file_cut, 60)
{
    struct err err;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct play p = {.random = seed};
        open_all(&p);
        for (int round = 0; round < 3; round++) {
            fill(&p);
            put_lists(&p);
            thin_out(&p);
            uint64_t before = file_length();
            move_all(&p, round == 1);
            uint64_t moved = file_length();
            move_all(&p, false);
            CHECK(file_length() <= moved);
            give_back(&p);
            check_all(&p);
            CHECK(file_length() <= before);
            CHECK(file_length() < in_use(&p) + in_use(&p) / 8 + (7 << 20));
            if (round == 1) {
                close_all(&p);
                open_all(&p);
                check_all(&p);
            }
        }
        close_all(&p);
        CHECK_INT(env_open_to_read("data", true, &p.env, &err), 0);
        CHECK_INT(env_walk(p.env, &err), 0);
        env_close(&p.env);
        mover_free(&p.mover);
        moves_free(&p.moves);
        CHECK_INT(remove("data/data.mdb"), 0);
    }
}

/* A page of an older commit, while all that follows is moved, changed and cut off. */
TEST_WITHIN(store_page_of_an_old_commit_stays_while_the_file_is_cut, 60)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct play p = {.random = seed};
        struct txn *old;
        struct err err;
        open_all(&p);
        CHECK_INT(txn_open(p.env, &old, &err), 0);
        fill(&p);
        put_lists(&p);
        thin_out(&p);
        move_all(&p, false);
        for (int round = 0; round < 3; round++) {
            uint32_t length[VALUES + 1];
            memcpy(length, p.length, sizeof length);
            CHECK_INT(txn_begin(old, &err), 0);
            uint64_t before = file_length();
            give_back(&p);
            CHECK(file_length() < before);
            fill(&p);
            thin_out(&p);
            move_all(&p, true);
            give_back(&p);
            check_page(old, length);
            check_all(&p);
            CHECK_INT(txn_end(old, &err), 0);
            move_all(&p, false);
        }
        txn_close(&old);
        close_all(&p);
        mover_free(&p.mover);
        moves_free(&p.moves);
        CHECK_INT(remove("data/data.mdb"), 0);
    }
}
