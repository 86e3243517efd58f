/* index_terms.h: where terms stand: lists of ascending positions, packed into chunks.
 *
 * A term is three neighbouring code points; behind a separator it has separators only. A chunk is a
 * run of lists that fills a page of LMDB; its key is the term and the first position of its first
 * list. A list that has no room goes on in the next chunk. Numbers of more than one byte have the
 * lowest byte first. A list:
 *
 *     head, 2 bytes     bit 0        the list has one position: LIST_ONE
 *                       bits 1, 2    else: its form
 *                       next bit     the step is long
 *                       next 3 bits  the first position's upper bits; all set: see below
 *                       the rest     the step's lowest bits: 11 of LIST_ONE, else 9
 *     step              its term less the term of the list before. If it is long: the other bits,
 *                       LEB128. If the list has all of its term: a long step of 0, and the term,
 *                       8 bytes
 *     first position    its lower bytes, 2 or 3; and the upper bits in a byte, if the head's 3 bits
 *                       are all set
 *
 *     then LIST_ONE     nothing
 *          LIST_TWO     the second position less the first: as many bytes as the lower ones above;
 *                       all 0xff: then 4 bytes
 *          LIST_SHORT   a byte: Rice's parameter in the lower 5 bits, above it the number of
 *                       positions less SHORT_LEAST; 7: that number and the bytes of the group
 *                       follow, LEB128. One group
 *          LIST_LONG    LEB128: positions; articles; bytes of all groups. Groups, before each: the
 *                       sum of its differences and its bytes, LEB128; a byte with Rice's
 *                       parameter, and bit 7 where the group lies in lanes (index_lanes.h)
 *
 * A group is at most LIST_GROUP differences, each less 1, in Rice's code with parameter r: the
 * upper bits (>> r) as so many zeros and a one, then the lowest r bits; lowest bits first, filled
 * up to whole bytes. (R. F. Rice, JPL 79-22, 1979.) Where terms stand at random this takes half a
 * bit more than the best code at most; they do not, so each group has an r of its own. Who looks
 * for a later position passes over groups by what stands before them.
 *
 * Articles: how many have the term in their text, title or subtitle and were not counted with a
 * list of the term before; 0: they are not counted. All lists of a term but the first are long
 * ones.
 *
 * Behind the lists of a chunk stand marks: the offsets (2 bytes each) of lists that have all of
 * their term, by which a list is found by halves; then their number (1 byte; its bit 7 is set where
 * the lower bytes of positions are 3).
 */
#ifndef BROKER_INDEX_TERMS_H
#define BROKER_INDEX_TERMS_H

#include "broker/index_bounds.h"
#include "broker/index_format.h"

enum { LIST_GROUP = 128, TERM_POINTS = 3 };

static inline uint64_t term_of(uint32_t first, uint32_t second, uint32_t third)
{
    return (uint64_t)first << 2 * TERM_BITS | (uint64_t)second << TERM_BITS | third;
}
/* A code point of the term, from 0. */
static inline uint32_t term_point(uint64_t term, unsigned i)
{
    return term >> (TERM_POINTS - 1 - i) * TERM_BITS & ((1u << TERM_BITS) - 1);
}

/* The own key of a chunk. */
void term_key(uint64_t term, uint32_t position, unsigned char key[TERM_KEY]);
uint64_t term_of_key(struct view own);
uint32_t position_of_key(struct view own);

/* ---- Writing ---- */

enum { LIST_GATHERED = 8192, CHUNK_MARKS = 16 };

struct terms_writer {
    struct index_writer *to;
    const struct index_bounds *bounds; /* of the articles; NULL: they are not counted */
    uint64_t term;                     /* whose positions are being gathered */
    uint32_t article;                  /* the first one that is not counted for it */
    bool goes_on;                      /* it has lists already */
    uint32_t count;
    uint32_t positions[LIST_GATHERED];
    unsigned char chunk[INDEX_VALUE + 8]; /* a number is written as eight bytes at once */
    size_t used;
    uint64_t last; /* term of the last list in the chunk */
    uint16_t marks[CHUNK_MARKS];
    uint32_t mark_count;
    unsigned char key[TERM_KEY]; /* of the chunk */
    bool small;                  /* all positions are less than TERMS_SMALL: they take less room */
};
enum { TERMS_SMALL = 7 << 16 };
/* Adds a position; terms ascend, and positions of a term. Zero-initialise but for `to`, `bounds`
 * and `small`. */
void terms_add(struct terms_writer *w, uint64_t term, uint32_t position);
void terms_add_list(struct terms_writer *w, uint64_t term, const uint32_t *positions,
                    uint32_t count);
/* Puts what is left. */
void terms_end(struct terms_writer *w);

/* ---- Reading ---- */

/* A chunk's lists one after the other, and the positions of the one at hand. What is damaged ends
 * early. */
struct terms_reader {
    const unsigned char *start, *at, *end; /* at: behind the list at hand */
    const unsigned char *marks;
    uint32_t mark_count;
    unsigned low_bytes; /* of positions */
    uint64_t term;
    uint32_t count, articles; /* of the list at hand */
    unsigned form, rice;
    bool lanes; /* of the group at hand */
    uint32_t first;
    const unsigned char *groups, *groups_end;
    bool taken;                                 /* `positions` has all of the list */
    uint32_t left;                              /* of its positions, not in `positions` yet */
    uint32_t filled, positions[LIST_GROUP + 2]; /* the group at hand; UINT32_MAX behind it */
    uint32_t last;                              /* the last position that was read or passed */
};
void terms_open(struct terms_reader *r, struct view value);
bool terms_next_list(struct terms_reader *r);
/* The first list of this term or a greater one, of those behind the one at hand. */
bool terms_find_list(struct terms_reader *r, uint64_t term);
/* Whether no list of a greater term stands behind the one at hand: other chunks may have its term.
 */
bool terms_goes_on(const struct terms_reader *r);
/* Fills `positions` with the next group that reaches `from`; false at the end of the list. */
bool terms_next_group(struct terms_reader *r, uint32_t from);

#endif
