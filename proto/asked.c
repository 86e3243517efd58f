/* asked.c: see asked.h. */
#include "proto/asked.h"

const struct asked asked_rows[] = {
#define X(KIND, FIELD, link, key, other)                                                           \
    {RECORD_##KIND, QUERY_##FIELD, LINK_##link, {KEY_##key, KEY_##other}},
    ASKED(X)
#undef X
};
const size_t asked_count = sizeof asked_rows / sizeof *asked_rows;

const struct asked *asked_find(enum record_kind kind, enum query_field field)
{
    for (size_t i = 0; i < asked_count; i++)
        if (asked_rows[i].kind == kind && asked_rows[i].field == field) return &asked_rows[i];
    return NULL;
}

int asked_kind(enum query_field field)
{
    enum query_scope scope = query_fields[field].scope;
    if (scope == QUERY_OF_ARTICLE || scope == QUERY_OF_BOTH) return RECORD_ARTICLE;
    for (size_t i = 0; scope == QUERY_OF_RECORD && i < asked_count; i++)
        if (asked_rows[i].field == field && asked_rows[i].link == LINK_NONE)
            return (int)asked_rows[i].kind;
    return -1;
}
