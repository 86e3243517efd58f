/* weigh.h: how much of a page's text reads like sentences, block by block and element by element.
 */
#ifndef WORKERS_HTML_WEIGH_H
#define WORKERS_HTML_WEIGH_H

#include "workers/html/outline.h"

/* The weight of a block that is good: sentences outside links, no heading; 0 for all others. */
uint32_t weigh_block(const struct block *b);

/* Sets `good` of all elements: the sum of their blocks, without what is out or a teaser. What
 * stands in an element that says it is the text counts threefold. */
void weigh_elements(struct outline *o);

bool weigh_is_linked(const struct weights *w); /* more than half of it */

/* Whether part is at most so many hundredths of whole. */
bool weigh_is_within(uint32_t part, uint32_t whole, uint32_t hundredths);

#endif
