/* index_pairs.h: neighbouring code points, sorted.
 *
 * The code points of a stream are its letters; each gets a small number, in their order: its rank.
 * A stream at hand is sorted by counting, a letter at a time, the last of three first. Of a longer
 * one the places of some letters are gathered at a time: pairs of a number, made of ranks, and the
 * position below it.
 */
#ifndef BROKER_INDEX_PAIRS_H
#define BROKER_INDEX_PAIRS_H

#include "proto/memory.h"
#include <stdbool.h>

struct index_letters {
    uint32_t *rank; /* by code point: 1 + its number; 0: it is none of them */
    uint32_t *at;   /* by number */
    uint32_t count, room;
    struct {
        uint32_t *at, *spare, *places;
        size_t room, letters;
    } order;
};
void letters_open(struct index_letters *l);
void letters_free(struct index_letters *l);
void letters_add(struct index_letters *l, uint32_t c); /* one that is none of them yet */
void letters_number(struct index_letters *l);          /* when all are added; adds the separator */
void letters_forget(struct index_letters *l);

/* The places of a stream that have no separator, in the order of their terms (index_terms.h), and
 * of one term in theirs. points: the stream, and two separators behind it. Returns how many; *order
 * is valid until the next call. Letters are numbered. */
size_t letters_sort(struct index_letters *l, const uint32_t *points, uint32_t length,
                    const uint32_t **order);

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
