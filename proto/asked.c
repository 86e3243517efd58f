/* asked.c: see asked.h. */
#include "proto/asked.h"

static const struct asked rows[] = {
#define X(KIND, FIELD, link, key, other)                                                           \
    {RECORD_##KIND, QUERY_##FIELD, LINK_##link, {KEY_##key, KEY_##other}},
    ASKED(X)
#undef X
};
enum { ROWS = sizeof rows / sizeof *rows };

const struct asked *asked_find(enum record_kind kind, enum query_field field)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].kind == kind && rows[i].field == field) return &rows[i];
    return NULL;
}

int asked_kind(enum query_field field)
{
    enum query_scope scope = query_fields[field].scope;
    if (scope == QUERY_OF_ARTICLE || scope == QUERY_OF_BOTH) return RECORD_ARTICLE;
    for (size_t i = 0; scope == QUERY_OF_RECORD && i < ROWS; i++)
        if (rows[i].field == field && rows[i].link == LINK_NONE) return (int)rows[i].kind;
    return -1;
}
