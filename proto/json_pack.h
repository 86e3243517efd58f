/* json_pack.h: JSON (RFC 8259) as MessagePack: the way back from json_from_pack().
 *
 * Strict: whatever is not JSON, or not UTF-8, is refused. Linear in the text; depth is bounded by
 * MAX_DEPTH. What became hexadecimal digits on the way out stays a string.
 */
#ifndef PROTO_JSON_PACK_H
#define PROTO_JSON_PACK_H

#include "proto/error.h"
#include "proto/memory.h"

/* Appends the one value that text holds, blanks around it aside. A number with a fraction or an
 * exponent is a double, and so is every number whose key ends with "confidence", as
 * json_from_pack() leaves the point out of a whole one. 0, or -1 with *err (MALFORMED) that names
 * the byte. */
int json_to_pack(struct view text, struct buf *out, struct err *err);

#endif
