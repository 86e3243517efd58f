/* fold.h: one form for characters that people do not tell apart when they look for something.
 *
 * Full-width forms become half-width, the ideographic blank a blank, capitals small, traditional
 * characters simplified (OpenCC's t2s, where it gives one character). One code point always becomes
 * one code point, so a place in folded text is the same place in the text. Text and query go
 * through the same function; folding twice is folding once.
 *
 * The table is made at build time (proto/fold_make.py, Debian's opencc).
 */
#ifndef PROTO_FOLD_H
#define PROTO_FOLD_H

#include "proto/memory.h"
#include "proto/utf8.h"
#include <stdbool.h>
#include <stdint.h>

/* The form of a code point; one above U+10FFFF stays as it is. */
uint32_t fold_char(uint32_t c);

/* The code point that [*at, end) begins with; *at moves behind it. A byte that begins no
 * well-formed one is a U+FFFD by itself. *at < end. Most of Chinese text is E4..E9 and two bytes
 * behind it; fold_read_rare() reads the rest. */
uint32_t fold_read_rare(const char **at, const char *end);
static inline uint32_t fold_read(const char **at, const char *end)
{
    const unsigned char *p = (const unsigned char *)*at;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (!utf8_is_plain(*at, end)) return fold_read_rare(at, end);
    *at += 3;
    return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
}

/* Moves *at on to the next character of [*at, end) whose form has lowest six bits that are set in
 * `sought`; false, and *at the end, if there is none. */
bool fold_seek(const char **at, const char *end, uint64_t sought);

/* Appends text, folded, as UTF-8. Returns how many code points it has. */
size_t fold_text(struct view text, struct buf *out);

/* Writes the folded code points of text to out, which has room for text.len of them; returns how
 * many there are. */
size_t fold_points(struct view text, uint32_t *out);

#endif
