/* origin.h: from a place in the canonical text back to the place in the document's bytes.
 *
 * While a document is converted a mark is set every ORIGIN_STRIDE bytes of text: here the bytes
 * were there. A place is found by walking both from the mark before it, character by character, so
 * the map takes a sixtieth of the text and is exact for each character.
 */
#ifndef WORKERS_CHARSET_ORIGIN_H
#define WORKERS_CHARSET_ORIGIN_H

#include "workers/charset/charset.h"
#include "workers/document.h"

enum { ORIGIN_STRIDE = 512 };

struct origin_mark {
    uint32_t text, byte; /* the first character behind a multiple of ORIGIN_STRIDE begins here */
};
struct origin {
    enum charset charset;
    struct view bytes;
    const struct origin_mark *marks;
    uint32_t count;
};

/* The bytes that the text start..end was read from; start < end <= the length of the text. Half a
 * character (a letter whose accent was written in the same code) counts as the whole. */
struct span origin_of(const struct origin *o, uint32_t start, uint32_t end);

#endif
