/* base64.h: bytes as text (RFC 4648, section 4), for what JSON has no other place for. OpenSSL does
 * the work. */
#ifndef PROTO_BASE64_H
#define PROTO_BASE64_H

#include "proto/memory.h"
#include <stdbool.h>

/* Appends the digits, filled up with '=' to a multiple of four. */
void base64_encode(struct buf *out, struct view bytes);

/* Appends the bytes. False, and nothing appended, for anything that base64_encode() would not
 * write. */
bool base64_decode(struct buf *out, struct view digits);

#endif
