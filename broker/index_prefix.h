/* index_prefix.h: where one code point, or two, stand in a segment.
 *
 * They begin many terms, whose lists are not in one order. A few positions are gathered and sorted;
 * of many those of a window of the stream are set as bits, and read off in order.
 */
#ifndef BROKER_INDEX_PREFIX_H
#define BROKER_INDEX_PREFIX_H

#include "broker/index_cursor.h"

struct prefix_cursor {
    struct txn *txn;
    const struct index_segment *segment;
    uint64_t low, high; /* its terms: [low, high) */
    bool gathered;      /* `sorted` has all there are */
    uint32_t *sorted;
    uint32_t count, room, at;
    uint64_t *bits;      /* of the window */
    uint32_t start, end; /* the window */
};

/* points: one or two. The segment must last as long. */
void prefix_cursor_open(struct prefix_cursor *c, struct txn *t, const struct index_segment *s,
                        const uint32_t *points, uint32_t count);
void prefix_cursor_close(struct prefix_cursor *c);

/* As term_cursor_seek(), and term_cursor_count(). */
bool prefix_cursor_seek(struct prefix_cursor *c, uint32_t from, uint32_t *position);
uint64_t prefix_cursor_count(const struct prefix_cursor *c);

#endif
