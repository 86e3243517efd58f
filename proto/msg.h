/* msg.h: the messages of messages.def as C structs, and the two functions that read and write them.
 *
 * A message is a header frame, [number, field, field …] in MessagePack, and for some a body frame.
 * Strings and bytes of a decoded message are views into the header and live as long as it does;
 * lists are allocated in the arena given.
 */
#ifndef PROTO_MSG_H
#define PROTO_MSG_H

#include "proto/error.h"
#include "proto/limits.h"
#include "proto/memory.h"

enum msg_number {
#define STRUCT(NAME, name)
#define MESSAGE(number, NAME, name) MSG_##NAME = number,
#define FIELD(type, name, limit)
#define LIST(NAME, name, limit)
#define END
#include "proto/messages.def"
};

/* A list: `count` items at `at`, which the holder of the message owns. */
struct u64_list {
    const uint64_t *at;
    size_t count;
};

#define MSG_C_U64  uint64_t
#define MSG_C_STR  struct view
#define MSG_C_BIN  struct view
#define MSG_C_ID   struct view
#define MSG_C_U64S struct u64_list

/* struct msg_offer, msg_job … and struct msg_hello, msg_submit …; a list `offers` of OFFER becomes
 * { const struct msg_offer *at; size_t count; } offers. */
/* clang-format off */
#define STRUCT(NAME, name)                                                                         \
    struct msg_##name;                                                                             \
    typedef struct msg_##name msg_##NAME##_t;                                                      \
    struct msg_##name {
#define MESSAGE(number, NAME, name) struct msg_##name {
#define FIELD(type, name, limit) MSG_C_##type name;
#define LIST(NAME, name, limit) struct { const msg_##NAME##_t *at; size_t count; } name;
#define END };
/* clang-format on */
#include "proto/messages.def"

/* Any message; `number` says which member holds. */
struct msg {
    enum msg_number number;
    union {
#define STRUCT(NAME, name)
#define MESSAGE(number, NAME, name) struct msg_##name name;
#define FIELD(type, name, limit)
#define LIST(NAME, name, limit)
#define END
#include "proto/messages.def"
    };
};

/* Decodes a header frame, checked first (check.h). 0, or -1 with err->code MALFORMED,
 * UNKNOWN_MESSAGE or OVER_LIMIT and a text that names message and field. */
int msg_decode(const void *header, size_t len, struct arena *arena, struct msg *out,
               struct err *err);

/* Appends the header frame of *msg to *out. 0, or -1 with *err (and nothing appended) when the
 * other side would refuse it: a field over its limit, a string that is not UTF-8, an identity of
 * another length. */
int msg_encode(const struct msg *msg, struct buf *out, struct err *err);

/* One record of a STRUCT by itself, as the store keeps it: name is its lower-case name in
 * messages.def ("row"). As above; decoding also fails when bytes are left over. */
int msg_record_encode(const char *name, const void *record, struct buf *out, struct err *err);
int msg_record_decode(const char *name, const void *bytes, size_t len, struct arena *arena,
                      void *record, struct err *err);

const char *msg_name(unsigned number); /* "SUBMIT"; "?" if there is none */

#endif
