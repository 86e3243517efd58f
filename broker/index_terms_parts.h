/* index_terms_parts.h: the form of a list, for the two files that write and read it
 * (index_terms.h).
 */
#ifndef BROKER_INDEX_TERMS_PARTS_H
#define BROKER_INDEX_TERMS_PARTS_H

#include "broker/index_terms.h"

enum { LIST_ONE, LIST_TWO, LIST_SHORT, LIST_LONG };
enum {
    IS_ONE = 1,
    FORM_SHIFT = 1,
    FORM_MASK = 3,
    TOP_BITS = 3,
    TOP_MORE = (1 << TOP_BITS) - 1,
    HEAD_BYTES = 2,
    LOW_SMALL = 2, /* lower bytes of a position */
    LOW_LARGE = 3,
    LARGE_MARK = 0x80,
    RICE_BITS = 5,
    GROUP_LANES = 0x80, /* beside the parameter of a group */
    SHORT_LEAST = 3,    /* positions */
    SHORT_MORE = 7
};

/* Where in a head its parts begin: whether the step is long, the upper bits of the position, the
 * step. */
struct list_layout {
    unsigned char is_long, top, step;
};
static const struct list_layout list_layouts[] = {{3, 4, 7}, {1, 2, 5}}; /* by IS_ONE */

static inline unsigned step_bits(const struct list_layout *l)
{
    return 8 * HEAD_BYTES - l->step;
}

#endif
