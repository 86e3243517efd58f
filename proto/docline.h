/* docline.h: the export contract: a document line and the trailer, as JSON. Who writes them
 * elsewhere (worker as a filter, client) calls this, so that the bytes are the same. */
#ifndef PROTO_DOCLINE_H
#define PROTO_DOCLINE_H

#include "proto/error.h"
#include "proto/id.h"
#include "proto/msg.h"
#include <stdint.h>

/* 0 if result is one: MessagePack of one map, or empty. Else -1 with *err. */
int docline_check_result(struct view result, struct err *err);

/* Appends the line of one document, newline included. result is the expanded MessagePack result, or
 * empty if there is none. 0, or -1 with *err if the result is not valid (nothing is appended). */
int docline(const struct msg_row *row, struct view result, struct buf *out, struct err *err);

/* What the trailer tells; zero-initialise, add each line, then write the trailer. */
struct doctally {
    uint64_t documents, articles, records;
    struct sha256_stream *sha; /* over all lines so far */
};
void doctally_add(struct doctally *t, const struct msg_row *row, struct view line);
void doctally_end(struct doctally *t, struct buf *out); /* appends the trailer line, empties *t */

#endif
