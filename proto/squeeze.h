/* squeeze.h: zstd, wrapped, for originals and results. Each thread has its own context.
 */
#ifndef PROTO_SQUEEZE_H
#define PROTO_SQUEEZE_H

#include "proto/error.h"
#include "proto/memory.h"

/* Appends the smaller of raw and zstd (level 1; kept only if it saves an eighth) to *out and
 * returns which: enum encoding. */
int squeeze(struct view raw, struct buf *out);

/* Appends the expanded bytes to *out. 0, or -1 with *err (BAD_REQUEST) if the encoding is unknown,
 * the bytes are damaged, or they expand to more than max bytes: that much is never allocated. */
int expand(int encoding, struct view stored, size_t max, struct buf *out, struct err *err);

/* ---- With a dictionary ---- */

/* What texts have in common, made from some of them: with it short ones take far less room. */
struct dictionary;

/* Appends the bytes of a dictionary to *out, from samples that lie one behind the other; false if
 * there is too little to be learnt from them. Takes about a third of a second. */
bool dictionary_make(struct view samples, const size_t *lengths, size_t count, struct buf *out);

/* From its bytes, which are copied. to_squeeze: not only to expand, which takes less memory. NULL
 * if the bytes are none. Any number of threads may expand with one; one at a time squeezes. */
struct dictionary *dictionary_open(struct view bytes, bool to_squeeze);
void dictionary_close(struct dictionary **d); /* harmless on NULL */

/* Appends the squeezed bytes to *out: a zstd frame for each `frame` bytes or so, that needs none of
 * the others to be expanded. False, and nothing is appended, if they are more than `most`. */
bool dictionary_squeeze(struct dictionary *d, struct view raw, size_t frame, size_t most,
                        struct buf *out);
/* Writes the expanded bytes to `to`; false if those are not exactly len. */
bool dictionary_expand(const struct dictionary *d, struct view squeezed, char *to, size_t len);
/* The same, but only of the frames that hold the bytes from..upto, each to its place among the len
 * of `to`. What the others hold is not looked at. */
bool dictionary_expand_part(const struct dictionary *d, struct view squeezed, size_t from,
                            size_t upto, char *to, size_t len);

#endif
