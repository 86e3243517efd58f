/* result.h: a document as its result: the keys of the export contract, in MessagePack (PROTOCOL.md,
 * "The result").
 *
 * A map of media_type, charset, articles, other and, where a limit cut it short, partial; where the
 * text is not the document's bytes, also charset_confidence, damaged and canonical. Other keys are
 * always there, in the contract's order; what an article does not have is "" or an empty list.
 */
#ifndef WORKERS_RESULT_H
#define WORKERS_RESULT_H

#include "workers/document.h"

/* Appends the result of d to *out. */
void result_write(const struct document *d, struct buf *out);

#endif
