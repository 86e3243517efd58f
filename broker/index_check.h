/* index_check.h: is the index what the texts are?
 *
 * All lists of a segment, read for a window of its stream, give the stream back: each posting says
 * which code point stands at its position and which one behind. This is held against the articles
 * made anew from result and document. So it is found when the index lacks a place, and when it has
 * one too many.
 */
#ifndef BROKER_INDEX_CHECK_H
#define BROKER_INDEX_CHECK_H

#include "broker/content.h"
#include "broker/index.h"

struct index_checked {
    uint64_t articles, positions; /* that were held against their texts */
    uint64_t wrong;               /* articles that differ */
    uint64_t first_wrong;         /* the document of the first of them */
};

/* Checks the articles of a segment from *ordinal on, a window of them, and moves *ordinal behind
 * (to s->articles at the end). Adds to *out. */
void index_check(struct index_view *v, const struct index_segment *s, uint32_t *ordinal,
                 struct content *content, struct index_checked *out);

/* Documents above `after` that are DONE, have articles by their outcome, and are not in the index:
 * adds them to *out as wrong. Looks at about a window of documents; returns the last one, 0 if
 * those were all. */
uint64_t index_check_documents(struct index_view *v, uint64_t after, struct index_checked *out);

#endif
