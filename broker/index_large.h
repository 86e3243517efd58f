/* index_large.h: a document that is too long for the segment of a turn, made one over several
 * turns.
 *
 * Its part lies in `index_later` until then. The first turn writes the articles and counts which
 * letters begin how many terms; each of the next ones goes through the text for the terms of a few
 * letters, as many as are sorted in little memory, and writes their lists; the last one lists the
 * segment. A letter that begins more than that is divided by the letters behind it, and a term
 * alone that is more common needs no sorting. So memory is bounded whatever the text, and no turn
 * is long.
 */
#ifndef BROKER_INDEX_LARGE_H
#define BROKER_INDEX_LARGE_H

#include "broker/store.h"

struct index_large;

/* Goes on with the document under way, or begins with the next one; for a turn. False if there is
 * none. most: terms that are sorted at once. */
bool index_large_step(struct store *s, uint64_t most);
enum { INDEX_LARGE_PAIRS = 1 << 22 };

/* Forgets it; it is begun again. What was written of it is removed. Harmless on NULL. */
void index_large_free(struct index_large **l);

#endif
