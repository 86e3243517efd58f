/* shape.c: see shape.h. */
#include "proto/shape.h"
#include "proto/msg.h"
#include <string.h>

/* A function for each STRUCT and MESSAGE, because only within a function can each have a type of
 * the same name, `self`, for FIELD to take offsets in. */
#define SHAPE(NAME, name)                                                                          \
    static const struct shape *shape_##NAME(void)                                                  \
    {                                                                                              \
        typedef struct msg_##name self;                                                            \
        static const char label[] = #NAME;                                                         \
        static const struct shape_field fields[] = {
#define STRUCT(NAME, name)          SHAPE(NAME, name)
#define MESSAGE(number, NAME, name) SHAPE(NAME, name)
#define FIELD(type, name, limit)    {TYPE_##type, #name, limit, offsetof(self, name), NULL},
#define LIST(NAME, name, limit)     {TYPE_LIST, #name, limit, offsetof(self, name), shape_##NAME},
#define END                                                                                        \
    {                                                                                              \
        0                                                                                          \
    }                                                                                              \
    }                                                                                              \
    ;                                                                                              \
    enum { COUNT = sizeof fields / sizeof *fields - 1 };                                           \
    static const struct shape shape = {label, sizeof(self), COUNT, fields};                        \
    return &shape;                                                                                 \
    }
#include "proto/messages.def"

const struct shape *shape_of_message(uint64_t number)
{
    switch (number) {
#define STRUCT(NAME, name)
#define MESSAGE(number, NAME, name)                                                                \
    case number:                                                                                   \
        return shape_##NAME();
#define FIELD(type, name, limit)
#define LIST(NAME, name, limit)
#define END
#include "proto/messages.def"
    default: return NULL;
    }
}

const struct shape *shape_of_record(const char *record)
{
#define STRUCT(NAME, name)                                                                         \
    if (strcmp(record, #name) == 0) return shape_##NAME();
#define MESSAGE(number, NAME, name)
#define FIELD(type, name, limit)
#define LIST(NAME, name, limit)
#define END
#include "proto/messages.def"
    return NULL;
}
