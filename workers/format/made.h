/* made.h: the end of a reader whose text is made out of a document that is no text itself. */
#ifndef WORKERS_FORMAT_MADE_H
#define WORKERS_FORMAT_MADE_H

#include "workers/format/format.h"

/* Makes text, which it frees, d's canonical text; control characters become blanks. Refuses d if it
 * was not good to its end (damaged), or has no text (empty). STAGE_PARTIAL if the budget is what
 * cut it short, and there is some text. */
enum stage_verdict made_accept(struct document *d, struct buf *text, bool good,
                               const struct budget *budget, unsigned *reason, struct err *err);

#endif
