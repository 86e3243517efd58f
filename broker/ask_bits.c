/* ask_bits.c: sets of numbers, a bit each. See ask.h. */
#include "broker/ask.h"
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
    for (size_t i = 0; i < words(b); i++) total += (uint64_t)__builtin_popcountll(b->at[i]);
    return total;
}

uint32_t bits_next(const struct bits *b, uint32_t from)
{
    if (from >= b->count) return b->count;
    size_t i = from / 64;
    uint64_t word = b->at[i] >> from % 64 << from % 64;
    while (word == 0) {
        if (++i >= words(b)) return b->count;
        word = b->at[i];
    }
    return (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
}
