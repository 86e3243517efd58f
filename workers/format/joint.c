/* joint.c: see joint.h. */
#include "workers/format/joint.h"
#include "workers/text.h"

static bool is_hyphen(uint32_t c)
{
    return c == '-' || c == 0xad || c == 0x2010;
}

/* Han, kana, and the marks that go with them. */
static bool is_wide(uint32_t c)
{
    return c >= 0x2e80 && c != 0xfeff;
}

/* Marks of Chinese text that are narrow by their code: ‘’ “” — … · */
static bool is_chinese_mark(uint32_t c)
{
    return (c >= 0x2014 && c <= 0x201d) || c == 0x2026 || c == 0xb7;
}

static bool is_lower(uint32_t c)
{
    return char_is_letter(c) && !char_is_upper(c);
}

static bool is_of_number(uint32_t c)
{
    return char_is_digit(c) || c == '.' || c == ',' || c == '%';
}

enum { NUMBER_BYTES = 24 };

/* The character before the number that text ends with, or behind the one that it begins with; 0 if
 * there is none. */
static uint32_t before_number(struct view text)
{
    const char *at = text.at + text.len, *start = text.at;
    if (text.len > NUMBER_BYTES) start = at - NUMBER_BYTES;
    while (start < at && ((unsigned char)*start & 0xc0) == 0x80) start++;
    while (at > start) {
        uint32_t c = text_before(&at, start);
        if (!is_of_number(c)) return c;
    }
    return 0;
}

static uint32_t behind_number(struct view text)
{
    const char *at = text.at, *end = text.at + (text.len < NUMBER_BYTES ? text.len : NUMBER_BYTES);
    while (at < end) {
        uint32_t c = text_next(&at, text.at + text.len);
        if (!is_of_number(c)) return c;
    }
    return 0;
}

/* Lines of Chinese break anywhere, so in a number, too. */
static bool breaks_number(struct view first, uint32_t last, struct view second, uint32_t begins)
{
    if (!is_of_number(last) || !is_of_number(begins)) return false;
    return is_wide(before_number(first)) || is_wide(behind_number(second));
}

struct joint joint_of(struct view first, struct view second)
{
    const char *at = first.at + first.len, *next = second.at;
    uint32_t last = text_before(&at, first.at);
    uint32_t begins = text_next(&next, second.at + second.len);
    if (is_hyphen(last) && at > first.at && is_lower(begins)) {
        const char *before = at;
        uint32_t c = text_before(&before, first.at);
        if (char_is_letter(c)) return (struct joint){(size_t)(first.at + first.len - at), false};
    }
    bool western =
        !is_wide(last) && !is_wide(begins) && !breaks_number(first, last, second, begins);
    return (struct joint){0, western && !(is_chinese_mark(last) && is_chinese_mark(begins))};
}

size_t joint_width(struct view text)
{
    size_t width = 0;
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) width += is_wide(text_next(&at, end)) ? 2 : 1;
    return width;
}

size_t joint_first(struct view text)
{
    const char *at = text.at, *end = text.at + text.len, *to = at;
    for (uint32_t c; at < end; to = at) {
        c = text_next(&at, end);
        if (is_wide(c) && to == text.at) return 2;
        if (is_wide(c) || char_is_blank(c)) break;
    }
    return joint_width((struct view){text.at, (size_t)(to - text.at)});
}
