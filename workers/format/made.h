/* made.h: the end of a reader whose text is made out of a document that is no text itself. */
#ifndef WORKERS_FORMAT_MADE_H
#define WORKERS_FORMAT_MADE_H

#include "workers/format/format.h"

/* Makes text, which it frees, d's canonical text: control characters become blanks. Refuses it if
 * there is none: as damaged if the document was not good to its end, or as empty. */
enum stage_verdict made_accept(struct document *d, struct buf *text, bool good, unsigned *reason,
                               struct err *err);

#endif
