/* records.c: see records.h. */
#include "proto/records.h"
#include <string.h>

static const char *const names[RECORD_KIND_COUNT] = {
#define X(NAME, name) name,
    RECORD_KINDS(X)
#undef X
};

const char *record_kind_name(unsigned kind)
{
    return kind < RECORD_KIND_COUNT ? names[kind] : "?";
}

int record_kind_by_name(const char *name)
{
    for (int i = 0; i < RECORD_KIND_COUNT; i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}
