/* docline.h: the export contract: a document line and the trailer, as JSON. Who writes them
 * elsewhere (worker as a filter, client) calls this, so that the bytes are the same. A line may
 * have the document's text behind all else; then docline_read.h makes the document of it again. */
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

/* Puts the text into the line at the end of *out, behind its other keys: `canonical`, the text that
 * places refer to, as a string; and `original`, the document's bytes in base64, only where they are
 * not that text. */
void docline_add_text(struct buf *out, struct view result, struct view original);

/* The same for `index`, the part for the index (part.h): a byte of its encoding, and it, in base64.
 * Nothing where part is empty. */
void docline_add_part(struct buf *out, struct view part);

/* What the trailer tells; zero-initialise, add each line, then write the trailer. */
struct doctally {
    uint64_t documents, articles, records;
    struct sha256_stream *sha; /* over all lines so far */
};
void doctally_add(struct doctally *t, const struct msg_row *row, struct view line);
void doctally_end(struct doctally *t, struct buf *out); /* appends the trailer line, empties *t */

#endif
