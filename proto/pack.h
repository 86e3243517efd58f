/* pack.h: writing and reading self-describing MessagePack: results, and the body of STATUS_IS.
 *
 * A result is the MessagePack form of the export contract: the same keys, in the same order
 * (PROTOCOL.md, "The result"), so that one generic function turns it into JSON.
 */
#ifndef PROTO_PACK_H
#define PROTO_PACK_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

/* Writing: appends to a buffer. Maps and arrays are announced with their count first. */
void pack_map(struct buf *b, uint32_t count);
void pack_array(struct buf *b, uint32_t count);
void pack_str(struct buf *b, struct view s);
void pack_string(struct buf *b, const char *s);
void pack_bin(struct buf *b, struct view bytes);
void pack_u64(struct buf *b, uint64_t n);
void pack_i64(struct buf *b, int64_t n);
void pack_double(struct buf *b, double d);
void pack_bool(struct buf *b, bool yes);
void pack_nil(struct buf *b);

/* An array or map whose count is not known yet: open it, add items, close it with the count. The
 * count is always written in five bytes. */
size_t pack_open_array(struct buf *b);
size_t pack_open_map(struct buf *b);
void pack_close(struct buf *b, size_t opened, uint32_t count);
/* The same, but a count below 16 takes one byte, and what was added moves up to it. */
void pack_close_tight(struct buf *b, size_t opened, uint32_t count);

/* Reading: a cursor over bytes that passed check_whole(). */
struct unpack {
    const unsigned char *at, *end;
};
enum unpack_type {
    UNPACK_NIL,
    UNPACK_BOOL,
    UNPACK_INT,
    UNPACK_DOUBLE,
    UNPACK_STR,
    UNPACK_BIN,
    UNPACK_ARRAY,
    UNPACK_MAP,
    UNPACK_END
};
struct unpack_item {
    enum unpack_type type;
    bool negative;     /* INT: value is -(int64_t)number */
    uint64_t number;   /* INT, BOOL; ARRAY and MAP: how many items or pairs follow */
    double real;       /* DOUBLE */
    struct view bytes; /* STR, BIN: into the input */
};
struct unpack unpack_of(struct view bytes);
/* The next item (the header of an array or map, then its members one by one). */
struct unpack_item unpack_next(struct unpack *u);
/* Passes over the next whole object, members and all. */
void unpack_skip(struct unpack *u);
/* In the map at *u: moves *u to the value of key and returns true; false when it has no such key or
 * is no map (*u is then unchanged). */
bool unpack_find(struct unpack *u, const char *key);

/* Finds the values of so many keys in one reading of the map at *u, and moves *u behind it.
 * values[i] is where that of keys[i] begins, the first of several, or empty. It goes quickest when
 * keys are in the order of the map. */
void unpack_values(struct unpack *u, const struct view *keys, unsigned count,
                   struct unpack *values);

/* The next object, if it is a text or a number that is not negative. What is not there, or of
 * another type, reads as empty or 0. */
struct view unpack_as_text(struct unpack u);
uint64_t unpack_as_number(struct unpack u);
/* What stands under key in the map at `map`, read like that. */
struct view unpack_text(struct unpack map, const char *key);
uint64_t unpack_number(struct unpack map, const char *key);
/* Moves *item to the first item of the array under key; how many there are. */
uint64_t unpack_items(struct unpack map, const char *key, struct unpack *item);

/* The next object as a span [start, end], and *u behind it. False if it is none: then both are 0.
 */
bool unpack_span(struct unpack *u, uint64_t *start, uint64_t *end);

#endif
