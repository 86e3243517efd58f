/* numbering.c: see numbering.h. Each manner is read by a small function that leaves the cursor
 * behind the number, or says no. */
#include "workers/segment/numbering.h"
#include "workers/text.h"
#include <stdbool.h>

struct cursor {
    const char *at, *end;
};

static uint32_t peek(const struct cursor *c)
{
    const char *at = c->at;
    return at < c->end ? char_narrow(text_next(&at, c->end)) : 0;
}

static bool take(struct cursor *c, uint32_t wanted)
{
    if (peek(c) != wanted) return false;
    text_next(&c->at, c->end);
    return true;
}

static void take_blanks(struct cursor *c)
{
    while (c->at < c->end && char_is_blank(peek(c))) text_next(&c->at, c->end);
}

static uint32_t han_digit(uint32_t c)
{
    static const uint32_t digits[] = {0x96f6, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94,
                                      0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5341}; /* 零一二…九十 */
    for (uint32_t i = 0; i < sizeof digits / sizeof *digits; i++)
        if (digits[i] == c) return i;
    return c == 0x3007 ? 0 : c == 0x767e ? 100 : UINT32_MAX; /* 〇 百 */
}

/* 一 … 九百九十九; 0 if there is none. */
static uint32_t take_han(struct cursor *c)
{
    uint32_t total = 0, last = 0, digits = 0;
    for (; digits < 7; digits++) {
        uint32_t d = han_digit(peek(c));
        if (d == UINT32_MAX) break;
        text_next(&c->at, c->end);
        if (d < 10) {
            last = d;
        } else {
            total += (last ? last : 1) * d;
            last = 0;
        }
    }
    return total + last;
}

/* One to three digits; 0 if there is none, or more of them: that is a figure, not a label. */
static uint32_t take_digits(struct cursor *c)
{
    uint32_t value = 0;
    int digits = 0;
    for (; char_is_digit(peek(c)) && digits < 4; digits++)
        value = value * 10 + (char_narrow(text_next(&c->at, c->end)) - '0');
    return digits > 3 ? 0 : value;
}

static uint32_t take_number(struct cursor *c)
{
    return char_is_digit(peek(c)) ? take_digits(c) : take_han(c);
}

/* The unit behind 第 and a number, and whether more of it follows. */
struct ordinal_unit {
    uint32_t unit, second;
    enum numbering_manner manner;
};
static const struct ordinal_unit ordinal_units[] = {
    {0x90e8, 0x5206, NUMBERING_PART}, /* 部分 */ {0x7f16, 0, NUMBERING_PART},  /* 编 */
    {0x7bc7, 0, NUMBERING_PART},      /* 篇 */ {0x7ae0, 0, NUMBERING_CHAPTER}, /* 章 */
    {0x8282, 0, NUMBERING_DIVISION},  /* 节 */ {0x6761, 0, NUMBERING_CLAUSE},  /* 条 */
};

static bool is_pause(uint32_t c)
{
    return c == ',' || c == 0x3001 || c == ':' || c == ';';
}

/* 第一章 第二条 第三部分; 第一, */
static bool read_ordinal(struct cursor *c, struct numbering *n)
{
    if (!take(c, 0x7b2c)) return false; /* 第 */
    bool digits = char_is_digit(peek(c));
    n->value = take_number(c);
    if (n->value == 0) return false;
    for (size_t i = 0; i < sizeof ordinal_units / sizeof *ordinal_units; i++) {
        const struct ordinal_unit *u = &ordinal_units[i];
        struct cursor ahead = *c;
        if (!take(&ahead, u->unit) || (u->second && !take(&ahead, u->second))) continue;
        *c = ahead;
        n->manner = u->manner;
        return true;
    }
    n->manner = NUMBERING_ORDINAL;
    return !digits && is_pause(peek(c));
}

/* (一) (1) and 1) */
static bool read_paren(struct cursor *c, struct numbering *n)
{
    bool open = take(c, '(') || take(c, 0x3014); /* 〔 */
    take_blanks(c);
    bool digits = char_is_digit(peek(c));
    if (!open && !digits) return false;
    n->value = take_number(c);
    n->manner = digits ? NUMBERING_DIGIT_PAREN : NUMBERING_HAN_PAREN;
    take_blanks(c);
    if (n->value == 0 || !(take(c, ')') || take(c, 0x3015))) return false;
    take(c, 0x3001); /* (一)、 */
    return true;
}

/* What stands before 是 in 一是, 二要, 三在 and says that this is a point of a list. */
static bool is_point_verb(uint32_t c)
{
    return c == 0x662f || c == 0x8981 || c == 0x5728; /* 是 要 在 */
}

