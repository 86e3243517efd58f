/* loop_gather.h: when the next turn begins a little later, so that more results are in it.
 *
 * A turn costs something by itself: two writes that the disk confirms, the upper pages of the
 * trees, and a segment of the index. All documents that are done in GATHER_MS share that, where
 * workers hold GATHER_HELD times as many: then none of them waits for its next TASK.
 */
#ifndef BROKER_LOOP_GATHER_H
#define BROKER_LOOP_GATHER_H

#include "broker/core.h"

enum { GATHER_MS = 50, GATHER_HELD = 4 };

struct gathered {
    uint64_t stored; /* documents, up to the last turn; */
    uint64_t ms;     /* when the last one had ended that stored any */
};

/* After each turn: how many milliseconds the next one should wait, GATHER_MS after this one began
 * at most. s: as the turn left it; began_ms, now_ms: of a clock that never goes back. */
unsigned gather_ms(struct gathered *g, const struct core_status *s, uint64_t began_ms,
                   uint64_t now_ms);

#endif
