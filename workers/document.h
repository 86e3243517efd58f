/* document.h: a document as the stages of the pipeline see it, from its bytes to its result.
 *
 * Each stage reads what the ones before it left and fills in its own part. Everything lives in the
 * document's arena; places are half-open byte ranges of the canonical text (EXPORT contract), so
 * canonical[start..end) is always the text meant. A document is at most MAX_DOCUMENT bytes long, so
 * 32 bits hold a place.
 */
#ifndef WORKERS_DOCUMENT_H
#define WORKERS_DOCUMENT_H

#include "proto/memory.h"
#include "proto/records.h"
#include "proto/tables.h"
#include <stdbool.h>
#include <stdint.h>

struct span {
    uint32_t start, end;
};

struct span_list { /* grows with the span_list_ functions; items in the document's arena */
    struct span *at;
    uint32_t count, room;
};

/* X(NAME, name): kinds of text that belongs to no article. */
/* clang-format off */
#define OTHER_KINDS(X)                                                                             \
    X(TOC, "toc") X(BOILERPLATE, "boilerplate") X(SECTION_HEAD, "section_head")                    \
    X(CONTINUATION, "continuation")
/* clang-format on */

enum other_kind {
#define X(NAME, name) OTHER_##NAME,
    OTHER_KINDS(X)
#undef X
};

/* The value of one field: text, a truth, a number (the `start` of another record) or a list. */
struct field {
    enum record_field key;
    enum { FIELD_IS_TEXT, FIELD_IS_TRUE, FIELD_IS_NUMBER, FIELD_IS_LIST } type;
    struct view text;
    uint64_t number;
    const struct view *list;
    uint32_t count;
};

struct record {
    enum record_kind kind;
    uint32_t start, end;
    const char *rule;   /* id of the row that produced it; static storage */
    uint8_t confidence; /* hundredths, 0–100 */
    const struct field *fields;
    uint32_t field_count;
};
struct record_list {
    struct record *at;
    uint32_t count, room;
};

struct section {
    uint8_t level;               /* 1 = outermost */
    int32_t parent;              /* index in the article's sections, -1 = none */
    uint32_t start, end;         /* of the whole heading line or run-in heading */
    struct view number, heading; /* "一、" and what follows it */
};
struct section_list {
    struct section *at;
    uint32_t count, room;
};

/* Why an article begins where it does, or goes on there. */
struct boundary {
    const char *const *evidence; /* names of what was seen; static storage */
    uint32_t evidence_count;
    uint8_t confidence; /* hundredths, 0–100 */
};

struct article {
    enum article_kind kind;
    struct view title, subtitle, source, date; /* empty = none */
    const struct view *byline;
    uint32_t byline_count;
    struct span_list spans; /* in reading order */
    struct boundary begin;
    const struct boundary *joins; /* spans.count - 1 of them: from each span to the next */
    struct section_list sections; /* in order of place */
    struct span_list sentences;
    struct record_list records; /* in order of start, longer first */
};
struct article_list {
    struct article *at;
    uint32_t count, room;
};

struct other {
    enum other_kind kind;
    uint32_t start, end;
};
struct other_list {
    struct other *at;
    uint32_t count, room;
};

struct origin;

/* What the document's form says of it: meta tags, headers of a message, fields of a JSON line. The
 * keys title, author, date, source and url mean the same in every form. */
struct metadatum {
    struct view key, value;
};
struct metadata {
    struct metadatum *at;
    uint32_t count, room;
};

/* A page begins at this place of the canonical text. */
struct page_mark {
    uint32_t start, page; /* pages count from 1 */
};
struct page_list {
    struct page_mark *at;
    uint32_t count, room;
};

struct document {
    struct arena *arena;
    struct view bytes;           /* as received */
    struct view source, date;    /* context: where it came from, and its date if told */
    struct view declared;        /* its media type as its container names it, with parameters, such
                                    as "text/html; charset=gbk"; empty if nobody says */
    struct view canonical;       /* the text that all places refer to; may be `bytes` itself */
    bool wrapped;                /* its lines may be those of a page (format/wrap.h); then */
    const struct origin *joined; /* not NULL while canonical is the joined text, */
    struct view unjoined;        /* and this the canonical one */
    const char *media_type, *charset;
    const struct origin *origin; /* origin.h: the way back to bytes; NULL: they are the text */
    uint64_t damaged;           /* U+FFFD in the text that stand for bytes that could not be read */
    uint8_t charset_confidence; /* hundredths; 0 where the bytes are the text */
    struct metadata metadata;   /* in the order found; of one key the first counts */
    struct page_list pages;     /* in order of place; empty for what has no pages */
    struct article_list articles;
    struct other_list others;
    const char *partial; /* the limit that cut it short ("wall", "cpu", "memory"), or NULL */
};

/* Adds what is not empty, as long as there are fewer than METADATA_MAX items. The value stays its
 * owner's, key is static storage or in the arena. */
enum { METADATA_MAX = 256 };
void metadata_add(struct arena *a, struct metadata *list, const char *key, struct view value);
/* The first value with this key; an empty view if there is none. */
struct view metadata_find(const struct metadata *list, const char *key);
/* Whether no item before item i has its key. */
bool metadata_is_first(const struct metadata *list, uint32_t i);

/* Append one item and return it, zeroed; memory from the arena. */
struct page_mark *page_add(struct arena *a, struct page_list *list, uint32_t start, uint32_t page);
struct span *span_add(struct arena *a, struct span_list *list, uint32_t start, uint32_t end);
struct record *record_add(struct arena *a, struct record_list *list);
/* The field of that key, or NULL; its text, empty if it is none. */
const struct field *record_find(const struct record *r, enum record_field key);
struct view record_text(const struct record *r, enum record_field key);
/* Adds a field behind those that r has. */
void record_add_field(struct arena *a, struct record *r, struct field f);
/* Orders records by place, the longer first. */
void record_sort(struct record_list *list);
struct section *section_add(struct arena *a, struct section_list *list);
struct article *article_add(struct arena *a, struct article_list *list);
struct other *other_add(struct arena *a, struct other_list *list);

#endif
