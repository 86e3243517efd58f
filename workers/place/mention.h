/* mention.h: names of the gazetteer in the text, and chains of them: 贵州省贵阳市南明区. */
#ifndef WORKERS_PLACE_MENTION_H
#define WORKERS_PLACE_MENTION_H

#include "workers/pipeline.h"
#include "workers/place/search.h"

/* Appends the mentions of the span s->start..s->end. False if the budget ran out. */
bool mention_find(struct search *s, const struct budget *budget);

#endif
