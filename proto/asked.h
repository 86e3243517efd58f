/* asked.h: what may be asked of a record of each kind, and which of its keys answer.
 *
 * A field is asked of a record itself or, with a link, of the one that it is linked to: the place:
 * of a figure is the place that the figure is about. By itself, outside of braces, a field of
 * records is short for the first kind below that has it without a link.
 */
#ifndef PROTO_ASKED_H
#define PROTO_ASKED_H

#include "proto/part_records.h"
#include "proto/query.h"

/* X(KIND, FIELD, link, key, key): one of the two keys has to allow the value. Without keys the text
 * or the ledger answers. */
#define ASKED(X)                                                                                   \
    X(QUANTITY, QUANTITY, NONE, QUANTITY, NONE)                                                    \
    X(QUANTITY, VALUE, NONE, QUANTITY, NONE)                                                       \
    X(QUANTITY, UNIT, NONE, QUANTITY, NONE)                                                        \
    X(QUANTITY, ABOUT, NONE, NONE, NONE)                                                           \
    X(QUANTITY, PLACE, PLACE, PLACE, NONE)                                                         \
    X(QUANTITY, ORG, ORG, ORG, SHORT)                                                              \
    X(QUANTITY, DATE, DATE, DATE, NONE)                                                            \
    X(QUANTITY, INITIATIVE, INITIATIVE, INITIATIVE, NONE)                                          \
    X(DATE, DATE, NONE, DATE, NONE)                                                                \
    X(PLACE, PLACE, NONE, PLACE, NONE)                                                             \
    X(PLACE, NAME, NONE, PLACE, NONE)                                                              \
    X(ORG, ORG, NONE, ORG, SHORT)                                                                  \
    X(ORG, NAME, NONE, ORG, SHORT)                                                                 \
    X(ORG, TYPE, NONE, TYPE, NONE)                                                                 \
    X(PERSON, PERSON, NONE, PERSON, NONE)                                                          \
    X(PERSON, NAME, NONE, PERSON, NONE)                                                            \
    X(PERSON, ROLE, NONE, ROLE, NONE)                                                              \
    X(PERSON, ORG, NONE, EMPLOYER, NONE)                                                           \
    X(INITIATIVE, INITIATIVE, NONE, INITIATIVE, NONE)                                              \
    X(INITIATIVE, NAME, NONE, INITIATIVE, NONE)                                                    \
    X(INITIATIVE, TYPE, NONE, SORT, NONE)                                                          \
    X(DOCUMENT, DOCUMENT, NONE, DOCUMENT, NUMBER)                                                  \
    X(DOCUMENT, NAME, NONE, DOCUMENT, NUMBER)                                                      \
    X(ARTICLE, DATE, NONE, NONE, NONE)                                                             \
    X(ARTICLE, KIND, NONE, NONE, NONE)                                                             \
    X(ARTICLE, SOURCE, NONE, NONE, NONE)                                                           \
    X(ARTICLE, ARCHIVE, NONE, NONE, NONE)

struct asked {
    enum record_kind kind;
    enum query_field field;
    enum record_link link;
    enum record_key keys[2];
};

extern const struct asked asked_rows[];
extern const size_t asked_count;

/* NULL if this field may not be asked of a record of this kind. */
const struct asked *asked_find(enum record_kind kind, enum query_field field);

/* The kind that a field outside of braces is short for; -1 for fields of the text or ledger. */
int asked_kind(enum query_field field);

#endif
