/* again.h: known names, looked for where they stand without quotation marks, verb or head. */
#ifndef WORKERS_INITIATIVE_AGAIN_H
#define WORKERS_INITIATIVE_AGAIN_H

#include "workers/initiative/mention.h"
#include "workers/pipeline.h"

/* Adds to *found where the articles of d have the cores of `known` outside the mentions, which are
 * in reading order. Names too short to be told from other words are looked for in their own article
 * alone, or not at all. False if the budget ran out. */
bool again_search(struct document *d, const struct mention_list *known,
                  const struct mention_list *mentions, struct mention_list *found,
                  const struct budget *budget);

#endif
