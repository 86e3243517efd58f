/* index_test.c: the index finds every text of every article, and nothing else. SEED=… for other
 * documents and turns than the usual ones. */
#include "broker/store_parts.h"
#include "tests/broker/index_kit.h"
#include <stdlib.h>

enum { MOST = 1 << 20 };

static const char *const two[] = {"a", "b", NULL};
static const char *const uneven[] = {"a", "a", "a", "a", "a", "a", "a", "b", "b", "c", NULL};
static const char *const few[] = {"a", "B", "贵", "貴", "，", "\n", "\xf0\x9f\x98\x80", NULL};
static const char *const many[] = {
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "省", "市", "区",
    "县", "镇", "乡", "村", "年", "月", "日", "人", "民", "政", "府", "工", "程", "建", "设", "完",
    "成", "投", "资", "亿", "元", "增", "长", "比", "A",  "Ｂ", "1",  "２", "。", NULL};

static uint64_t seed(uint64_t usual)
{
    const char *other = getenv("SEED");
    return other ? 10 * strtoull(other, NULL, 10) + usual : usual;
}

static void some_turn(struct index_kit *k)
{
    kit_begin(k->store);
    for (uint64_t left = 1 + dice_below(&k->dice, 20); left > 0; left--) {
        uint64_t dice = dice_below(&k->dice, 10);
        size_t any = k->count ? dice_below(&k->dice, k->count) : 0;
        if (k->count == 0 || dice < 7)
            index_kit_add(k);
        else if (dice == 7)
            index_kit_drop(k, any);
        else
            index_kit_again(k, any);
    }
}

static void compare(struct index_kit *k, int times)
{
    struct store_read *r;
    struct err err;
    CHECK_INT(store_read_open(k->store, &r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    index_kit_compare(k, r, times);
    CHECK_INT(store_read_end(r, &err), 0);
    store_read_close(&r);
}

/* Many turns: documents come, go and come back, segments are merged, some merges are cut off. */
static void turns(const char *const *letters, uint64_t seed, int count, uint64_t most)
{
    struct index_kit k;
    index_kit_open(&k, letters, seed);
    index_set_most(k.store, most);
    for (int i = 0; i < count; i++) {
        some_turn(&k);
        kit_commit(k.store);
        if (i % 3 == 0) index_kit_large(&k, 2); /* and something between */
        if (i % 5 == 4) index_kit_compact(&k, 1 + (int)dice_below(&k.dice, 60), i % 2);
        if (i % 4 == 3) index_kit_reopen(&k);
        index_set_most(k.store, most);
        index_kit_large(&k, 1000000);
        compare(&k, 40);
    }
    index_kit_close(&k);
}

TEST(index_finds_all_and_nothing_else_of_two_letters)
{
    turns(two, seed(1), 40, MOST);
}

/* Texts have terms that are much rarer than those that cover them. */
TEST(index_finds_all_and_nothing_else_of_uneven_letters)
{
    turns(uneven, seed(6), 20, MOST);
}

/* So many that the rarest of them is not known before some places were found. */
TEST(index_finds_all_and_nothing_else_of_many_places)
{
    struct index_kit k;
    index_kit_open(&k, uneven, seed(7));
    index_set_most(k.store, MOST);
    kit_begin(k.store);
    for (int i = 0; i < 400; i++) index_kit_add(&k);
    kit_commit(k.store);
    compare(&k, 200);
    index_kit_close(&k);
}

TEST(index_finds_all_and_nothing_else_of_few_letters)
{
    turns(few, seed(2), 40, MOST);
}

TEST(index_finds_all_and_nothing_else_of_many_letters)
{
    turns(many, seed(3), 40, MOST);
}

TEST(index_finds_all_and_nothing_else_in_large_documents)
{
    turns(two, seed(4), 12, 200);
    CHECK(system("rm -r data") == 0);
    turns(many, seed(5), 12, 200);
}
