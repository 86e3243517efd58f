/* json_pack.c: see json_pack.h. */
#include "proto/json_pack.h"
#include "proto/json_read.h"
#include "proto/limits.h"
#include "proto/pack.h"
#include "proto/utf8.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MOST = 64 }; /* characters; json_from_pack() writes at most 24 */

struct parse {
    const char *start, *at, *end;
    struct buf *out;
    struct buf text; /* of a string with escapes */
    unsigned depth;
    bool real; /* the value at hand is a double, whatever it looks like */
    struct err *err;
};

static bool value(struct parse *p);

static bool refuse(struct parse *p, const char *why)
{
    fail(p->err, ERR_MALFORMED, "%s, at byte %zu", why, (size_t)(p->at - p->start) + 1);
    return false;
}

static void pass_blanks(struct parse *p)
{
    while (p->at < p->end && memchr(" \t\r\n", *p->at, 4)) p->at++;
}

/* Passes over c, blanks before it aside, if it is what comes next. */
static bool take(struct parse *p, char c)
{
    pass_blanks(p);
    if (p->at >= p->end || *p->at != c) return false;
    p->at++;
    return true;
}

static bool escaped(struct parse *p, const char *from, const char *to)
{
    p->text.len = 0;
    while (from < to) {
        struct json_char c = json_char(from, to);
        if (c.damaged) return refuse(p, "a string holds an escape that is none");
        buf_add(&p->text, c.utf8, c.to);
        from += c.from;
    }
    return true;
}

/* The string that begins at the quote here, into *text: a view of the input, or of p->text. */
static bool string(struct parse *p, struct view *text)
{
    const char *from = ++p->at;
    bool plain = true;
    for (; p->at < p->end && *p->at != '"'; p->at++) {
        if ((unsigned char)*p->at < ' ') return refuse(p, "a control character in a string");
        if (*p->at != '\\') continue;
        plain = false;
        p->at++;
    }
    if (p->at >= p->end) return refuse(p, "a string has no end");
    *text = (struct view){from, (size_t)(p->at++ - from)};
    if (!utf8_valid(*text)) return refuse(p, "a string that is not UTF-8");
    if (plain) return true;
    if (!escaped(p, from, from + text->len)) return false;
    *text = buf_view(&p->text);
    return true;
}

static bool text_value(struct parse *p)
{
    struct view text;
    if (!string(p, &text)) return false;
    pack_str(p->out, text);
    return true;
}

/* ---- Numbers ---- */

static size_t digits(const char *at)
{
    return strspn(at, "0123456789");
}

/* The length of the number that s begins with, as RFC 8259 has it; 0 if it begins with none. */
static size_t number_length(const char *s, bool *whole)
{
    const char *at = s + (*s == '-');
    size_t n = digits(at);
    *whole = true;
    if (n == 0 || (*at == '0' && n > 1)) return 0;
    at += n;
    if (*at == '.') {
        if ((n = digits(at + 1)) == 0) return 0;
        at += 1 + n;
        *whole = false;
    }
    if (*at == 'e' || *at == 'E') {
        size_t sign = at[1] == '+' || at[1] == '-';
        if ((n = digits(at + 1 + sign)) == 0) return 0;
        at += 1 + sign + n;
        *whole = false;
    }
    return (size_t)(at - s);
}

static bool whole_number(struct parse *p, const char *text)
{
    bool negative = *text == '-';
    errno = 0;
    if (negative) {
        long long n = strtoll(text, NULL, 10);
        pack_i64(p->out, n);
    } else {
        unsigned long long n = strtoull(text, NULL, 10);
        pack_u64(p->out, n);
    }
    return errno == 0 || refuse(p, "a number is too large");
}

static bool number(struct parse *p)
{
    char text[NUMBER_MOST + 1] = "";
    bool whole;
    size_t left = (size_t)(p->end - p->at);
    memcpy(text, p->at, left < NUMBER_MOST ? left : NUMBER_MOST);
    size_t len = number_length(text, &whole);
    if (len == 0 || len == NUMBER_MOST) return refuse(p, "neither a value nor a number");
    text[len] = '\0';
    p->at += len;
    if (whole && !p->real) return whole_number(p, text);
    pack_double(p->out, strtod(text, NULL));
    return true;
}

/* ---- Values ---- */

static bool word(struct parse *p)
{
    struct view left = {p->at, (size_t)(p->end - p->at)};
    static const char *const words[] = {"null", "false", "true"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i]);
        if (left.len < len || memcmp(left.at, words[i], len) != 0) continue;
        p->at += len;
        if (i == 0)
            pack_nil(p->out);
        else
            pack_bool(p->out, i == 2);
        return true;
    }
    return number(p);
}

static bool ends_with(struct view text, const char *end)
{
    size_t len = strlen(end);
    return text.len >= len && memcmp(text.at + text.len - len, end, len) == 0;
}

static bool member(struct parse *p)
{
    struct view key;
    pass_blanks(p);
    if (p->at >= p->end || *p->at != '"') return refuse(p, "a member has no name");
    if (!string(p, &key)) return false;
    pack_str(p->out, key);
    p->real = ends_with(key, "confidence");
    if (!take(p, ':')) return refuse(p, "a member has no value");
    return value(p);
}

static bool element(struct parse *p)
{
    p->real = false;
    return value(p);
}

/* What is in brackets, the first of which was passed. */
static bool members(struct parse *p, size_t opened, char close, bool (*one)(struct parse *p))
{
    uint32_t count = 0;
    if (++p->depth > MAX_DEPTH) return refuse(p, "too many brackets within each other");
    if (!take(p, close)) {
        do {
            if (!one(p)) return false;
            count++;
        } while (take(p, ','));
        if (!take(p, close)) return refuse(p, "a bracket is not closed");
    }
    p->depth--;
    pack_close_tight(p->out, opened, count);
    return true;
}

static bool value(struct parse *p)
{
    pass_blanks(p);
    if (p->at >= p->end) return refuse(p, "a value is missing");
    switch (*p->at) {
    case '"': return text_value(p);
    case '{': p->at++; return members(p, pack_open_map(p->out), '}', member);
    case '[': p->at++; return members(p, pack_open_array(p->out), ']', element);
    default: return word(p);
    }
}

int json_to_pack(struct view text, struct buf *out, struct err *err)
{
    size_t before = out->len;
    struct parse p = {
        .start = text.at, .at = text.at, .end = text.at + text.len, .out = out, .err = err};
    bool good = value(&p);
    if (good) pass_blanks(&p);
    if (good && p.at < p.end) good = refuse(&p, "something follows the value");
    buf_free(&p.text);
    if (!good) out->len = before;
    return good ? 0 : -1;
}