/* A blank and two characters with none between them: a heading, not text set wide. */
static bool is_parted(struct cursor c)
{
    if (!char_is_blank(peek(&c))) return false;
    take_blanks(&c);
    if (!char_is_cjk(peek(&c))) return false;
    text_next(&c.at, c.end);
    return char_is_cjk(peek(&c));
}

/* 一、 一. 一是, and 一 before a blank */
static bool read_han(struct cursor *c, struct numbering *n)
{
    n->value = take_han(c);
    if (n->value == 0) return false;
    n->manner = NUMBERING_HAN_COMMA;
    if (take(c, 0x3001) || take(c, '.') || take(c, 0xff64) || is_parted(*c)) return true;
    n->manner = NUMBERING_POINT;
    if (!is_point_verb(peek(c))) return false;
    text_next(&c->at, c->end);
    return true;
}

/* 1.2 1.2.3 behind its first number and dot. */
static void read_decimal(struct cursor *c, struct numbering *n)
{
    n->depth = 1;
    for (;;) {
        struct cursor ahead = *c;
        uint32_t value = take_digits(&ahead);
        if (value == 0 || value > 99) return;
        *c = ahead;
        n->value = value;
        n->depth++;
        n->manner = NUMBERING_DECIMAL;
        if (!take(c, '.')) return;
    }
}

/* 1、 1. 1.2 */
static bool read_digits(struct cursor *c, struct numbering *n)
{
    uint32_t first = n->value = take_digits(c);
    if (n->value == 0) return false;
    n->manner = NUMBERING_DIGIT_COMMA;
    if (take(c, 0x3001)) return true;
    n->manner = NUMBERING_DIGIT_DOT;
    if (!take(c, '.')) return false;
    struct cursor label = *c;
    read_decimal(c, n);
    if (n->depth == 2 && peek(c) == 0x6708) { /* 1.5月10日前: the first point, and a date */
        *c = label;
        n->value = first;
        n->manner = NUMBERING_DIGIT_DOT;
        n->depth = 1;
        return true;
    }
    /* 1.2亿元 and 3.5% are figures: a decimal label is followed by a blank or, deeper, by text. */
    return n->manner == NUMBERING_DIGIT_DOT || n->depth > 2 || char_is_blank(peek(c));
}

static bool read_circled(struct cursor *c, struct numbering *n)
{
    uint32_t mark = peek(c);
    if (mark >= 0x2460 && mark <= 0x2473)
        n->value = mark - 0x2460 + 1; /* ① */
    else if (mark >= 0x2474 && mark <= 0x2487)
        n->value = mark - 0x2474 + 1; /* ⑴ */
    else if (mark >= 0x2488 && mark <= 0x249b)
        n->value = mark - 0x2488 + 1; /* ⒈ */
    else if (mark >= 0x3220 && mark <= 0x3229)
        n->value = mark - 0x3220 + 1; /* ㈠ */
    else
        return false;
    text_next(&c->at, c->end);
    n->manner = mark < 0x2474   ? NUMBERING_CIRCLED
                : mark < 0x2488 ? NUMBERING_DIGIT_PAREN
                : mark < 0x3220 ? NUMBERING_DIGIT_DOT
                                : NUMBERING_HAN_PAREN;
    return true;
}

/* A. B) */
static bool read_letter(struct cursor *c, struct numbering *n)
{
    if (!char_is_upper(peek(c))) return false;
    n->value = text_next(&c->at, c->end) - 'A' + 1;
    n->manner = NUMBERING_LETTER;
    if (!take(c, '.') && !take(c, 0x3001)) return false;
    return char_is_blank(peek(c)) || char_is_cjk(peek(c));
}

static bool read_dash(struct cursor *c, struct numbering *n)
{
    int dashes = 0;
    while (take(c, 0x2014) || take(c, 0x2015) || take(c, 0x2500) || take(c, '-')) dashes++;
    n->manner = NUMBERING_DASH;
    return dashes >= 2;
}

static bool read_bracket(struct cursor *c, struct numbering *n)
{
    n->manner = NUMBERING_BRACKET;
    return peek(c) == 0x3010; /* 【: nothing of it is a number */
}

struct numbering numbering_of(struct view text)
{
    static bool (*const readers[])(struct cursor *, struct numbering *) = {
        read_ordinal, read_paren, read_han,    read_digits,
        read_circled, read_dash,  read_letter, read_bracket,
    };
    struct numbering n = {.manner = NUMBERING_NONE};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        struct cursor c = {text.at, text.at + text.len};
        n = (struct numbering){.depth = 1};
        if (!readers[i](&c, &n)) continue;
        n.length = (uint32_t)(c.at - text.at);
        if (n.manner == NUMBERING_ORDINAL) text_next(&c.at, c.end); /* its comma */
        take_blanks(&c);
        n.skip = (uint32_t)(c.at - text.at);
        return n;
    }
    return (struct numbering){.manner = NUMBERING_NONE};
}
