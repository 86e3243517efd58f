/* part_records.h: the records of a document as rows of its part.
 */
#ifndef PROTO_PART_RECORDS_H
#define PROTO_PART_RECORDS_H

#include "proto/part.h"

/* Appends the rows of one article, a map of the result; ordinal: its number among the articles of
 * the part. places: of this article, at its beginning; the function's to move. */
void part_records_add(struct unpack article, struct part_places *places, uint32_t ordinal,
                      struct buf *out);

/* 0 if records are rows of a part with so many articles; else -1 with *err. */
int part_records_check(struct view records, uint32_t articles, struct err *err);

#endif
