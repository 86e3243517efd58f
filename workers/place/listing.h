/* listing.h: places that are known as such by the list that they stand in:
 * 董徐、东乔、洪桥等13个村.
 */
#ifndef WORKERS_PLACE_LISTING_H
#define WORKERS_PLACE_LISTING_H

#include "workers/place/search.h"

void listing_prepare(void); /* orders the tables of words; further calls do nothing */

/* Adds the items of lists that end in 等 and the kind of their items. */
void listing_find(struct search *s);

/* Adds the neighbours of mention number `i`, a village, in its list (唐庄、董徐、吉庄). */
void listing_extend(struct search *s, uint32_t i);

#endif
