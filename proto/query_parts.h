/* query_parts.h: what the proto/query*.c files share: the text that is read, and the readers of
 * values.
 */
#ifndef PROTO_QUERY_PARTS_H
#define PROTO_QUERY_PARTS_H

#include "proto/decimal.h"
#include "proto/query.h"

struct query_parser {
    struct arena *arena;
    const char *start, *end, *at; /* the query, and where the reading is */
    unsigned depth, terms;
    bool failed;
    struct query_place place;
    struct err *err;
};

/* ---- query_lex.c ---- */

/* Keeps the first fault, about the bytes [start, end); returns false. */
bool query_fail(struct query_parser *p, const char *start, const char *end, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The character at `at`, folded, with quotation marks of all kinds as "; 0 at the end. */
uint32_t lex_mark(const char *at, const char *end, const char **behind);
uint32_t lex_peek(const struct query_parser *p);        /* the one that is next */
bool lex_take(struct query_parser *p, uint32_t wanted); /* passes over it if it is this one */
bool lex_is_blank(uint32_t c);
void lex_pass_blanks(struct query_parser *p);
/* Up to a blank, bracket, brace or quotation mark. */
struct view lex_word(struct query_parser *p);
/* AND, OR or NOT, as a word by itself. */
bool lex_operator(struct query_parser *p, const char *name);
/* What stands between quotation marks; p is at the first. */
bool lex_quoted(struct query_parser *p, struct view *out);

/* ---- query_record.c ---- */

struct query_node *node_new(struct query_parser *p, enum query_type type, const char *start);
void node_add(struct query_node *parent, struct query_node *child);
/* False if these are too many. */
bool node_count(struct query_parser *p, const char *start);

/* The field that p stands before, with p behind its name; -1 if what stands here is none. */
int record_field(struct query_parser *p);
/* Its value, as a node. */
struct query_node *record_of_field(struct query_parser *p, enum query_field field,
                                   const char *start);
/* { kind condition … }; p is at the brace. */
struct query_node *record_take(struct query_parser *p);

/* ---- query_value.c ---- */

/* A term as it is read: the bounds of an amount are converted only when its unit is known, which in
 * braces may stand behind it. */
struct query_bound {
    bool given, open; /* open: the bound itself does not count */
    struct decimal value;
};
struct query_draft {
    struct query_term term;
    struct query_bound low, high;
    struct view unit; /* of the amount; empty = none yet */
    int power;        /* the amount is in 10^power of it, as in 万元 */
    const char *start, *end;
    struct query_draft *next;
};

struct query_draft *draft_new(struct query_parser *p, enum query_field field, const char *start);

/* Reads the value of the draft's field from [at, end); quoted: it stood in quotation marks. */
bool query_value_read(struct query_parser *p, struct query_draft *d, struct view value,
                      bool quoted);

/* Brings an amount to its base unit. */
void query_amount_finish(struct query_parser *p, struct query_draft *d);

#endif
