/* query_lex.c: characters and words of a query, and where it is wrong. */
#include "proto/fold.h"
#include "proto/language.h"
#include "proto/query_parts.h"
#include <stdarg.h>
#include <stdio.h>

bool query_fail(struct query_parser *p, const char *start, const char *end, const char *format, ...)
{
    char text[sizeof p->err->text];
    va_list list;
    if (p->failed) return false;
    va_start(list, format);
    vsnprintf(text, sizeof text, _(format), list);
    va_end(list);
    p->failed = true;
    p->place = (struct query_place){(size_t)(start - p->start), (size_t)(end - p->start)};
    fail(p->err, ERR_BAD_REQUEST, "the query, at byte %zu: %s", p->place.start, text);
    return false;
}

/* ---- Characters ---- */

/* The character at `at`, folded, with quotation marks of all kinds as "; 0 at the end. */
uint32_t lex_mark(const char *at, const char *end, const char **behind)
{
    *behind = at;
    if (at >= end) return 0;
    uint32_t c = fold_char(fold_read(behind, end));
    return c == U'“' || c == U'”' || c == U'„' || c == U'«' || c == U'»' ? '"' : c;
}

uint32_t lex_peek(const struct query_parser *p)
{
    const char *behind;
    return lex_mark(p->at, p->end, &behind);
}

bool lex_take(struct query_parser *p, uint32_t wanted)
{
    const char *behind;
    if (lex_mark(p->at, p->end, &behind) != wanted) return false;
    p->at = behind;
    return true;
}

bool lex_is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0;
}

void lex_pass_blanks(struct query_parser *p)
{
    const char *behind;
    while (p->at < p->end && lex_is_blank(lex_mark(p->at, p->end, &behind))) p->at = behind;
}

static bool ends_word(uint32_t c)
{
    return c == 0 || lex_is_blank(c) || c == '(' || c == ')' || c == '{' || c == '}' || c == '"';
}

/* Up to what ends a word. */
struct view lex_word(struct query_parser *p)
{
    const char *start = p->at, *behind;
    while (p->at < p->end && !ends_word(lex_mark(p->at, p->end, &behind))) p->at = behind;
    return (struct view){start, (size_t)(p->at - start)};
}

enum { WIDER = 0xfee0 }; /* a full-width letter is so far behind its twin */

/* AND, OR or NOT, as a word by itself, of either width. No more is read than the name: what stands
 * here is asked again for each of many signs before it. */
bool lex_operator(struct query_parser *p, const char *name)
{
    const char *before = p->at, *behind;
    lex_pass_blanks(p);
    for (; *name && p->at < p->end; name++) {
        behind = p->at;
        uint32_t c = fold_read(&behind, p->end);
        if (c != (uint32_t)*name && c != (uint32_t)*name + WIDER) break;
        p->at = behind;
    }
    if (!*name && ends_word(lex_mark(p->at, p->end, &behind))) return true;
    p->at = before;
    return false;
}

/* What stands between quotation marks; p is at the first. */
bool lex_quoted(struct query_parser *p, struct view *out)
{
    const char *open = p->at, *behind;
    lex_take(p, '"');
    const char *start = p->at;
    while (p->at < p->end) {
        const char *at = p->at;
        uint32_t c = lex_mark(at, p->end, &behind);
        p->at = behind;
        if (c != '"') continue;
        *out = (struct view){start, (size_t)(at - start)};
        return true;
    }
    return query_fail(p, open, p->end, "this quotation mark is never closed");
}
