/* records.h: the kinds of record of the export contract, by number: what workers find, the index
 * keeps and the query language asks for.
 */
#ifndef PROTO_RECORDS_H
#define PROTO_RECORDS_H

/* X(NAME, name, sentence). The number is kept in the index: a row is never moved, and new ones go
 * to the end, up to RECORD_KINDS_MOST. ARTICLE stands for the article itself, which the index keeps
 * beside its records. docs/extending.md tells what else a new kind wants. */
#define RECORD_KINDS(X)                                                                            \
    X(QUANTITY, "quantity", "a figure, with its unit")                                             \
    X(DATE, "date", "a day, a month, a year or an interval")                                       \
    X(PLACE, "place", "a place, with its code")                                                    \
    X(ORG, "org", "an organisation")                                                               \
    X(PERSON, "person", "a person")                                                                \
    X(INITIATIVE, "initiative", "a mechanism, programme or platform")                              \
    X(DOCUMENT, "document", "a document cited by title or number")                                 \
    X(ARTICLE, "article", "the article itself, in queries only")

/* X(NAME, name): the kinds of article. */
/* clang-format off */
#define ARTICLE_KINDS(X)                                                                           \
    X(ARTICLE, "article") X(BRIEF, "brief") X(COMMENTARY, "commentary") X(CAPTION, "caption")      \
    X(NOTE, "note") X(OUTLINE, "outline")
/* clang-format on */

/* X(NAME, name): every field that a record of some kind can have besides those that all have, in
 * the order of export. */
/* clang-format off */
#define RECORD_FIELDS(X)                                                                           \
    X(VALUE, "value") X(UNIT, "unit") X(DIMENSION, "dimension") X(BASE_VALUE, "base_value")        \
    X(BASE_UNIT, "base_unit") X(APPROX, "approx") X(BOUND, "bound") X(RANGE, "range")              \
    X(SUBJECT, "subject") X(FROM, "from") X(TO, "to") X(RELATIVE, "relative") X(BASIS, "basis")    \
    X(NAME, "name") X(FULL, "full") X(CODE, "code") X(CANDIDATES, "candidates") X(TYPE, "type")    \
    X(ROLE, "role") X(FULL_TEXT, "full_text") X(TITLE, "title") X(NUMBER, "number")                \
    X(PLACE, "place") X(ORG, "org") X(DATE, "date") X(INITIATIVE, "initiative")                    \
    X(CHECKED, "checked") X(DISPUTED, "disputed")
/* clang-format on */

enum record_field {
#define X(NAME, name) FIELD_##NAME,
    RECORD_FIELDS(X)
#undef X
        FIELD_NONE
};

enum record_kind {
#define X(NAME, ...) RECORD_##NAME,
    RECORD_KINDS(X)
#undef X
        RECORD_KIND_COUNT,
    RECORD_KINDS_MOST = 64
};

enum article_kind {
#define X(NAME, name) ARTICLE_##NAME,
    ARTICLE_KINDS(X)
#undef X
        ARTICLE_KIND_COUNT
};

const char *record_kind_name(unsigned kind); /* "quantity"; "article"; "?" if there is none */
const char *record_kind_sentence(unsigned kind);
int record_kind_by_name(const char *name); /* -1 if there is none */

const char *article_kind_name(enum article_kind kind); /* "brief" */
int article_kind_by_name(const char *name);            /* -1 if there is none */

const char *record_field_name(enum record_field field); /* "value" */

#endif
