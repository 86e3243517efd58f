/* index_letter.h: where one code point stands in one segment.
 *
 * It is the first of many terms, whose lists are not in one order. So the positions of a window of
 * the stream are set as bits, and read off in order.
 */
#ifndef BROKER_INDEX_LETTER_H
#define BROKER_INDEX_LETTER_H

#include "broker/index_terms.h"

struct letter_cursor {
    struct txn *txn;
    uint64_t segment;
    uint32_t letter, length; /* length: of the segment */
    uint64_t *bits;          /* of the window */
    uint32_t start, end;     /* the window */
};

void letter_cursor_open(struct letter_cursor *c, struct txn *t, uint64_t segment, uint32_t length,
                        uint32_t letter);
void letter_cursor_close(struct letter_cursor *c);

/* As term_cursor_seek(). */
bool letter_cursor_seek(struct letter_cursor *c, uint32_t from, uint32_t *position);
uint64_t letter_cursor_count(const struct letter_cursor *c);

#endif
