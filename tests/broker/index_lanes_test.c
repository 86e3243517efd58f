/* index_lanes_test.c: groups in lanes come back, as a reader sees them that takes one bit after the
 * other.
 */
#include "broker/index_lanes.h"
#include "broker/index_rice.h"
#include "proto/memory.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>

enum { BYTES = 1 << 14, ROOM = 32, LANE_COUNT = 4, WORD_BITS = 32 };

static uint32_t plain_lower(const unsigned char *at, unsigned parameter, uint32_t i)
{
    uint32_t lower = 0;
    for (unsigned b = 0; b < parameter; b++) {
        unsigned bit = i / LANE_COUNT * parameter + b;
        unsigned word = bit / WORD_BITS * LANE_COUNT + i % LANE_COUNT, behind = bit % WORD_BITS;
        lower |= (uint32_t)(at[4 * word + behind / 8] >> behind % 8 & 1) << b;
    }
    return lower;
}

/* The bytes of the group; 0 if it is damaged. */
static size_t plain_take(const unsigned char *at, size_t len, unsigned parameter, uint64_t last,
                         uint32_t *positions)
{
    size_t bit = (size_t)LANES_GROUP * parameter, end = 8 * len;
    if (parameter == 0 || parameter > LANES_PARAMETER || bit > end) return 0;
    for (uint32_t i = 0; i < LANES_GROUP; i++, bit++) {
        uint64_t upper = 0;
        for (; bit < end && !(at[bit / 8] >> bit % 8 & 1); bit++) upper++;
        if (bit == end) return 0;
        last += (upper << parameter | plain_lower(at, parameter, i)) + 1;
        if (last > UINT32_MAX) return 0;
        positions[i] = (uint32_t)last;
    }
    return (bit + 7) / 8;
}

/* Both read so many bytes alike; the copy ends where it can be seen that nothing behind is read. */
static bool alike(const unsigned char *at, size_t len, unsigned parameter, uint32_t last)
{
    uint32_t ours[LANES_GROUP], plain[LANES_GROUP];
    unsigned char *copy = xmalloc(len + !len);
    memcpy(copy, at, len);
    const unsigned char *behind = lanes_take(copy, copy + len, parameter, last, ours);
    size_t bytes = plain_take(copy, len, parameter, last, plain);
    bool same =
        behind ? bytes == (size_t)(behind - copy) && !memcmp(ours, plain, sizeof ours) : bytes == 0;
    free(copy);
    return same;
}

/* Positions whose differences have, once in a while, more bits than the parameter. */
static void some_positions(struct dice *dice, unsigned parameter, uint32_t *positions)
{
    uint64_t most = (UINT64_C(1) << 31) / LANES_GROUP, place = dice_below(dice, 1 << 20);
    for (uint32_t i = 0; i <= LANES_GROUP; i++) {
        unsigned more = dice_below(dice, 20) ? (unsigned)dice_below(dice, 3) : 6;
        uint64_t step = 1 + dice_below(dice, UINT64_C(1) << (parameter + more));
        positions[i] = (uint32_t)place;
        place += step < most ? step : most;
    }
}

TEST(index_lanes_groups_come_back)
{
    struct dice dice = {3};
    uint32_t positions[LANES_GROUP + 1], found[LANES_GROUP];
    unsigned char *bytes = xmalloc(BYTES), *plain = xmalloc(BYTES);
    for (unsigned parameter = 1; parameter <= LANES_PARAMETER; parameter++)
        for (int round = 0; round < 50; round++) {
            some_positions(&dice, parameter, positions);
            memset(bytes, 0xff, BYTES);
            const unsigned char *end = lanes_put(bytes, positions, parameter);
            size_t len = (size_t)(end - bytes), behind = dice_below(&dice, 12);
            CHECK(len == (size_t)(rice_put(plain, positions, LANES_GROUP, parameter) - plain));
            for (size_t i = len + ROOM; i < BYTES; i++) CHECK(bytes[i] == 0xff);
            CHECK(lanes_take(bytes, end + behind, parameter, positions[0], found) == end);
            CHECK(memcmp(found, positions + 1, sizeof found) == 0);
            CHECK(alike(bytes, len, parameter, positions[0]));
            CHECK(alike(bytes, dice_below(&dice, len + 1), parameter, positions[0]));
        }
    free(plain);
    free(bytes);
}

TEST(index_lanes_of_any_bytes_are_read_alike)
{
    struct dice dice = {4};
    unsigned char bytes[640];
    for (int round = 0; round < 5000; round++) {
        size_t len = dice_below(&dice, sizeof bytes);
        uint64_t zeros = dice_below(&dice, 8);
        for (size_t i = 0; i < len; i++)
            bytes[i] = dice_below(&dice, 8) < zeros ? 0 : (unsigned char)dice_below(&dice, 256);
        unsigned parameter = (unsigned)dice_below(&dice, RICE_MOST + 1);
        CHECK(alike(bytes, len, parameter, (uint32_t)dice_below(&dice, UINT32_MAX)));
    }
}
