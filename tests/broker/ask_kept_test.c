/* ask_kept_test.c: what is kept for a next page, for whom, and how long. */
#include "broker/ask_kept.h"
#include "tests/test.h"
#include <stdio.h>

enum { ROOM = 1 << 16, ARTICLES = 8 << 10 /* bits: 1 KiB */ };

static void leave_one(struct ask_keeper *k, const char *question, uint64_t snapshot)
{
    struct ask_kept *kept = ask_kept_new(view_of(question), snapshot, 1);
    kept->matched[0] = bits_new(ARTICLES);
    kept->articles = snapshot;
    ask_keeper_leave(k, &kept);
    CHECK(kept == NULL);
}

static bool take_one(struct ask_keeper *k, const char *question, uint64_t snapshot)
{
    struct ask_kept *kept = ask_keeper_take(k, view_of(question), snapshot);
    if (!kept) return false;
    CHECK_INT(kept->articles, snapshot);
    CHECK_INT(kept->matched[0].count, ARTICLES);
    ask_kept_free(&kept);
    return true;
}

TEST(ask_keeper_gives_what_was_left_once)
{
    struct ask_keeper *k = ask_keeper_open(ROOM);
    CHECK(!take_one(k, "a", 7));
    leave_one(k, "a", 7);
    leave_one(k, "b", 7);
    CHECK(!take_one(k, "c", 7) && !take_one(k, "a", 8));
    CHECK(take_one(k, "a", 7));
    CHECK(!take_one(k, "a", 7)); /* it was the taker's */
    CHECK(take_one(k, "b", 7));
    ask_keeper_free(&k);
    CHECK(k == NULL);
    leave_one(NULL, "a", 7);
    CHECK(!take_one(NULL, "a", 7));
}

TEST(ask_keeper_forgets_other_states_of_the_store)
{
    struct ask_keeper *k = ask_keeper_open(ROOM);
    leave_one(k, "a", 7);
    leave_one(k, "b", 8);
    CHECK(!take_one(k, "a", 7));
    CHECK(take_one(k, "b", 8));
    ask_keeper_free(&k);
}

TEST(ask_keeper_has_bounds)
{
    struct ask_keeper *k = ask_keeper_open(ROOM);
    char question[16];
    int kept = 0;
    for (int i = 0; i < 1000; i++) {
        snprintf(question, sizeof question, "%d", i);
        leave_one(k, question, 7);
    }
    CHECK(take_one(k, "999", 7) && !take_one(k, "0", 7));
    for (int i = 0; i < 999; i++) {
        snprintf(question, sizeof question, "%d", i);
        kept += take_one(k, question, 7);
    }
    CHECK(kept > 30 && kept < ROOM / 1024);
    ask_keeper_free(&k);
}
