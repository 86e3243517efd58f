/* leb.h: unsigned numbers in as few bytes as they need: LEB128, seven bits a byte, the lowest
 * first, as in DWARF 5, section 7.6.
 */
#ifndef PROTO_LEB_H
#define PROTO_LEB_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

#define LEB_MOST 10 /* bytes of a number */

/* Writes n to out, which has room for LEB_MOST bytes; returns the place behind it. */
static inline unsigned char *leb_put(unsigned char *out, uint64_t n)
{
    for (; n >= 0x80; n >>= 7) *out++ = (unsigned char)(n | 0x80);
    *out++ = (unsigned char)n;
    return out;
}

/* Appends n. */
static inline void leb_add(struct buf *out, uint64_t n)
{
    buf_reserve(out, LEB_MOST);
    unsigned char *at = (unsigned char *)out->at + out->len;
    out->len += (size_t)(leb_put(at, n) - at);
}

/* Reads the number at *at, which moves behind it. False if none that fits ends before `end`. */
static inline bool leb_get(const unsigned char **at, const unsigned char *end, uint64_t *n)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
        unsigned char byte = *(*at)++;
        if (shift == 63 && byte > 1) return false;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *n = value;
            return true;
        }
    }
    return false;
}

/* Takes the number at the beginning of *v. False if there is none, or it is above `most`. */
static inline bool leb_take(struct view *v, uint64_t most, uint64_t *n)
{
    const unsigned char *start = (const unsigned char *)v->at, *at = start;
    if (v->len == 0 || !leb_get(&at, start + v->len, n) || *n > most) return false;
    v->at += at - start;
    v->len -= (size_t)(at - start);
    return true;
}

#endif
