/* shape.h: messages.def as data: for each message and each record of a list its fields, in order,
 * with their types, limits and places in the C struct. msg.c reads and writes by it.
 */
#ifndef PROTO_SHAPE_H
#define PROTO_SHAPE_H

#include <stddef.h>
#include <stdint.h>

enum field_type { TYPE_U64, TYPE_STR, TYPE_BIN, TYPE_ID, TYPE_U64S, TYPE_LIST };

struct shape;
struct shape_field {
    enum field_type type;
    const char *name;                /* NULL in the row behind the last */
    uint64_t limit;                  /* of the value, of bytes, or of items, as the type says */
    size_t offset;                   /* in the C struct */
    const struct shape *(*of)(void); /* what a TYPE_LIST is a list of */
};
struct shape {
    const char *name; /* "SUBMIT", "OFFER" */
    size_t size;      /* of the C struct */
    size_t count;     /* of fields */
    const struct shape_field *fields;
};

/* What every list looks like in its C struct, whatever it is a list of. */
struct shape_list {
    const void *at;
    size_t count;
};

/* The shape of a message, by its number; of a record, by its name in messages.def in lower case.
 * NULL if there is none. */
const struct shape *shape_of_message(uint64_t number);
const struct shape *shape_of_record(const char *name);

#endif
