/* thrift.h: writing Thrift's compact protocol, the form of Parquet's heads and feet.
 *
 * Source: Apache Thrift, "Thrift Compact protocol encoding" (doc/specs/thrift-compact-protocol.md).
 * Fields of a struct must be written in ascending order of their ids.
 */
#ifndef CLIENT_EXPORT_THRIFT_H
#define CLIENT_EXPORT_THRIFT_H

#include "proto/memory.h"

enum thrift_type {
    THRIFT_TRUE = 1,
    THRIFT_FALSE = 2,
    THRIFT_I32 = 5,
    THRIFT_I64 = 6,
    THRIFT_BINARY = 8,
    THRIFT_LIST = 9,
    THRIFT_STRUCT = 12
};

/* A struct that is being written; begin one with *out set and the rest 0. */
struct thrift {
    struct buf *out;
    int last; /* id of the last field */
};

void thrift_i32(struct thrift *t, int id, int32_t n);
void thrift_i64(struct thrift *t, int id, int64_t n);
void thrift_text(struct thrift *t, int id, struct view text);

/* A field that is a struct: write its fields through what is returned, then end that one. */
struct thrift thrift_struct(struct thrift *t, int id);
void thrift_end(struct thrift *t);

/* A field that is a list of `count` items of one type; the items follow, made by the functions
 * below. */
void thrift_list(struct thrift *t, int id, enum thrift_type type, size_t count);
void thrift_item_i32(struct buf *out, int32_t n);
void thrift_item_text(struct buf *out, struct view text);

#endif
