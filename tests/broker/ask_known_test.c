/* ask_known_test.c: what the cache knows of the articles of a segment. */
#include "tests/broker/figures_kit.h"
#include "tests/test.h"

static struct bits matched(struct index_view *v, size_t segment, const struct query_node *query,
                           struct ask_cache *cache, bool weighs)
{
    struct ask_segment s;
    uint64_t documents = 0;
    ask_open(&s, v, &v->at[segment], cache);
    s.articles_only = cache != NULL;
    s.weighs = weighs;
    struct bits found = ask_match(&s, query, &documents);
    ask_close(&s);
    return found;
}

static uint64_t articles; /* found in all */

/* Conditions that are met in the cache again and again, all of them and within others, and the
 * same without one. */
static void compare(struct model *m, struct store_read *r)
{
    static const char *const asked[] = {"unit:元",
                                        "a unit:元",
                                        "unit:元 person:王",
                                        "aa -unit:件 quantity:1..3元",
                                        "quantity:1..3元 OR unit:件",
                                        "date:2001..2002",
                                        "unit:元 date:2001",
                                        "aaa date:..2000",
                                        "source:1 a",
                                        "{quantity unit:元 place:5203} a",
                                        "quantity:1..2元 a",
                                        "{quantity unit:元 about:a} person:王"};
    struct ask_cache *cache = ask_cache_open(1 << 20);
    struct index_view v = {.directories = m->kit.directories};
    struct arena arena = {0};
    struct err err;
    index_open(&v, r);
    for (int times = 0; times < 100; times++) {
        const char *one = asked[dice_below(&m->kit.dice, sizeof asked / sizeof *asked)];
        const struct query_node *query = query_parse(view_of(one), &arena, NULL, &err);
        for (size_t i = 0; i < v.count; i++) {
            struct bits found = matched(&v, i, query, cache, dice_below(&m->kit.dice, 2));
            struct bits wanted = matched(&v, i, query, NULL, false);
            articles += bits_total(&wanted);
            CHECK(found.count == wanted.count);
            for (uint32_t b = 0; b < wanted.count; b++)
                CHECK_INT(bits_has(&found, b), bits_has(&wanted, b));
            bits_free(&found);
            bits_free(&wanted);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
    index_close(&v);
    ask_cache_free(&cache);
}

TEST(conditions_met_in_the_cache_are_as_without_one)
{
    model_in_segments(compare);
    CHECK(articles > 0);
}
