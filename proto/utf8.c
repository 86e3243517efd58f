/* utf8.c: see utf8.h. */
#include "proto/utf8.h"
#include <string.h>

/* The table of RFC 3629 section 4: what may follow each range of first bytes. Only the second byte
 * has a range of its own; the others are 80..BF. */
struct lead {
    unsigned char first, last, length, second_min, second_max;
};
static const struct lead leads[] = {
    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf}, {0xf0, 0xf0, 4, 0x90, 0xbf},
    {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

static size_t match(const struct lead *lead, const unsigned char *at, size_t len)
{
    if (len < lead->length || at[1] < lead->second_min || at[1] > lead->second_max) return 0;
    for (size_t i = 2; i < lead->length; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    return lead->length;
}

size_t utf8_char(struct view text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    if (text.len == 0) return 0;
    if (at[0] < 0x80) return 1;
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if (at[0] >= leads[i].first && at[0] <= leads[i].last)
            return match(&leads[i], at, text.len);
    return 0;
}

/* How many bytes of ASCII text begins with, rounded down to eights. */
static size_t ascii_run(struct view text)
{
    size_t n = 0;
    uint64_t eight;
    for (; text.len - n >= sizeof eight; n += sizeof eight) {
        memcpy(&eight, text.at + n, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080)) break;
    }
    return n;
}

size_t utf8_prefix(struct view text)
{
    size_t at = 0;
    while (at < text.len) {
        struct view rest = {text.at + at, text.len - at};
        size_t step = utf8_is_plain(rest.at, text.at + text.len) ? 3 : ascii_run(rest);
        if (step == 0) step = utf8_char(rest);
        if (step == 0) break;
        at += step;
    }
    return at;
}

bool utf8_valid(struct view text)
{
    return utf8_prefix(text) == text.len;
}

/* The code point of a well-formed character of that length. */
static uint32_t value(const char *at, size_t len)
{
    static const unsigned char marks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t c = (unsigned char)*at & marks[len];
    for (size_t i = 1; i < len; i++) c = c << 6 | ((unsigned char)at[i] & 0x3f);
    return c;
}

void utf8_tame(char *text, size_t len)
{
    for (size_t at = 0, step; at < len; at += step ? step : 1) {
        step = utf8_char((struct view){text + at, len - at});
        if (step == 0 || char_is_unruly(value(text + at, step)))
            memset(text + at, '?', step ? step : 1);
    }
}

void utf8_tame_lines(char *text, size_t len)
{
    for (size_t from = 0, at = 0; at <= len; at++) {
        if (at < len && text[at] != '\n' && text[at] != '\t') continue;
        utf8_tame(text + from, at - from);
        from = at + 1;
    }
}

bool utf8_is_blank(struct view text)
{
    while (text.len > 0) {
        size_t len = utf8_char(text);
        if (len == 0 || !char_is_blank(value(text.at, len))) return false;
        text.at += len;
        text.len -= len;
    }
    return true;
}
