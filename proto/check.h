/* check.h: a bounded walk over MessagePack bytes, before any decoder sees them.
 *
 * Five bytes can make a decoder ask for gigabytes (msgpack-c issue 1013). This walk allocates
 * nothing, reads each byte once, and accepts only input whose every count fits in the bytes that
 * are left. Format: https://github.com/msgpack/msgpack/blob/master/spec.md
 */
#ifndef PROTO_CHECK_H
#define PROTO_CHECK_H

#include "proto/error.h"
#include <stddef.h>
#include <stdint.h>

/* The length in bytes of the one object at the start of bytes[0..len), or -1 with *err if there is
 * no whole object, it nests deeper than MAX_DEPTH, it holds an extension type or the reserved byte
 * 0xc1, or one of its strings is not UTF-8. Trailing bytes are the caller's to judge. */
int64_t check_object(const void *bytes, size_t len, struct err *err);

/* 0 if bytes[0..len) is exactly one such object; -1 with *err. */
int check_whole(const void *bytes, size_t len, struct err *err);

/* The same for a header frame, which may hold at most MAX_OBJECTS objects: a decoder makes a node
 * of each, 24 times as large as the byte that asked for it. */
int check_header(const void *bytes, size_t len, struct err *err);

#endif
