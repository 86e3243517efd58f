/* fields.h: the fields of a map of MessagePack, for tests and benches that make results. */
#ifndef TESTS_PROTO_FIELDS_H
#define TESTS_PROTO_FIELDS_H

#include "proto/pack.h"

static inline void pack_text(struct buf *out, const char *key, const char *text)
{
    pack_string(out, key);
    pack_string(out, text);
}

static inline void pack_number(struct buf *out, const char *key, uint64_t n)
{
    pack_string(out, key);
    pack_u64(out, n);
}

#endif
