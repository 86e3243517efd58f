/* index_lanes.c: see index_lanes.h. */
#include "broker/index_lanes.h"
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a byte's places are taken lowest first");

enum { LANES = 4, ROWS = LANES_GROUP / LANES, LANE_BITS = 32 };

typedef uint32_t row __attribute__((vector_size(LANES * sizeof(uint32_t))));
typedef uint64_t pair __attribute__((vector_size(sizeof(row))));
typedef uint16_t halves __attribute__((vector_size(sizeof(row))));
typedef uint8_t bytes __attribute__((vector_size(sizeof(row))));

/* The same code is compiled for processors with AVX2, too, and the program's start takes one: an
 * instruction there often does what two do elsewhere. ThreadSanitizer is not ready so early. */
#if defined __x86_64__ && !defined __SANITIZE_THREAD__
#define CLONED __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define CLONED
#endif

/* Bytes of the lower bits. */
static size_t lower_bytes(unsigned parameter)
{
    return (size_t)LANES_GROUP / 8 * parameter;
}

/* ---- Writing ---- */

static void put_word(unsigned char *at, size_t number, uint32_t bits)
{
    uint32_t word;
    memcpy(&word, at + number * sizeof word, sizeof word);
    word |= bits;
    memcpy(at + number * sizeof word, &word, sizeof word);
}

static void put_lower(unsigned char *at, unsigned i, uint32_t lower, unsigned parameter)
{
    unsigned bit = i / LANES * parameter, shift = bit % LANE_BITS;
    size_t number = (size_t)bit / LANE_BITS * LANES + i % LANES;
    put_word(at, number, lower << shift);
    if (shift + parameter > LANE_BITS) put_word(at, number + LANES, lower >> (LANE_BITS - shift));
}

unsigned char *lanes_put(unsigned char *at, const uint32_t *positions, unsigned parameter)
{
    unsigned char *upper = at + lower_bytes(parameter);
    uint64_t span = positions[LANES_GROUP] - positions[0], bit = 0;
    assert(parameter > 0 && parameter <= LANES_PARAMETER);
    memset(at, 0, (size_t)(upper - at) + ((span >> parameter) + LANES_GROUP) / 8 + 1);
    for (unsigned i = 0; i < LANES_GROUP; i++) {
        uint32_t value = positions[i + 1] - positions[i] - 1;
        put_lower(at, i, value & ((1u << parameter) - 1), parameter);
        bit += value >> parameter;
        upper[bit / 8] |= (unsigned char)(1u << bit % 8);
        bit++;
    }
    return upper + (bit + 7) / 8;
}

/* ---- Upper bits ---- */

/* Of each byte how many ones it has, and their places, a byte each. */
#define BIT(b, i) ((b) >> (i)&1)
#define ONES(b)                                                                                    \
    (BIT(b, 0) + BIT(b, 1) + BIT(b, 2) + BIT(b, 3) + BIT(b, 4) + BIT(b, 5) + BIT(b, 6) + BIT(b, 7))
#define PLACE(b, i) ((uint64_t)BIT(b, i) * (i) << 8 * ONES((b) & ((1u << (i)) - 1)))
#define PLACES(b)                                                                                  \
    (PLACE(b, 1) | PLACE(b, 2) | PLACE(b, 3) | PLACE(b, 4) | PLACE(b, 5) | PLACE(b, 6) |           \
     PLACE(b, 7))
#define OF_4(X, b)  X(b), X((b) + 1), X((b) + 2), X((b) + 3)
#define OF_16(X, b) OF_4(X, b), OF_4(X, (b) + 4), OF_4(X, (b) + 8), OF_4(X, (b) + 12)
#define OF_64(X, b) OF_16(X, b), OF_16(X, (b) + 16), OF_16(X, (b) + 32), OF_16(X, (b) + 48)
#define OF_256(X)   OF_64(X, 0u), OF_64(X, 64u), OF_64(X, 128u), OF_64(X, 192u)
static const unsigned char ones_of[] = {OF_256(ONES)};
static const uint64_t places_of[] = {OF_256(PLACES)};

enum { BYTE_MOST = 8 }; /* ones of a byte; so many are written at once, of which some may count */

/* The bits at which the group's ones are; the place behind the last one's byte, NULL if that is not
 * before the end. */
static inline __attribute__((always_inline)) const unsigned char *
take_ones(const unsigned char *at, const unsigned char *end, uint32_t ones[LANES_GROUP + BYTE_MOST])
{
    row base = {0};
    for (uint32_t i = 0; i < LANES_GROUP; base += 8, at++) {
        if (at == end) return NULL;
        bytes places = (bytes)(pair){places_of[*at], 0};
        halves wide = (halves)__builtin_shuffle(
            places, (bytes){0}, (bytes){0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23});
        row low = (row)__builtin_shuffle(wide, (halves){0}, (halves){0, 8, 1, 9, 2, 10, 3, 11});
        row high = (row)__builtin_shuffle(wide, (halves){0}, (halves){4, 12, 5, 13, 6, 14, 7, 15});
        low += base;
        high += base;
        memcpy(ones + i, &low, sizeof low);
        memcpy(ones + i + LANES, &high, sizeof high);
        i += ones_of[*at];
    }
    return at;
}

/* ---- Reading ---- */

static inline row load(const unsigned char *at)
{
    row r;
    memcpy(&r, at, sizeof r);
    return r;
}

/* Each one and all before it. */
static inline row sums(row r)
{
    r += __builtin_shuffle(r, (row){0}, (row){4, 0, 1, 2});
    return r + __builtin_shuffle(r, (row){0}, (row){4, 4, 0, 1});
}

/* Whether the last position is what it should be, counted in more bits than positions have. */
static bool adds_up(const uint32_t *positions, const uint32_t *ones, uint32_t last,
                    unsigned parameter)
{
    uint64_t upper = (uint64_t)(ones[LANES_GROUP - 1] - (LANES_GROUP - 1)) << parameter;
    uint32_t lower = positions[LANES_GROUP - 1] - last - (uint32_t)upper; /* and a one for each */
    return upper + lower + last <= UINT32_MAX;
}

CLONED const unsigned char *lanes_take(const unsigned char *at, const unsigned char *end,
                                       unsigned parameter, uint32_t last, uint32_t *positions)
{
    uint32_t ones[LANES_GROUP + BYTE_MOST];
    const size_t lower = lower_bytes(parameter);
    /* a row is read with the next one: behind the last one are as many upper bits at least */
    if (parameter == 0 || parameter > LANES_PARAMETER || (size_t)(end - at) < lower + sizeof(row))
        return NULL;
    const unsigned char *behind = take_ones(at + lower, end, ones);
    if (!behind) return NULL;
    row index = {0, 1, 2, 3}, before = {last + 1, last + 1, last + 1, last + 1};
    for (unsigned i = 0, bit = 0; i < LANES_GROUP; i += LANES, bit += parameter) {
        const unsigned char *from = at + bit / LANE_BITS * sizeof(row);
        unsigned shift = bit % LANE_BITS;
        row low = load(from) >> shift | load(from + sizeof(row)) << 1 << (LANE_BITS - 1 - shift);
        low = before + sums(low & ((1u << parameter) - 1));
        before = __builtin_shuffle(low, (row){3, 3, 3, 3});
        row upper = load((const unsigned char *)(ones + i)) - index;
        low += index + (upper << parameter);
        memcpy(positions + i, &low, sizeof low);
        index += LANES;
    }
    return adds_up(positions, ones, last, parameter) ? behind : NULL;
}
