/* text.h: text as code points, and what kind of character each one is.
 *
 * All text here is valid UTF-8 (decode.h has seen to it) and nothing reads past its end. The
 * classes are those that Chinese and Western layout and punctuation care about, not the categories
 * of Unicode.
 */
#ifndef WORKERS_TEXT_H
#define WORKERS_TEXT_H

#include "proto/utf8.h"
#include <stdbool.h>
#include <stdint.h>

/* Of two or four bytes, or cut off: text_next() and text_before() call them. */
uint32_t text_next_rare(const char **at, const char *end);
uint32_t text_before_rare(const char **at, const char *start);

/* The code point at *at, which moves behind it. *at < end; a cut-off last one gives U+FFFD. */
static inline uint32_t text_next(const char **at, const char *end)
{
    const unsigned char *p = (const unsigned char *)*at;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (p[0] < 0xe0 || p[0] >= 0xf0 || end - *at < 3) return text_next_rare(at, end);
    *at += 3;
    return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3f);
}
/* The code point before *at, which moves onto it. start < *at. */
static inline uint32_t text_before(const char **at, const char *start)
{
    const unsigned char *p = (const unsigned char *)*at;
    if (p[-1] < 0x80) {
        *at -= 1;
        return p[-1];
    }
    if (*at - start < 3 || (p[-3] & 0xf0) != 0xe0) return text_before_rare(at, start);
    *at -= 3;
    return (p[-3] & 0x0fu) << 12 | (p[-2] & 0x3fu) << 6 | (p[-1] & 0x3f);
}

/* Characters in text. */
size_t text_length(struct view text);

/* Where a character of three bytes of UTF-8 comes next in [at, end); NULL if it does not. */
const char *text_find(const char *at, const char *end, const char character[static 3]);

/* How often one word stands in text, less how often another does. */
int32_t text_balance(struct view text, const char *one, const char *other);

/* text without blanks at its ends. */
struct view text_trim(struct view text);
bool text_is_blank(struct view text);

/* A hash of the letters, digits and Han characters alone: the same for two titles that differ only
 * in blanks, marks, width or case. 0 if there are none. */
uint64_t text_fold(struct view text);

/* Han characters, also 〇 and 々 */
static inline bool char_is_cjk(uint32_t c)
{
    return char_within(c, 0x4e00, 0x9fff) || char_within(c, 0x3400, 0x4dbf) ||
           char_within(c, 0x20000, 0x3134f) || char_within(c, 0xf900, 0xfaff) || c == 0x3007 ||
           c == 0x3005;
}

/* 0–9 and full-width 0–9 */
static inline bool char_is_digit(uint32_t c)
{
    return char_within(c, '0', '9') || char_within(c, 0xff10, 0xff19);
}

/* Latin, Greek, Cyrillic, also full-width A–Z a–z */
static inline bool char_is_letter(uint32_t c)
{
    if (c < 0x80) return char_within(c | 0x20, 'a', 'z');
    return (char_within(c, 0xc0, 0x24f) && c != 0xd7 && c != 0xf7) ||
           char_within(c, 0x370, 0x52f) || char_within(c, 0x1e00, 0x1eff) ||
           char_within(c, 0xff21, 0xff3a) || char_within(c, 0xff41, 0xff5a);
}

/* A–Z */
static inline bool char_is_upper(uint32_t c)
{
    return char_within(c, 'A', 'Z');
}

bool char_is_control(uint32_t c); /* C0 without tab and line ends, DEL, C1 */
/* Punctuation and symbols: all that is neither blank, Han, kana, letter nor digit. */
bool char_is_mark(uint32_t c);

/* A full-width form as its half-width twin (A → A, ( → (), everything else as it is. */
static inline uint32_t char_narrow(uint32_t c)
{
    if (char_within(c, 0xff01, 0xff5e)) return c - 0xfee0;
    return c == 0x3000 ? ' ' : c;
}

#endif
