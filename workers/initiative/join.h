/* join.h: from the mentions of a whole document to records.
 *
 * Mentions of one core are one initiative: in an article all have the name and the expansion of the
 * first sure one. A core that is sure somewhere makes its other quotations sure, and is looked for
 * where it stands without any sign.
 */
#ifndef WORKERS_INITIATIVE_JOIN_H
#define WORKERS_INITIATIVE_JOIN_H

#include "workers/initiative/mention.h"
#include "workers/pipeline.h"

/* Adds the records of the mentions to the articles of d, and takes out figures inside them. False
 * if the budget ran out: then nothing is added. */
bool join_mentions(struct document *d, struct mention_list *mentions, const struct budget *budget);

#endif
