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
    bool western = !is_wide(last) && !is_wide(begins);
    return (struct joint){0, western && !(is_chinese_mark(last) && is_chinese_mark(begins))};
}

size_t joint_width(struct view text)
{
    size_t width = 0;
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) width += is_wide(text_next(&at, end)) ? 2 : 1;
    return width;
}
