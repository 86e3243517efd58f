/* ask_pile_test.c: amounts by their place in the order, as sorting has them. */
#include "broker/ask_pile.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include <stdlib.h>

enum { PILES = 3, MOST = 20000 };

static int by_amount(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Of `bits` bits from `base` on: close together, far apart, and many alike. */
static uint64_t some_amount(struct dice *dice, uint64_t base, unsigned bits)
{
    uint64_t any = dice_below(dice, UINT64_MAX) >> (64 - bits);
    return base + (dice_below(dice, 3) ? any : any >> bits / 2);
}

static void compare(const struct pile *p, uint64_t *sorted, size_t count, struct dice *dice)
{
    qsort(sorted, count, sizeof *sorted, by_amount);
    uint64_t *all = pile_sorted(p);
    CHECK_INT(pile_count(p), count);
    for (size_t i = 0; i < count; i++) CHECK(all[i] == sorted[i]);
    free(all);
    for (int i = 0; i < 20; i++) {
        size_t wanted = i == 0 ? 0 : i == 1 ? count - 1 : dice_below(dice, count);
        CHECK(pile_select(p, wanted, sorted[0], sorted[count - 1]) == sorted[wanted]);
    }
}

/* Piles that grow in turn, from one room. */
static void some_piles(struct dice *dice, unsigned bits, size_t most)
{
    struct pile_room room = {0};
    struct pile piles[PILES] = {0};
    size_t counts[PILES] = {0};
    uint64_t *amounts = xmalloc(PILES * MOST * sizeof *amounts);
    uint64_t base = dice_below(dice, 2) && bits < 64 ? UINT64_MAX >> 1 : 0;
    for (size_t i = 0; i < most; i++) {
        size_t pile = dice_below(dice, PILES);
        uint64_t amount = some_amount(dice, base, bits);
        pile_add(&room, &piles[pile], amount);
        amounts[pile * MOST + counts[pile]++] = amount;
    }
    for (size_t i = 0; i < PILES; i++)
        if (counts[i] > 0) compare(&piles[i], &amounts[i * MOST], counts[i], dice);
    CHECK(room.bytes >= most * sizeof *amounts);
    pile_room_free(&room);
    CHECK_INT(room.bytes, 0);
    free(amounts);
}

TEST(pile_has_each_amount_at_its_place)
{
    static const unsigned bits[] = {1, 2, 9, 10, 11, 20, 21, 54, 63, 64};
    struct dice dice = {11};
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        some_piles(&dice, bits[i], 1 + dice_below(&dice, 20));
        some_piles(&dice, bits[i], MOST - 1);
    }
}
