/* bigram.h: pairs of neighbouring Han characters, as hashes: the cheapest thing that tells what a
 * text is about without knowing its words.
 */
#ifndef WORKERS_SEGMENT_BIGRAM_H
#define WORKERS_SEGMENT_BIGRAM_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

/* A walk over the pairs of a text; marks, blanks, letters and digits part pairs. */
struct bigrams {
    const char *at, *end;
    uint32_t before; /* the Han character just before *at, 0 = none */
};
struct bigrams bigrams_of(struct view text);
/* The hash of a pair: two characters of 21 bits, mixed (Knuth's multiplicative hashing, in 64
 * bits). */
static inline uint32_t bigram_hash(uint32_t first, uint32_t second)
{
    uint64_t both = (uint64_t)first << 21 | second;
    return (uint32_t)(both * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}
/* True with the hash of the next pair, false at the end. */
bool bigrams_next(struct bigrams *b, uint32_t *hash);
uint32_t bigrams_count(struct view text);

/* Hundredths of the pairs that two short texts share (Dice's coefficient). */
uint32_t bigrams_alike(struct view a, struct view b);

/* In how many lines (roughly: hashes share cells) a pair occurs. */
struct bigram_table {
    uint16_t *at;
    uint32_t mask;
};
/* An empty table fit for a text of that length, in the arena. */
struct bigram_table bigram_table_new(struct arena *a, size_t text_length);
void bigram_table_add(struct bigram_table *t, const uint32_t *pairs, uint32_t count);
static inline uint32_t bigram_table_get(const struct bigram_table *t, uint32_t hash)
{
    return t->at[hash & t->mask];
}

#endif
