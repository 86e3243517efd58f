/* cohesion.h: how much the text before a line and the text behind it have in common.
 *
 * Two windows slide over the text (after Hearst, TextTiling, 1997); what they share, in pairs of
 * Han characters weighed by their rarity, falls where the subject changes. Each line enters and
 * leaves each window once, so time is linear whatever the width.
 */
#ifndef WORKERS_SEGMENT_COHESION_H
#define WORKERS_SEGMENT_COHESION_H

#include "workers/segment/bigram.h"
#include "workers/segment/line.h"

struct cohesion {
    uint8_t shared; /* hundredths of the lesser window's weight that both have; 100 for the first
                       line */
    uint8_t fresh;  /* pairs early in the line that are new, and come again soon: a new name */
};

/* out[i] for each line i. common: in how many lines each pair occurs. */
void cohesion_measure(struct arena *a, const struct line_list *lines,
                      const struct bigram_table *common, struct cohesion *out);

/* The weight of a pair by rarity: log2(lines / lines with it), 0 for one that is everywhere. */
uint32_t bigram_weight(const struct bigram_table *common, uint32_t lines, uint32_t hash);

#endif
