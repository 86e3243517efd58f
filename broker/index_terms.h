/* index_terms.h: where terms stand: lists of ascending positions, packed into chunks.
 *
 * A term is two neighbouring code points. A chunk is a run of lists that fills a page of LMDB; its
 * key is the term and the first position of its first list. A list that has no room goes on in the
 * next chunk. A list:
 *
 *     term minus that of the list before (of the key, for the first), LEB128
 *     positions, LEB128
 *     first position, LEB128
 *     if there are more: bytes that follow, LEB128, and them: groups of at most LIST_GROUP
 *     differences, each group a byte r and then, lowest bits first and filled up to a whole byte,
 *     each difference - 1: its upper bits (difference >> r) as so many zeros and a one, then its
 *     lowest r bits
 *
 * That is Rice's code (R. F. Rice, JPL 79-22, 1979), within half a bit of the best where terms
 * stand at random, with an r for each group, for they do not: about two bytes a character of
 * Chinese.
 */
#ifndef BROKER_INDEX_TERMS_H
#define BROKER_INDEX_TERMS_H

#include "broker/index_format.h"
#include "broker/index_pairs.h"

enum { LIST_GROUP = 128 };

static inline uint64_t term_of(uint32_t first, uint32_t second)
{
    return (uint64_t)first << TERM_BITS | second;
}
static inline uint32_t term_first(uint64_t term)
{
    return (uint32_t)(term >> TERM_BITS);
}

/* The own key of a chunk. */
void term_key(uint64_t term, uint32_t position, unsigned char key[TERM_KEY]);
uint64_t term_of_key(struct view own);
uint32_t position_of_key(struct view own);

/* ---- Writing ---- */

enum { LIST_GATHERED = 8192 };

struct terms_writer {
    struct index_writer *to;
    uint64_t term; /* whose positions are being gathered */
    uint32_t count;
    uint32_t positions[LIST_GATHERED];
    unsigned char chunk[INDEX_VALUE];
    size_t used;
    uint64_t last;               /* term of the last list in the chunk */
    unsigned char key[TERM_KEY]; /* of the chunk */
};
/* Adds a position; terms ascend, and positions of a term. Zero-initialise but for `to`. */
void terms_add(struct terms_writer *w, uint64_t term, uint32_t position);
/* The same for sorted pairs (index_pairs.h), less `base`, above `shift` bits of position. */
void terms_add_pairs(struct terms_writer *w, const struct index_letters *letters,
                     const struct index_pairs *pairs, uint64_t base, unsigned shift);
/* Puts what is left. */
void terms_end(struct terms_writer *w);

/* ---- Reading ---- */

/* A chunk's lists one after the other, and the positions of the one at hand. What is damaged ends
 * early. */
struct terms_reader {
    const unsigned char *at, *end; /* behind the list at hand */
    uint64_t term;
    uint32_t count; /* positions of the list at hand */
    const unsigned char *groups, *groups_end;
    uint32_t left;                          /* of its positions, not in `positions` yet */
    uint32_t positions[LIST_GROUP], filled; /* the group at hand */
    uint32_t last;                          /* the last position that was read */
};
void terms_open(struct terms_reader *r, struct view own, struct view value);
bool terms_next_list(struct terms_reader *r);
/* Fills `positions`; false at the end of the list. */
bool terms_next_group(struct terms_reader *r);

#endif
