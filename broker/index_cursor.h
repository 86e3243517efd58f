/* index_cursor.h: one term's positions in one segment, in ascending order.
 *
 * A cursor may leap: chunks between are not read, for their keys tell what they begin with.
 */
#ifndef BROKER_INDEX_CURSOR_H
#define BROKER_INDEX_CURSOR_H

#include "broker/index_terms.h"

struct term_cursor {
    struct txn *txn;
    uint64_t segment, term;
    unsigned char chunk[TERM_KEY]; /* key of the chunk at hand */
    struct terms_reader reader;
    uint32_t at;   /* in reader.positions */
    uint32_t next; /* first position of the next chunk; UINT32_MAX: not known */
    bool any;      /* the reader is at a list of this term */
    bool more;     /* the next chunk may have it, too */
    bool ended;
};

/* At the first position. */
void term_cursor_open(struct term_cursor *c, struct txn *t, uint64_t segment, uint64_t term);

/* The first position >= from; false if there is none. `from` must not be below what was asked
 * before.
 */
bool term_cursor_seek(struct term_cursor *c, uint32_t from, uint32_t *position);

/* How many positions there are, of one that was just opened; reads the heads of all its lists. */
uint64_t term_cursor_count(const struct term_cursor *c);

/* The chunk of TERMS in which (term, position) is, if it is there: the last one whose key is not
 * above, or the first of the segment. False if there is none at all. */
bool terms_chunk_of(struct txn *t, uint64_t segment, uint64_t term, uint32_t position,
                    struct view *own, struct view *value);
/* The chunk behind the one with that key; false if it was the last. */
bool terms_chunk_after(struct txn *t, uint64_t segment, const unsigned char key[TERM_KEY],
                       struct view *own, struct view *value);

#endif
