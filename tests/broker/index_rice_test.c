/* index_rice_test.c: groups come back, as a reader sees them that takes one bit after the other. */
#include "broker/index_rice.h"
#include "broker/index_terms.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>

enum { BYTES = 1 << 14, PARAMETERS = RICE_MOST + 1 };

/* ---- One bit after the other ---- */

struct plain {
    const unsigned char *at;
    size_t len, bit;
};

static bool plain_bit(struct plain *p, unsigned *bit)
{
    if (p->bit == 8 * p->len) return false;
    *bit = p->at[p->bit / 8] >> p->bit % 8 & 1;
    p->bit++;
    return true;
}

/* The bytes of the group; 0 if it is damaged. */
static size_t plain_take(const unsigned char *at, size_t len, unsigned parameter, uint64_t last,
                         uint32_t *positions, uint32_t count)
{
    struct plain p = {at, len, 0};
    for (uint32_t i = 0; i < count; i++) {
        uint64_t upper = 0, lower = 0;
        unsigned bit = 0;
        for (;; upper++) {
            if (!plain_bit(&p, &bit)) return 0;
            if (bit) break;
        }
        for (unsigned b = 0; b < parameter; b++) {
            if (!plain_bit(&p, &bit)) return 0;
            lower |= (uint64_t)bit << b;
        }
        last += (upper << parameter | lower) + 1;
        if (last > UINT32_MAX) return 0;
        positions[i] = (uint32_t)last;
    }
    return (p.bit + 7) / 8;
}

/* ---- Both ---- */

/* Both read so many bytes alike; the copy ends where it can be seen that nothing behind is read. */
static bool alike(const unsigned char *at, size_t len, unsigned parameter, uint32_t last,
                  uint32_t count)
{
    uint32_t ours[LIST_GROUP] = {0}, plain[LIST_GROUP] = {0};
    unsigned char *copy = xmalloc(len + !len);
    memcpy(copy, at, len);
    const unsigned char *behind = rice_take(copy, copy + len, parameter, last, ours, count);
    size_t bytes = plain_take(copy, len, parameter, last, plain, count);
    bool same =
        behind ? bytes == (size_t)(behind - copy) && !memcmp(ours, plain, sizeof ours) : bytes == 0;
    free(copy);
    return same;
}

/* Positions whose differences have, once in a while, many more bits than the parameter. */
static uint32_t some_positions(struct dice *dice, unsigned parameter, uint32_t *positions)
{
    uint32_t count = 1 + (uint32_t)dice_below(dice, LIST_GROUP);
    uint64_t most = (UINT64_C(1) << 31) / count, place = dice_below(dice, 1 << 20);
    for (uint32_t i = 0; i <= count; i++) {
        unsigned more = dice_below(dice, 20) ? (unsigned)dice_below(dice, 3) : 6;
        uint64_t step = 1 + dice_below(dice, UINT64_C(1) << (parameter + more));
        positions[i] = (uint32_t)place;
        place += step < most ? step : most;
    }
    return count;
}

TEST(index_rice_groups_come_back)
{
    struct dice dice = {1};
    uint32_t positions[LIST_GROUP + 1], found[LIST_GROUP];
    unsigned char *bytes = xcalloc(1, BYTES);
    for (unsigned parameter = 0; parameter < PARAMETERS; parameter++)
        for (int round = 0; round < 100; round++) {
            uint32_t count = some_positions(&dice, parameter, positions);
            const unsigned char *end = rice_put(bytes, positions, count, parameter);
            size_t len = (size_t)(end - bytes), behind = dice_below(&dice, 12);
            uint64_t bits = 0;
            for (uint32_t i = 1; i <= count; i++)
                bits += rice_bits(positions[i] - positions[i - 1], parameter);
            CHECK(len == (bits + 7) / 8);
            CHECK(rice_take(bytes, end + behind, parameter, positions[0], found, count) == end);
            CHECK(memcmp(found, positions + 1, count * sizeof *found) == 0);
            CHECK(alike(bytes, len, parameter, positions[0], count));
            CHECK(alike(bytes, dice_below(&dice, len + 1), parameter, positions[0], count));
        }
    free(bytes);
}

TEST(index_rice_of_any_bytes_is_read_alike)
{
    struct dice dice = {2};
    unsigned char bytes[256];
    for (int round = 0; round < 20000; round++) {
        size_t len = dice_below(&dice, sizeof bytes);
        uint64_t zeros = dice_below(&dice, 8);
        for (size_t i = 0; i < len; i++)
            bytes[i] = dice_below(&dice, 8) < zeros ? 0 : (unsigned char)dice_below(&dice, 256);
        unsigned parameter = (unsigned)dice_below(&dice, PARAMETERS);
        uint32_t count = 1 + (uint32_t)dice_below(&dice, LIST_GROUP);
        CHECK(alike(bytes, len, parameter, (uint32_t)dice_below(&dice, UINT32_MAX), count));
    }
}
