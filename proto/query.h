/* query.h: the query language: what a person types, as a small tree. docs/query.md tells it to
 * people, QUERY_FIELDS below is the list of its fields, for the parser, the help and the docs
 * alike.
 *
 *     query  = one { OR one-with-AND }      brackets group, NOT and - negate
 *     one    = word | "phrase" | "some words"~20 | field:value | { kind condition … }
 *
 * Words side by side must all be there. Full-width marks count as their narrow twins. Texts in the
 * tree are folded (fold.h), values are in base units (amount.h), dates are whole days. A condition
 * on a record stands in braces with others that the same record must meet; outside of braces it is
 * short for a record with this one condition: place:52 is {place place:52}.
 *
 * Parsing takes linear time; brackets, terms and length are bounded (limits.h).
 */
#ifndef PROTO_QUERY_H
#define PROTO_QUERY_H

#include "proto/error.h"
#include "proto/memory.h"
#include "proto/records.h"
#include <stdbool.h>
#include <stdint.h>

/* How the value of a field is read. */
enum query_value {
    QUERY_IS_TEXT,   /* a word or "phrase": what is meant contains it; =word: is just this */
    QUERY_IS_WORDS,  /* the same, where it begins and ends with words of the text */
    QUERY_IS_PLACE,  /* digits: the beginning of a code; else a text */
    QUERY_IS_DAYS,   /* 2020, 2020-03, 2020..2022-03, >=2020-03-15 */
    QUERY_IS_AMOUNT, /* >=1亿元, 件>1000, 100..200万元, 元 */
    QUERY_IS_UNIT,   /* 亩 */
    QUERY_IS_NAME,   /* of a closed set (tables.h, records.h), in full; =name is the same */
};

/* Where a field may stand: TEXT: it is looked up in an article's text; ARTICLE: said of articles;
 * RECORD: of records; INNER: of records, in braces only; LEDGER: of documents, whatever their
 * state; BOTH: of documents and of their articles. */
enum query_scope {
    QUERY_OF_TEXT,
    QUERY_OF_ARTICLE,
    QUERY_OF_RECORD,
    QUERY_OF_INNER,
    QUERY_OF_LEDGER,
    QUERY_OF_BOTH,
};

/* X(NAME, name, value, scope, sentence, example) */
#define QUERY_FIELDS(X)                                                                            \
    X(BODY, "", TEXT, TEXT, "a text in the article", "调解")                                       \
    X(WORD, "w", WORDS, TEXT, "whole words of the article", "w:工程")                              \
    X(TITLE, "title", TEXT, TEXT, "a text in the title", "title:网格")                             \
    X(DATE, "date", DAYS, ARTICLE, "the article's date; in braces the record's",                   \
      "date:2020..2022-03")                                                                        \
    X(BYLINE, "byline", TEXT, TEXT, "who wrote it", "byline:李")                                   \
    X(KIND, "kind", NAME, ARTICLE, "article, brief, commentary, caption, note or outline",         \
      "kind:brief")                                                                                \
    X(SOURCE, "source", TEXT, BOTH, "the name of the document", "source:2021/")                    \
    X(ARCHIVE, "archive", TEXT, BOTH, "the archive", "archive:news")                               \
    X(PLACE, "place", PLACE, RECORD, "a place: the beginning of its code, or a part of its name",  \
      "place:5201")                                                                                \
    X(ORG, "org", TEXT, RECORD, "an organisation whose name contains this", "org:法院")            \
    X(PERSON, "person", TEXT, RECORD, "a person whose name contains this", "person:王")            \
    X(ROLE, "role", TEXT, RECORD, "a person with this role", "role:书记")                          \
    X(INITIATIVE, "initiative", TEXT, RECORD, "a mechanism, programme or platform",                \
      "initiative:网格")                                                                           \
    X(DOCUMENT, "document", TEXT, RECORD, "a document cited by title or number",                   \
      "document:国发〔2020〕")                                                                     \
    X(QUANTITY, "quantity", AMOUNT, RECORD, "a figure; units are converted", "quantity:>=1亿元")   \
    X(UNIT, "unit", UNIT, RECORD, "a figure of this unit, or of one that converts to it",          \
      "unit:亩")                                                                                   \
    X(ABOUT, "about", TEXT, RECORD,                                                                \
      "a figure of which this is counted; behind quantity: the same", "quantity:件>10 about:调解") \
    X(VALUE, "value", AMOUNT, INNER, "of a figure, in the unit that unit: tells",                  \
      "{quantity unit:元 value>1e8}")                                                              \
    X(NAME, "name", TEXT, INNER, "of what the record names", "{org name:法院}")                    \
    X(TYPE, "type", TEXT, INNER, "of an organisation or initiative", "{org type:court}")           \
    X(STATE, "state", NAME, LEDGER, "the document's state", "state:failed")                        \
    X(REASON, "reason", NAME, LEDGER, "why it failed or was skipped", "reason:timeout")            \
    X(WORKER, "worker", TEXT, LEDGER, "the version of the extractor that worked on it",            \
      "worker:0.1")

enum query_field {
#define X(NAME, ...) QUERY_##NAME,
    QUERY_FIELDS(X)
#undef X
        QUERY_FIELD_COUNT
};

struct query_field_row {
    const char *name;
    enum query_value value;
    enum query_scope scope;
    const char *text, *example;
};
extern const struct query_field_row query_fields[QUERY_FIELD_COUNT];

/* A field with its value. What is not of its kind is empty or 0. */
struct query_term {
    enum query_field field;
    struct view text; /* folded; PLACE: digits if by code; UNIT, AMOUNT: the unit's key, or empty */
    bool whole;       /* TEXT, NAME: is just this text; PLACE: text is the beginning of a code */
    uint64_t low, high;            /* AMOUNT: amount keys, both included */
    int32_t from, to;              /* DAYS: since 1970-01-01, half-open */
    unsigned number;               /* NAME: of the closed set */
    const struct query_term *next; /* in braces */
};

enum query_type {
    QUERY_ALL,    /* every article */
    QUERY_AND,    /* all of `first` and its siblings */
    QUERY_OR,     /* at least one of them */
    QUERY_NOT,    /* not `first` */
    QUERY_TERM,   /* `term`, of the text, an article or the ledger */
    QUERY_NEAR,   /* the TERMs under `first`, all within `distance` characters */
    QUERY_RECORD, /* a record of `kind` that meets all of `term` and its `next` */
};

struct query_node {
    enum query_type type;
    enum record_kind kind;
    uint32_t distance;
    uint32_t start, end; /* where it stands in the query, in bytes */
    const struct query_term *term;
    struct query_node *first, *last, *next;
};

/* Where a query is wrong: bytes [start, end) of it, start <= end <= its length. */
struct query_place {
    size_t start, end;
};

/* The tree of a query, in the arena; an empty query is ALL. NULL with *err (BAD_REQUEST or
 * OVER_LIMIT) and *place (may be NULL): not UTF-8, too long, too deep, or not of the language. */
const struct query_node *query_parse(struct view text, struct arena *arena,
                                     struct query_place *place, struct err *err);

/* Whether anything in the tree is said of the ledger alone (state: reason: worker:). */
bool query_is_of_ledger(const struct query_node *node);

#endif
