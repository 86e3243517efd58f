/* charset/origin.h: from converted text back to the bytes that it was converted from: a layer of
 * workers/origin.h.
 *
 * While a document is converted a mark is set every ORIGIN_STRIDE bytes of text: here the bytes
 * were there. A place is found by walking both from the mark before it, character by character, so
 * the map takes a sixtieth of the text and is exact for each character.
 */
#ifndef WORKERS_CHARSET_ORIGIN_H
#define WORKERS_CHARSET_ORIGIN_H

#include "proto/charset/charset.h"
#include "workers/origin.h"

enum { ORIGIN_STRIDE = 512 };

struct origin_mark {
    uint32_t text, byte; /* the first character behind a multiple of ORIGIN_STRIDE begins here */
};
struct charset_origin {
    struct origin origin;
    enum charset charset;
    struct view bytes;
    const struct origin_mark *marks;
    uint32_t count;
};

/* A map without marks; memory from the arena. */
struct charset_origin *charset_origin_new(struct arena *a, enum charset charset, struct view bytes);

#endif
