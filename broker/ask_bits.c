/* ask_bits.c: sets of numbers, a bit each. See ask.h. */
#include "broker/ask.h"
#include "broker/ones.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>

static size_t words(const struct bits *b)
{
    return ((size_t)b->count + 63) / 64;
}

struct bits bits_new(uint32_t count)
{
    return (struct bits){xcalloc(((size_t)count + 63) / 64 + 1, sizeof(uint64_t)), count};
}

void bits_free(struct bits *b)
{
    free(b->at);
    *b = (struct bits){0};
}

void bits_fill(struct bits *b)
{
    memset(b->at, 0xff, b->count / 64 * sizeof *b->at);
    if (b->count % 64) b->at[b->count / 64] = (UINT64_C(1) << b->count % 64) - 1;
}

void bits_and(struct bits *b, const struct bits *other)
{
    for (size_t i = 0; i < words(b); i++) b->at[i] &= other->at[i];
}

void bits_or(struct bits *b, const struct bits *other)
{
    for (size_t i = 0; i < words(b); i++) b->at[i] |= other->at[i];
}

void bits_minus(struct bits *b, const struct bits *other)
{
    for (size_t i = 0; i < words(b); i++) b->at[i] &= ~other->at[i];
}

uint64_t bits_total(const struct bits *b)
{
    uint64_t total = 0;
    for (size_t i = 0; i < words(b); i++) total += ones(b->at[i]);
    return total;
}

uint32_t bits_next_word(const struct bits *b, uint32_t word)
{
    for (size_t i = word; i < words(b); i++)
        if (b->at[i]) return (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(b->at[i]);
    return b->count;
}

/* A bit for each of eight bytes that is not zero, the lowest for the first. */
static uint64_t bits_of_bytes(const uint8_t *bytes)
{
    static const uint64_t lower = UINT64_C(0x7f7f7f7f7f7f7f7f), gather = 0x0102040810204080;
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    eight = le64toh(eight);
    uint64_t tops = (((eight & lower) + lower) | eight) & ~lower;
    return (tops >> 7) * gather >> 56;
}

void bits_set_by_bytes(struct bits *b, const uint8_t *bytes)
{
    uint32_t i = 0;
    for (; i + 8 <= b->count; i += 8) b->at[i / 64] |= bits_of_bytes(bytes + i) << i % 64;
    for (; i < b->count; i++)
        if (bytes[i]) bits_set(b, i);
}
