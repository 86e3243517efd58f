/* origin.h: from a place in the canonical text back to the place in the document's bytes.
 *
 * A canonical text that is not the document itself was made in layers: bytes in another charset
 * became UTF-8 (charset/origin.h), and the UTF-8 of a page or a message became its plain text
 * (pieces.h). Each layer knows the way from its text down to what it was made of; origin_of() goes
 * down through all of them. A layer embeds struct origin as its first member.
 */
#ifndef WORKERS_ORIGIN_H
#define WORKERS_ORIGIN_H

#include "workers/document.h"

struct origin {
    /* The stretch that start..end of this layer's text was made of; start < end <= its length, or
     * start == end for a place between two characters. */
    struct span (*find)(const struct origin *o, uint32_t start, uint32_t end);
    const struct origin *below; /* of what find() gives places in; NULL: the document's bytes */
};

/* The document's bytes that the text start..end was read from; start < end <= the text's length. A
 * character that was not written as itself (an entity, an escape, a code that stands for two) comes
 * from the whole of what was written. For o == NULL the text is the document. */
struct span origin_of(const struct origin *o, uint32_t start, uint32_t end);

#endif
