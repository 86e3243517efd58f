/* records.h: the kinds of record of the export contract, by number: what workers find, the index
 * keeps and the query language asks for.
 */
#ifndef PROTO_RECORDS_H
#define PROTO_RECORDS_H

/* X(NAME, name). The number is kept in the index: a row is never moved. */
#define RECORD_KINDS(X)                                                                            \
    X(QUANTITY, "quantity")                                                                        \
    X(DATE, "date") X(PLACE, "place") X(ORG, "org") X(PERSON, "person")                            \
        X(INITIATIVE, "initiative") X(DOCUMENT, "document")

/* ARTICLE stands for the article itself, which the index keeps beside its records. */
enum record_kind {
#define X(NAME, name) RECORD_##NAME,
    RECORD_KINDS(X)
#undef X
        RECORD_ARTICLE,
    RECORD_KIND_COUNT
};

const char *record_kind_name(unsigned kind); /* "quantity"; "article"; "?" if there is none */
int record_kind_by_name(const char *name);   /* -1 if there is none */

#endif
