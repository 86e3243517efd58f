/* sum.h: does a figure that the text gives as a sum equal the parts that it gives with it?
 *
 *     共受理4804件,其中调解533件、…1612件、…2659件      the parts behind 其中, :, (
 *     甲533件、乙1612件、丙2659件,合计4804件              the parts before 合计, 共计, 总计, 共
 *
 * The sum is marked `checked` when parts beginning next to it add up to it exactly, or as exactly
 * as their decimal places allow. Parts need not be all that there are, and may overlap, so that
 * they differ says nothing, unless they come so near to the sum that they were meant to be it: then
 * it is `disputed`, with what they add up to. Figures that are approximate, bounds or ranges are
 * left out.
 */
#ifndef WORKERS_RELATE_SUM_H
#define WORKERS_RELATE_SUM_H

#include "workers/relate/clause.h"

void sum_prepare(void); /* orders the tables of words; further calls do nothing */

/* Adds the fields to the figures of the span. */
void sum_check(struct document *d, struct article *a, struct span span);

#endif
