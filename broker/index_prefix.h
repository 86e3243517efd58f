/* index_prefix.h: where one code point, or two, stand in a segment.
 *
 * They begin many terms, whose lists are not in one order. A few positions are gathered and sorted;
 * of many those of a window of the stream are set as bits, and read off in order. The first window
 * is small, for most who ask want the first places only; each next one is larger.
 */
#ifndef BROKER_INDEX_PREFIX_H
#define BROKER_INDEX_PREFIX_H

#include "broker/index_cursor.h"

/* Takes some positions of a list, which ascend. */
typedef void prefix_taker(void *to, const uint32_t *positions, uint32_t count);

struct prefix_cursor {
    struct txn *txn;
    const struct index_segment *segment;
    uint64_t low, high; /* its terms: [low, high) */
    bool all;           /* prefix_cursor_all() */
    uint32_t most;      /* of prefix_cursor_gather() */
    bool gathered;      /* `sorted` has all there are */
    uint32_t *sorted;
    uint32_t count, room, at;
    uint64_t *bits;      /* of the window */
    uint32_t start, end; /* the window */
    uint32_t size;       /* of the next one */
    prefix_taker *take;  /* of prefix_cursor_each() */
    void *to;
    struct { /* positions in the window whose bits are on their way from memory */
        uint32_t *at, count;
    } waiting;
};

/* points: one or two. The segment must last as long. */
void prefix_cursor_open(struct prefix_cursor *c, struct txn *t, const struct index_segment *s,
                        const uint32_t *points, uint32_t count);
void prefix_cursor_close(struct prefix_cursor *c);

/* Says that all positions are going to be asked for, before the first is. */
void prefix_cursor_all(struct prefix_cursor *c);

/* Whether there are at most so many positions, which are gathered then; asked of one that was just
 * opened. */
bool prefix_cursor_gather(struct prefix_cursor *c, uint32_t most);

/* Gives all positions, list by list. Nothing else is asked of the cursor then. */
void prefix_cursor_each(struct prefix_cursor *c, prefix_taker *take, void *to);

/* Copies the first positions in [from, to), at most `most` of them, in ascending order; 0 if there
 * is none. `from` must not be below what was asked before. */
uint32_t prefix_cursor_take(struct prefix_cursor *c, uint32_t from, uint32_t to, uint32_t *out,
                            uint32_t most);

/* Whether positions are not gathered, so that prefix_cursor_in() is to be asked. */
bool prefix_cursor_has_bits(struct prefix_cursor *c);
/* How many positions are in [from, to); with `once` 1 stands for any number. Likewise. */
uint32_t prefix_cursor_in(struct prefix_cursor *c, uint32_t from, uint32_t to, bool once);

/* How many positions there are, as term_cursor_count(). */
uint64_t prefix_cursor_count(const struct prefix_cursor *c);

#endif
