/* sentence.c: see sentence.h. */
#include "workers/sentence.h"
#include "workers/text.h"
#include <string.h>

enum {
    BRACKET_LIMIT = 600,   /* bytes: a bracket that closes further away protects nothing */
    QUOTATION_LIMIT = 120, /* bytes: a quotation inside a sentence */
};

/* What opens, what closes it, and how far it may reach to keep sentences in it whole. */
struct pair {
    uint32_t open, close;
    uint32_t limit;
    bool quote; /* protects only when it stands inside a sentence */
};
static const struct pair pairs[] = {
    {0xff08, 0xff09, BRACKET_LIMIT, false},                                          /* () */
    {'(', ')', BRACKET_LIMIT, false},        {0x300a, 0x300b, BRACKET_LIMIT, false}, /* 《》 */
    {0x3010, 0x3011, BRACKET_LIMIT, false},                                          /* 【】 */
    {0x201c, 0x201d, QUOTATION_LIMIT, true},                                         /* “” */
    {0x300c, 0x300d, QUOTATION_LIMIT, true},                                         /* 「」 */
};
enum { PAIRS = sizeof pairs / sizeof *pairs };

struct scan {
    const char *start, *at, *end;
    const char *from;          /* where the current sentence begins */
    const char *closer[PAIRS]; /* the next closing mark at or behind where it was last looked for */
    uint32_t before;           /* the character before *at, blanks left out; 0 at the start */
};

static bool is_terminal(uint32_t c)
{
    return c == 0x3002 || c == 0xff01 || c == 0xff1f || c == '!' || c == '?' || c == 0xff61;
}

static bool is_closer(uint32_t c)
{
    return c == 0x201d || c == 0x2019 || c == 0x300d || c == 0x300f || c == 0xff09 || c == ')' ||
           c == 0x3011 || c == 0x300b || c == ']' || c == '"' || c == '\'';
}

/* Marks behind which a sentence goes on, though a quotation before them ended one. */
static bool goes_on(uint32_t c)
{
    return c == 0xff0c || c == ',' || c == 0x3001 || c == 0xff1b || c == ';' || c == 0xff1a;
}

static uint32_t peek(const char *at, const char *end)
{
    return at < end ? text_next(&at, end) : 0;
}

/* The next closing mark of pair p at or behind `from`; its place is remembered, so that all these
 * searches together read the text once a pair. */
static const char *next_closer(struct scan *s, int p, const char *from)
{
    if (s->closer[p] >= from) return s->closer[p];
    const char *at = from;
    while (at < s->end) {
        const char *here = at;
        if (text_next(&at, s->end) == pairs[p].close) {
            s->closer[p] = here;
            return here;
        }
    }
    s->closer[p] = s->end;
    return s->end;
}

/* Behind the opening mark c: to the closing mark, if what is between must stay whole. */
static void skip_pair(struct scan *s, uint32_t c)
{
    for (int p = 0; p < PAIRS; p++) {
        if (pairs[p].open != c) continue;
        if (pairs[p].quote && !char_is_cjk(s->before)) return;
        const char *close = next_closer(s, p, s->at);
        if (close < s->end && (size_t)(close - s->at) <= pairs[p].limit) s->at = close;
        return;
    }
}

static struct view word_before(const struct scan *s, const char *dot)
{
    const char *at = dot;
    while (at > s->start && (char_is_letter((unsigned char)at[-1]) || at[-1] == '.')) at--;
    return (struct view){at, (size_t)(dot - at)};
}

static bool is_abbreviation(struct view word)
{
    static const char *const known[] = {"Mr",  "Mrs", "Ms",  "Dr",   "Prof", "St",  "Jr",  "Sr",
                                        "vs",  "No",  "Vol", "Fig",  "Inc",  "Ltd", "Co",  "Corp",
                                        "Jan", "Feb", "Mar", "Apr",  "Jun",  "Jul", "Aug", "Sep",
                                        "Oct", "Nov", "Dec", "Sept", "Gov",  "Gen", "al",  "pp"};
    if (word.len == 1 || memchr(word.at, '.', word.len)) return true; /* J. Smith, U.S., e.g. */
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (view_equal(word, view_of(known[i]))) return true;
    return false;
}

