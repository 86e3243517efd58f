/* records.c: see records.h. */
#include "proto/records.h"
#include <string.h>

static const char *const names[RECORD_KIND_COUNT] = {
#define X(NAME, name, sentence) name,
    RECORD_KINDS(X)
#undef X
};

static const char *const sentences[RECORD_KIND_COUNT] = {
#define X(NAME, name, sentence) sentence,
    RECORD_KINDS(X)
#undef X
};

static const char *const article_names[ARTICLE_KIND_COUNT] = {
#define X(NAME, name) name,
    ARTICLE_KINDS(X)
#undef X
};

static const char *const field_names[FIELD_NONE] = {
#define X(NAME, name) name,
    RECORD_FIELDS(X)
#undef X
};

const char *record_kind_name(unsigned kind)
{
    return kind < RECORD_KIND_COUNT ? names[kind] : "?";
}

const char *record_kind_sentence(unsigned kind)
{
    return kind < RECORD_KIND_COUNT ? sentences[kind] : "?";
}

int record_kind_by_name(const char *name)
{
    for (int i = 0; i < RECORD_KIND_COUNT; i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}

const char *article_kind_name(enum article_kind kind)
{
    return article_names[kind];
}

int article_kind_by_name(const char *name)
{
    for (int i = 0; i < ARTICLE_KIND_COUNT; i++)
        if (strcmp(article_names[i], name) == 0) return i;
    return -1;
}

const char *record_field_name(enum record_field field)
{
    return field_names[field];
}
