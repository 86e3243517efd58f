/* utf8.h: is it UTF-8? Strictly as RFC 3629 section 4: no overlong forms, no surrogates, nothing
 * above U+10FFFF.
 */
#ifndef PROTO_UTF8_H
#define PROTO_UTF8_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

/* The length, 1 to 4, of the well-formed character that text begins with; 0 if it begins with none.
 */
size_t utf8_char(struct view text);

/* Whether it begins with one of three bytes from E1 to EC: as most of Chinese text is. Asked before
 * the rest, it saves a call. */
static inline bool utf8_is_plain(const char *at, const char *end)
{
    const unsigned char *p = (const unsigned char *)at;
    return end - at >= 3 && p[0] >= 0xe1 && p[0] <= 0xec && (p[1] & 0xc0) == 0x80 &&
           (p[2] & 0xc0) == 0x80;
}

/* The length of the longest well-formed beginning of text: text.len if all of it is UTF-8. */
size_t utf8_prefix(struct view text);
bool utf8_valid(struct view text);

static inline bool char_within(uint32_t c, uint32_t first, uint32_t last)
{
    return c - first <= last - first;
}

/* Blanks are what layout uses to leave room: space, tab, line ends, U+00A0, U+3000, the widths of
 * U+2000–U+200B, U+FEFF. */
static inline bool char_is_blank(uint32_t c)
{
    if (c < 0x80) return c == ' ' || char_within(c, '\t', '\r');
    if (c > 0x3000) return c == 0xfeff;
    return c == 0xa0 || c == 0x3000 || char_within(c, 0x2000, 0x200b) || c == 0x202f ||
           char_within(c, 0x2028, 0x2029) || c == 0x85;
}

/* Whether there is nothing but blanks in it, all of it UTF-8. */
bool utf8_is_blank(struct view text);

/* Whether it changes what is around it where it is shown: controls, separators of lines and
 * paragraphs, and the marks that turn the direction of writing. */
static inline bool char_is_unruly(uint32_t c)
{
    return c < ' ' || char_within(c, 0x7f, 0x9f) || c == 0x61c || char_within(c, 0x200e, 0x200f) ||
           char_within(c, 0x2028, 0x202e) || char_within(c, 0x2066, 0x206f);
}

/* Writes '?' over all of text that a terminal must not get: those characters, and bytes that are
 * not UTF-8. */
void utf8_tame(char *text, size_t len);
/* The same, but tabs and line ends stay. */
void utf8_tame_lines(char *text, size_t len);

#endif