/* Whether the full stop just before s->at ends a sentence. */
static bool stop_ends(const struct scan *s)
{
    const char *dot = s->at - 1, *next = s->at;
    if (char_is_cjk(s->before)) return char_is_cjk(peek(next, s->end)) || next == s->end;
    while (next < s->end && is_closer(peek(next, s->end))) text_next(&next, s->end);
    if (next == s->end) return true;
    if (!char_is_blank(peek(next, s->end))) return false;
    while (next < s->end && char_is_blank(peek(next, s->end))) text_next(&next, s->end);
    if (next == s->end) return true;
    struct view word = word_before(s, dot); /* of a run of dots and letters only at its end */
    if (word.len > 0 && is_abbreviation(word)) return false;
    uint32_t c = peek(next, s->end);
    bool numbered = char_is_digit(s->before) && dot - s->from < 5; /* 1. Scope */
    return !numbered &&
           (char_is_upper(c) || char_is_digit(c) || char_is_cjk(c) || c == 0x201c || c == '"');
}

/* Moves over the marks that close the sentence; false if it goes on behind them. */
static bool take_closers(struct scan *s)
{
    bool quoted = false;
    while (s->at < s->end) {
        uint32_t c = peek(s->at, s->end);
        if (!is_terminal(c) && !is_closer(c)) break;
        if (c == '"' && s->at + 1 < s->end && !char_is_blank((unsigned char)s->at[1])) break;
        quoted |= is_closer(c);
        text_next(&s->at, s->end);
    }
    return !(quoted && goes_on(peek(s->at, s->end)));
}

/* Behind an ellipsis a sentence ends only where the line or the quotation does. */
static bool ellipsis_ends(struct scan *s)
{
    while (s->at < s->end && (peek(s->at, s->end) == 0x2026 || *s->at == '.'))
        text_next(&s->at, s->end);
    return s->at == s->end || is_closer(peek(s->at, s->end));
}

/* Whether the half-width ! or ? just before s->at ends a sentence and is no part of an address. */
static bool mark_ends(const struct scan *s)
{
    uint32_t c = peek(s->at, s->end);
    return !char_is_letter(c) && !char_is_digit(c) && c != '/' && c != '=' && c != '&';
}

static bool ends_here(struct scan *s, uint32_t c)
{
    switch (c) {
    case '.': return stop_ends(s);
    case '!':
    case '?': return mark_ends(s);
    case 0xff0e: return char_is_cjk(s->before); /* . */
    case 0x2026: return ellipsis_ends(s);       /* … */
    default: return is_terminal(c);
    }
}

/* Moves behind the next sentence. */
static void next_sentence(struct scan *s)
{
    s->before = 0;
    s->from = s->at;
    while (s->at < s->end) {
        uint32_t c = text_next(&s->at, s->end);
        if (!char_is_cjk(c)) {
            if (!ends_here(s, c))
                skip_pair(s, c);
            else if (take_closers(s))
                return;
        }
        if (!char_is_blank(c)) s->before = c;
    }
}

static struct scan scan_of(const char *start, const char *end)
{
    return (struct scan){.start = start, .at = start, .end = end};
}

void sentences_find(struct arena *a, struct view text, uint32_t start, uint32_t end,
                    struct span_list *out)
{
    struct scan s = scan_of(text.at + start, text.at + end);
    while (s.at < s.end) {
        const char *from = s.at;
        next_sentence(&s);
        struct view sentence = text_trim((struct view){from, (size_t)(s.at - from)});
        uint32_t at = (uint32_t)(sentence.at - text.at);
        if (sentence.len > 0) span_add(a, out, at, at + (uint32_t)sentence.len);
    }
}

uint32_t sentence_first_end(struct view text)
{
    struct scan s = scan_of(text.at, text.at + text.len);
    next_sentence(&s);
    return (uint32_t)(s.at - text.at);
}

bool sentence_is_complete(struct view text)
{
    const char *at = text.at + text.len;
    uint32_t c = 0;
    while (at > text.at) {
        c = text_before(&at, text.at);
        if (!is_closer(c) && !char_is_blank(c)) break;
    }
    return is_terminal(c) || c == 0x2026 || c == '.' || c == 0xff0e;
}
