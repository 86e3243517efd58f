/* squeeze.h: zstd, wrapped, for originals and results. Each thread has its own context. */
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

#endif
