/* http_coding.h: the content codings of HTTP (RFC 9110, 8.4.1), undone. */
#ifndef CLIENT_ARCHIVE_HTTP_CODING_H
#define CLIENT_ARCHIVE_HTTP_CODING_H

#include "client/archive/meter.h"
#include "proto/memory.h"

/* Undoes the codings that the field lists, the last first. *body may lie in *room, and afterwards
 * does if anything was undone. 0, or -1 with *err, as http_read(). */
int http_decode(struct view codings, uint64_t most, struct meter *meter, struct buf *room,
                struct view *body, struct err *err);

#endif
