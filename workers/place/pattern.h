/* pattern.h: places that no gazetteer holds, by the form of their names: villages and communities
 * (固庄村, 御康社区), housing estates, zones and parks (双龙航空港经济区), towns that are not
 * listed.
 */
#ifndef WORKERS_PLACE_PATTERN_H
#define WORKERS_PLACE_PATTERN_H

#include "workers/place/search.h"

void pattern_prepare(void);

/* Adds those of the span s->start..s->end to the mentions. */
void pattern_find(struct search *s);

#endif
