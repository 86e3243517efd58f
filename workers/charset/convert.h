/* convert.h: a document in another charset as UTF-8, with the way back to its bytes. */
#ifndef WORKERS_CHARSET_CONVERT_H
#define WORKERS_CHARSET_CONVERT_H

#include "proto/charset/guess.h"
#include "workers/charset/origin.h"
#include "workers/pipeline.h"

struct conversion {
    struct view text;
    const struct origin *origin;
    uint64_t damaged; /* characters U+FFFD that stand for bytes that could not be read */
    size_t damage;    /* offset of the first of these bytes */
};

/* Converts d->bytes; all that comes out lives in d's arena. False when the budget ran out. */
bool convert(const struct document *d, const struct charset_guess *from,
             const struct budget *budget, struct conversion *out);

/* Whether so much is damaged that it is no text (CHARSET_DAMAGE_SHARE). */
bool convert_failed(const struct conversion *c, struct view bytes);

#endif
