/* index_renew.h: segments of an older format, made anew article by article.
 *
 * Their lists cannot be read any more, so they are not searched; what they say of articles and
 * words still holds. Each turn some of their documents are added again, as they are added when they
 * become DONE; where words begin and end is taken from the old segment, for only a worker could
 * tell.
 */
#ifndef BROKER_INDEX_RENEW_H
#define BROKER_INDEX_RENEW_H

#include "broker/index.h"

/* At open, in a turn: segments of the older format are no longer searched. */
void index_renew_open(struct store *s);

/* Whether there is something to renew. *num: the document that is due; 0: none was at this place,
 * ask again. */
bool index_renew_due(struct store *s, uint64_t *num);
/* That document is added, by its part; NULL: it has none any more. */
void index_renew_add(struct store *s, const struct index_part *part);

#endif
