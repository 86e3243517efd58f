/* content.h: a document's result and its canonical text, as the store has them.
 */
#ifndef BROKER_CONTENT_H
#define BROKER_CONTENT_H

#include "broker/store.h"

/* Room for reading them; zero-initialise, and use again and again. */
struct content {
    struct buf result, original, stored;
};
void content_free(struct content *c);

/* The expanded result of a document, valid MessagePack; false if it has none. Where it lies is
 * valid until the next call, or the end of what is read. */
bool content_result(struct content *c, struct store_read *r, uint64_t num, struct view *result);

/* The same, but not looked at again whether it is valid, as it was when it was stored: for who
 * reads a little of it by proto/pack.h, and checks what goes on from there. */
bool content_stored(struct content *c, struct store_read *r, uint64_t num, struct view *result);

/* The document's own bytes; false if it has none. */
bool content_original(struct content *c, struct store_read *r, uint64_t num, struct view *original);

/* The text that all places in the result refer to: in the result, or the document itself. */
bool content_canonical(struct content *c, struct store_read *r, uint64_t num, struct view result,
                       struct view *canonical);
/* The same for who reads nothing but its bytes from..upto, cut to its length: what else *canonical
 * has need not be filled in. */
bool content_canonical_part(struct content *c, struct store_read *r, uint64_t num,
                            struct view result, size_t from, size_t upto, struct view *canonical);

#endif
