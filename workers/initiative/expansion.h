/* expansion.h: what a text says that a name stands for.
 *
 *     “五有”(有信念、有担当、…)      “三亮三比”,即亮身份、…。      组织设置、队伍建设、…“五项规范”
 */
#ifndef WORKERS_INITIATIVE_EXPANSION_H
#define WORKERS_INITIATIVE_EXPANSION_H

#include "workers/initiative/quotation.h"

/* The expansion of the name `text`, which q is in, from the text around it (start..end); empty if
 * there is none. One found adds to *weight. At most 400 bytes on either side are read. */
struct view expansion_of(const char *start, const char *end, struct view text,
                         const struct quotation *q, int *weight);

#endif
