/* ask_cache_test.c: what a cache keeps, and for how long. */
#include "broker/ask_cache.h"
#include "tests/test.h"

enum { ROOM = 1 << 16, ARTICLES = 100 };

static struct view asked_of(const uint32_t *point)
{
    return (struct view){(const char *)point, sizeof *point};
}

/* The first weight tells whose it is. */
static void keep_one(struct ask_cache *c, uint64_t segment, uint32_t point)
{
    struct index_tally tally = {.count = ARTICLES, .listed = ARTICLES};
    tally.list = xcalloc(ARTICLES, sizeof *tally.list);
    tally.list[0] = (struct index_weight){point, (uint32_t)segment};
    struct ask_weighing *w = ask_weighing_new(&tally);
    ask_cache_keep(c, segment, asked_of(&point), w);
    ask_weighing_leave(w);
}

static bool has_one(struct ask_cache *c, uint64_t segment, uint32_t point)
{
    struct ask_weighing *w = ask_cache_find(c, segment, asked_of(&point));
    if (!w) return false;
    CHECK_INT(w->tally.count, ARTICLES);
    CHECK(w->tally.list[0].ordinal == point && w->tally.list[0].weight == segment);
    ask_weighing_leave(w);
    return true;
}

TEST(ask_cache_drops_what_was_not_asked_for_longest)
{
    struct ask_cache *c = ask_cache_open(ROOM);
    size_t kept = 0;
    for (uint32_t point = 1; point <= 1000; point++) {
        keep_one(c, 7, point);
        CHECK(has_one(c, 7, 1)); /* asked for again and again */
    }
    for (uint32_t point = 1; point <= 1000; point++) kept += has_one(c, 7, point);
    CHECK(kept > 20 && kept < ROOM / (ARTICLES * sizeof(struct index_weight)));
    CHECK(has_one(c, 7, 1000) && !has_one(c, 7, 2));
    CHECK(!has_one(c, 8, 1000));
    ask_cache_free(&c);
    CHECK(c == NULL);
}

TEST(ask_cache_leaves_what_is_held)
{
    uint32_t point = 1;
    struct ask_cache *c = ask_cache_open(ROOM);
    keep_one(c, 1, point);
    struct ask_weighing *held = ask_cache_find(c, 1, asked_of(&point));
    for (uint32_t other = 2; other <= 1000; other++) keep_one(c, 1, other);
    CHECK(!has_one(c, 1, point));
    CHECK(held && held->tally.list[0].ordinal == point);
    ask_cache_free(&c);
    CHECK_INT(held->tally.count, ARTICLES);
    ask_weighing_leave(held);
    CHECK(ask_cache_find(NULL, 1, asked_of(&point)) == NULL);
}
