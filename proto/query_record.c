/* query_record.c: fields with their values, by themselves and in the braces of a record. */
#include "proto/asked.h"
#include "proto/fold.h"
#include "proto/limits.h"
#include "proto/query_parts.h"
#include <string.h>

enum { NAME_MOST = 16 };

struct query_node *node_new(struct query_parser *p, enum query_type type, const char *start)
{
    struct query_node *n = arena_alloc(p->arena, sizeof *n);
    *n = (struct query_node){.type = type, .start = (uint32_t)(start - p->start)};
    n->end = (uint32_t)(p->at - p->start);
    return n;
}

void node_add(struct query_node *parent, struct query_node *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->end = child->end;
}

bool node_count(struct query_parser *p, const char *start)
{
    if (++p->terms <= MAX_QUERY_TERMS) return true;
    return query_fail(p, start, p->at, "more than %d terms are more than a query may have",
                      MAX_QUERY_TERMS);
}

struct query_draft *draft_new(struct query_parser *p, enum query_field field, const char *start)
{
    struct query_draft *d = arena_alloc(p->arena, sizeof *d);
    *d = (struct query_draft){.term.field = field, .start = start, .end = p->at};
    return d;
}

/* The length of the name that text begins with, if a colon (or, `compared`, a comparison) follows;
 * else 0. */
static size_t name_length(struct view text, bool *compared)
{
    const char *at = text.at, *end = text.at + text.len, *behind;
    uint32_t c = lex_mark(at, end, &behind);
    for (; c >= 'a' && c <= 'z'; c = lex_mark(at, end, &behind)) at = behind;
    *compared = c == '<' || c == '>' || c == '=' || c == U'≤' || c == U'≥';
    return c == ':' || *compared ? (size_t)(at - text.at) : 0;
}

static int field_by_name(struct view name)
{
    char lower[NAME_MOST + 1] = "";
    const char *at = name.at, *end = name.at + name.len;
    for (size_t i = 0; at < end; i++) {
        if (i == NAME_MOST) return -1;
        lower[i] = (char)fold_char(fold_read(&at, end));
    }
    for (int i = 1; i < QUERY_FIELD_COUNT; i++)
        if (strcmp(query_fields[i].name, lower) == 0) return i;
    return -1;
}

static bool is_compared(int field)
{
    return field >= 0 && (query_fields[field].value == QUERY_IS_AMOUNT ||
                          query_fields[field].value == QUERY_IS_DAYS);
}

/* The field that p stands before, with p behind its name; -1 if what stands here is no field. */
int record_field(struct query_parser *p)
{
    const char *start = p->at;
    bool compared;
    struct view word = lex_word(p);
    size_t len = name_length(word, &compared);
    int field = len > 0 ? field_by_name((struct view){start, len}) : -1;
    p->at = start;
    if (len == 0 || (compared && !is_compared(field))) return -1;
    if (field < 0) {
        query_fail(p, start, start + len,
                   "there is no field \"%.*s\"; garner help query lists them. A text with a colon "
                   "stands in quotation marks",
                   (int)(len < NAME_MOST ? len : NAME_MOST), start);
        return -1;
    }
    p->at = start + len;
    lex_take(p, ':');
    return field;
}

/* The value behind a field's name. */
static struct query_draft *take_value(struct query_parser *p, enum query_field field,
                                      const char *start)
{
    struct view value;
    bool quoted = lex_peek(p) == '"';
    if (!quoted)
        value = lex_word(p);
    else if (!lex_quoted(p, &value))
        return NULL;
    struct query_draft *d = draft_new(p, field, start);
    return node_count(p, start) && query_value_read(p, d, value, quoted) ? d : NULL;
}

/* ---- Records ---- */

/* Converts the amounts of a record, by the unit that one of its conditions names. */
static void finish_record(struct query_parser *p, struct query_node *n, struct query_draft *first)
{
    const struct query_draft *unit = NULL;
    const struct query_term **link = &n->term;
    for (struct query_draft *d = first; d; d = d->next)
        if (d->term.field == QUERY_UNIT) unit = d;
    for (struct query_draft *d = first; d; d = d->next) {
        enum query_value value = query_fields[d->term.field].value;
        if (value == QUERY_IS_AMOUNT && d->unit.len == 0 && unit) {
            d->unit = unit->unit;
            d->power = unit->power;
        }
        if (value == QUERY_IS_AMOUNT || value == QUERY_IS_UNIT) query_amount_finish(p, d);
        *link = &d->term;
        link = &d->term.next;
    }
}

static struct query_draft *take_condition(struct query_parser *p, enum record_kind kind)
{
    const char *start = p->at, *behind;
    int field = record_field(p);
    if (p->failed) return NULL;
    if (field >= 0 && asked_find(kind, (enum query_field)field))
        return take_value(p, (enum query_field)field, start);
    if (field < 0 && lex_word(p).len == 0 && lex_mark(p->at, p->end, &behind)) p->at = behind;
    if (field < 0)
        query_fail(p, start, p->at, "in braces stand conditions, such as %s",
                   kind == RECORD_QUANTITY ? "unit:元 or value>1000" : "name:法院");
    else
        query_fail(p, start, p->at, "%s: is nothing that a record of the kind %s has",
                   query_fields[field].name, record_kind_name(kind));
    return NULL;
}

static int take_kind(struct query_parser *p)
{
    char name[NAME_MOST + 1] = "";
    lex_pass_blanks(p);
    const char *start = p->at;
    struct view word = lex_word(p);
    if (word.len <= NAME_MOST) memcpy(name, word.at, word.len);
    int kind = record_kind_by_name(name);
    if (kind >= 0) return kind;
    query_fail(p, start, p->at,
               "a kind of record is wanted here, such as quantity; garner help kinds lists them");
    return -1;
}

/* { kind condition … }; p is at the brace. */
struct query_node *record_take(struct query_parser *p)
{
    const char *start = p->at;
    struct query_draft *first = NULL, **link = &first;
    lex_take(p, '{');
    int kind = take_kind(p);
    if (kind < 0) return NULL;
    for (lex_pass_blanks(p); !lex_take(p, '}'); lex_pass_blanks(p)) {
        if (p->at >= p->end) {
            query_fail(p, start, p->end, "this brace is never closed");
            return NULL;
        }
        struct query_draft *d = take_condition(p, (enum record_kind)kind);
        if (!d) return NULL;
        *link = d;
        link = &d->next;
    }
    struct query_node *n = node_new(p, QUERY_RECORD, start);
    n->kind = (enum record_kind)kind;
    finish_record(p, n, first);
    return node_count(p, start) ? n : NULL;
}

struct query_node *record_of_field(struct query_parser *p, enum query_field field,
                                   const char *start)
{
    if (query_fields[field].scope == QUERY_OF_INNER) {
        query_fail(p, start, p->at, "%s: stands in braces only, as in %s", query_fields[field].name,
                   query_fields[field].example);
        return NULL;
    }
    struct query_draft *d = take_value(p, field, start);
    if (!d) return NULL;
    int kind = asked_kind(field);
    struct query_node *n = node_new(p, kind < 0 ? QUERY_TERM : QUERY_RECORD, start);
    n->term = &d->term;
    if (kind >= 0) {
        n->kind = (enum record_kind)kind;
        finish_record(p, n, d);
    }
    return n;
}
