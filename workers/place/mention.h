/* mention.h: names of the gazetteer in the text, and chains of them: 贵州省贵阳市南明区. */
#ifndef WORKERS_PLACE_MENTION_H
#define WORKERS_PLACE_MENTION_H

#include "workers/place/search.h"

/* Appends the mentions of the span s->start..s->end. */
void mention_find(struct search *s);

#endif
