/* pattern.h: places that no gazetteer holds, by the form of their names: villages and communities
 * (固庄村, 御康社区), housing estates, zones and parks (双龙航空港经济区), towns that are not
 * listed.
 */
#ifndef WORKERS_PLACE_PATTERN_H
#define WORKERS_PLACE_PATTERN_H

#include "workers/pipeline.h"
#include "workers/place/search.h"

void pattern_prepare(void);

/* Adds those of the span s->start..s->end to the mentions. False if the budget ran out. */
bool pattern_find(struct search *s, const struct budget *budget);

/* May these characters be a name: no word of sentences or of kinds of things in it? */
bool pattern_is_name(struct search *s, const char *start, const char *end);
/* Where the name that ends at `end` begins: behind the last word that is part of no name, at most
 * `characters` before; `end` if there is no name. */
const char *pattern_name_start(struct search *s, const char *floor, const char *end,
                               int characters);

#endif
