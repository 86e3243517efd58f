/* query.c: see query.h. A parser by recursive descent, in one pass; values are query_value.c's. */
#include "proto/query.h"
#include "proto/limits.h"
#include "proto/query_parts.h"
#include "proto/utf8.h"

const struct query_field_row query_fields[QUERY_FIELD_COUNT] = {
#define X(NAME, name, value, scope, text, example)                                                 \
    {name, QUERY_IS_##value, QUERY_OF_##scope, text, example},
    QUERY_FIELDS(X)
#undef X
};

static struct query_node *text_node(struct query_parser *p, enum query_field field,
                                    struct view text, const char *start)
{
    struct query_node *n = node_new(p, QUERY_TERM, start);
    struct query_draft *d = draft_new(p, field, start);
    if (!node_count(p, start) || !query_value_read(p, d, text, true)) return NULL;
    n->term = &d->term;
    return n;
}

/* ---- Texts ---- */

/* "…"~20: the words between the marks, near each other. */
static struct query_node *near_node(struct query_parser *p, struct view words, const char *start)
{
    struct query_parser inner = *p;
    const char *digits = p->at;
    struct query_node *n = node_new(p, QUERY_NEAR, start);
    for (; p->at < p->end && *p->at >= '0' && *p->at <= '9'; p->at++)
        if (n->distance <= MAX_QUERY_DISTANCE)
            n->distance = n->distance * 10 + (uint32_t)(*p->at - '0');
    if (p->at == digits || n->distance > MAX_QUERY_DISTANCE) {
        query_fail(p, start, p->at, "a number of characters is wanted behind ~, at most %d",
                   MAX_QUERY_DISTANCE);
        return NULL;
    }
    inner.at = words.at;
    inner.end = words.at + words.len;
    for (lex_pass_blanks(&inner); inner.at < inner.end; lex_pass_blanks(&inner)) {
        const char *word = inner.at, *behind;
        while (inner.at < inner.end && !lex_is_blank(lex_mark(inner.at, inner.end, &behind)))
            inner.at = behind;
        struct query_node *child =
            text_node(p, QUERY_BODY, (struct view){word, (size_t)(inner.at - word)}, word);
        if (!child) return NULL;
        node_add(n, child);
    }
    if (n->first && n->first->next) return n;
    query_fail(p, start, p->at, "near each other can be two words or more");
    return NULL;
}

static struct query_node *take_phrase(struct query_parser *p)
{
    const char *start = p->at;
    struct view text;
    if (!lex_quoted(p, &text)) return NULL;
    if (lex_take(p, '~')) return near_node(p, text, start);
    return text_node(p, QUERY_BODY, text, start);
}

/* ---- The grammar ---- */

static struct query_node *take_any(struct query_parser *p);

static struct query_node *take_group(struct query_parser *p)
{
    const char *start = p->at;
    lex_take(p, '(');
    if (++p->depth > MAX_QUERY_DEPTH) {
        query_fail(p, start, p->at, "brackets nest deeper than %d", MAX_QUERY_DEPTH);
        return NULL;
    }
    struct query_node *n = take_any(p);
    p->depth--;
    lex_pass_blanks(p);
    if (n && !lex_take(p, ')')) {
        query_fail(p, start, p->at, "this bracket is never closed");
        return NULL;
    }
    return n;
}

static bool stands_for_all(struct view word)
{
    return word.len == 1 && word.at[0] == '*';
}

static struct query_node *take_plain(struct query_parser *p)
{
    const char *start = p->at, *behind;
    int field = record_field(p);
    if (p->failed) return NULL;
    if (field >= 0) return record_of_field(p, (enum query_field)field, start);
    bool joins = lex_operator(p, "AND") || lex_operator(p, "OR");
    struct view word = joins ? (struct view){0} : lex_word(p);
    if (stands_for_all(word)) return node_new(p, QUERY_ALL, start);
    if (word.len > 0) return text_node(p, QUERY_BODY, word, start);
    bool close = lex_mark(p->at, p->end, &behind) == ')' || lex_peek(p) == '}';
    if (!joins && close)
        query_fail(p, start, behind, "nothing was opened that this closes, or nothing is in it");
    else
        query_fail(p, start, p->at, "something to look for is wanted here");
    return NULL;
}

static struct query_node *take_one(struct query_parser *p)
{
    lex_pass_blanks(p);
    switch (lex_peek(p)) {
    case '(': return take_group(p);
    case '{': return record_take(p);
    case '"': return take_phrase(p);
    default: return take_plain(p);
    }
}

static bool take_minus(struct query_parser *p)
{
    const char *start = p->at;
    lex_pass_blanks(p);
    if (lex_take(p, '-') && p->at < p->end && !lex_is_blank(lex_peek(p))) return true;
    p->at = start;
    return false;
}

/* NOT NOT is what it was; so the depth of the tree is that of the brackets. */
static struct query_node *take_negated(struct query_parser *p)
{
    bool negated = false;
    lex_pass_blanks(p);
    const char *start = p->at;
    while (lex_operator(p, "NOT") || take_minus(p)) negated = !negated;
    struct query_node *one = take_one(p);
    if (!one || !negated) return one;
    struct query_node *n = node_new(p, QUERY_NOT, start);
    node_add(n, one);
    return n;
}

static bool at_end_of_and(struct query_parser *p)
{
    lex_pass_blanks(p);
    if (p->at >= p->end || lex_peek(p) == ')') return true;
    const char *before = p->at;
    bool or = lex_operator(p, "OR");
    p->at = before;
    return or ;
}

static bool is_short_record(const struct query_node *n, const struct query_parser *p)
{
    return n && n->type == QUERY_RECORD && n->kind == RECORD_QUANTITY && p->start[n->start] != '{';
}

/* about: behind quantity: is said of the same figure. True if it was so. */
static bool join_about(struct query_parser *p, struct query_node *before, struct query_node *n)
{
    if (!is_short_record(before, p) || !is_short_record(n, p)) return false;
    if (n->term->field != QUERY_ABOUT || before->term->field == QUERY_ABOUT) return false;
    struct query_term *joined = arena_alloc(p->arena, sizeof *joined);
    *joined = *n->term;
    joined->next = before->term;
    before->term = joined;
    before->end = n->end;
    return true;
}

static struct query_node *take_all(struct query_parser *p)
{
    lex_pass_blanks(p);
    struct query_node *first = take_negated(p);
    if (!first || at_end_of_and(p)) return first;
    struct query_node *all = node_new(p, QUERY_AND, p->start + first->start);
    node_add(all, first);
    while (!at_end_of_and(p)) {
        lex_operator(p, "AND");
        struct query_node *n = take_negated(p);
        if (!n) return NULL;
        if (!join_about(p, all->last, n)) node_add(all, n);
    }
    return all->first->next ? all : all->first;
}

static struct query_node *take_any(struct query_parser *p)
{
    struct query_node *first = take_all(p);
    if (!first || !lex_operator(p, "OR")) return first;
    struct query_node *any = node_new(p, QUERY_OR, p->start + first->start);
    node_add(any, first);
    do {
        struct query_node *n = take_all(p);
        if (!n) return NULL;
        node_add(any, n);
    } while (lex_operator(p, "OR"));
    return any;
}

static bool check_text(struct query_parser *p, struct view text)
{
    if (text.len > MAX_QUERY) {
        fail(p->err, ERR_OVER_LIMIT, "a query of %zu bytes; at most %d are read", text.len,
             MAX_QUERY);
        p->place = (struct query_place){MAX_QUERY, text.len};
        return false;
    }
    size_t valid = utf8_prefix(text);
    if (valid == text.len) return true;
    return query_fail(p, text.at + valid, text.at + valid + 1, "this is not UTF-8");
}

const struct query_node *query_parse(struct view text, struct arena *arena,
                                     struct query_place *place, struct err *err)
{
    struct err ignored;
    struct query_parser p = {.arena = arena, .err = err ? err : &ignored};
    struct query_node *n = NULL;
    if (text.len == 0) text = view_of("");
    p.start = p.at = text.at;
    p.end = text.at + text.len;
    if (check_text(&p, text)) {
        lex_pass_blanks(&p);
        n = p.at == p.end ? node_new(&p, QUERY_ALL, p.start) : take_any(&p);
        if (n) lex_pass_blanks(&p);
        if (n && p.at < p.end) {
            query_fail(&p, p.at, p.at + 1, "nothing was opened that this closes");
            n = NULL;
        }
    }
    if (place) *place = p.place;
    return n;
}

bool query_is_of_ledger(const struct query_node *node)
{
    if (node->type == QUERY_TERM && query_fields[node->term->field].scope == QUERY_OF_LEDGER)
        return true;
    for (const struct query_node *n = node->first; n; n = n->next)
        if (query_is_of_ledger(n)) return true;
    return false;
}
