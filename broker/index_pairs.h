/* index_pairs.h: neighbouring code points as numbers that are sorted fast.
 *
 * The code points of a stream are its letters; each gets a small number, in their order. A pair is
 * the number of the first × letters + the number of the second, and sorts as the term does. With
 * its position below it, it is one number of 64 bits.
 */
#ifndef BROKER_INDEX_PAIRS_H
#define BROKER_INDEX_PAIRS_H

#include "proto/memory.h"
#include <stdbool.h>

struct index_letters {
    uint32_t *rank; /* by code point: 1 + its number; 0: it is none of them */
    uint32_t *at;   /* by number */
    uint32_t count, room;
};
void letters_open(struct index_letters *l);
void letters_free(struct index_letters *l);
void letters_add(struct index_letters *l, uint32_t c); /* one that is none of them yet */
void letters_number(struct index_letters *l);          /* when all are added; adds the separator */
void letters_forget(struct index_letters *l);

static inline uint64_t letters_pair(const struct index_letters *l, uint32_t first, uint32_t second)
{
    return (uint64_t)(l->rank[first] - 1) * l->count + l->rank[second] - 1;
}
/* The term that a pair stands for (index_terms.h). */
uint64_t letters_term(const struct index_letters *l, uint64_t pair);

struct index_pairs {
    uint64_t *at, *spare;
    size_t count, room;
};
void pairs_reserve(struct index_pairs *p, size_t room); /* forgets what is in it */
void pairs_free(struct index_pairs *p);
/* Sorts by the bits from `low` up to `high`; what is the same there stays in its order. */
void pairs_sort(struct index_pairs *p, unsigned low, unsigned high);
unsigned bits_of(uint64_t n); /* how many it needs */

#endif
