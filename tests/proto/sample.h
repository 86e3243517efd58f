/* sample.h: messages made from their shapes (proto/shape.h), so that a new field is tested as soon
 * as messages.def has it.
 */
#ifndef TESTS_PROTO_SAMPLE_H
#define TESTS_PROTO_SAMPLE_H

#include "proto/msg.h"
#include "proto/shape.h"
#include "tests/proto/dice.h"
#include <stdbool.h>

/* Every message's number, in order; 0 behind the last. */
extern const unsigned sample_numbers[];

/* Fills a record of this shape with random values within their limits; lists are short. */
void sample_fill(const struct shape *shape, void *record, struct arena *arena, struct dice *dice);
void sample_message(unsigned number, struct msg *msg, struct arena *arena, struct dice *dice);

/* Sets one field to exactly n: the number, or so many bytes or items (of random contents). */
void sample_set(const struct shape_field *f, void *record, uint64_t n, struct arena *arena,
                struct dice *dice);

bool sample_equal(const struct shape *shape, const void *a, const void *b);

/* Encodes `count` fields of a record without looking at limits, as another program might; more than
 * the shape has are nils. sample_encode() puts the message's number before them. */
void sample_pack_fields(const struct shape *shape, const void *record, size_t count,
                        struct buf *out);
void sample_encode(const struct msg *msg, size_t count, struct buf *out);

#endif
