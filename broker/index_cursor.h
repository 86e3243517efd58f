/* index_cursor.h: lists of a segment, read: one after the other, or one term's positions in
 * ascending order.
 *
 * A cursor may leap: chunks between are not read, for their keys tell what they begin with.
 */
#ifndef BROKER_INDEX_CURSOR_H
#define BROKER_INDEX_CURSOR_H

#include "broker/index_sources.h"
#include "broker/index_terms.h"

/* ---- Lists, one after the other ---- */

struct term_lists {
    struct txn *txn;
    struct index_lists of;
    unsigned char chunk[TERM_KEY]; /* key of the chunk at hand */
    struct terms_reader reader;    /* at a list, if there is one */
};
/* At the first list of `of` with this term or a greater one; false if there is none. */
bool term_lists_open(struct term_lists *l, struct txn *t, struct index_lists of, uint64_t term);
bool term_lists_next(struct term_lists *l);

/* ---- One term ---- */

struct chunk_entry { /* as it lies in the table, while the transaction writes nothing */
    struct view own, value;
};

/* In the lists under one number. */
struct list_cursor {
    struct txn *txn;
    uint64_t segment, term;
    unsigned char chunk[TERM_KEY]; /* key of the chunk at hand */
    struct terms_reader reader;
    uint32_t at;               /* in reader.positions */
    struct chunk_entry behind; /* the next chunk, if that is known and there is more */
    uint32_t next;             /* its first position, if it begins with the term; else the most */
    bool any;                  /* the reader is at a list of this term */
    bool more;                 /* the next chunk may have it, too; */
    bool known;                /* whether that was looked up, and what is told of the next one */
    bool ended;
};

struct term_cursor {
    struct list_cursor list;
    const struct index_sources *sources; /* where it is, if not in one list; NULL: it is */
    uint32_t source;
};

/* At the first position. The segment's sources must last as long. */
void term_cursor_open(struct term_cursor *c, struct txn *t, const struct index_segment *s,
                      uint64_t term);

/* Whether there may be any position, of one that was just opened. */
static inline bool term_cursor_any(const struct term_cursor *c)
{
    return c->sources || !c->list.ended;
}

/* The first places from `from` on from which the term stands at this distance, at most `most` of
 * them, in ascending order: as many as are at hand. 0 if there is none. `from` must not be below
 * what was asked before, and behind the places given. */
uint32_t term_cursor_take(struct term_cursor *c, uint32_t distance, uint64_t from, uint32_t *places,
                          uint32_t most);

/* Of ascending places keeps those from which the term stands at this distance; returns how many.
 * Places must not be below those asked for before. *from is raised to the first place from which it
 * may stand next; UINT32_MAX: none. */
uint32_t term_cursor_keep(struct term_cursor *c, uint32_t distance, uint32_t *places,
                          uint32_t count, uint64_t *from);

/* How many positions there are, at most, of one that was just opened; false if there are more than
 * *count, which is more than `most`. Reads the heads of its lists. */
bool term_cursor_count(const struct term_cursor *c, uint64_t most, uint64_t *count);

/* How many articles have the term in text, title or subtitle, of one that was just opened; false if
 * its lists do not say. */
bool term_cursor_articles(const struct term_cursor *c, uint64_t *count);

#endif
