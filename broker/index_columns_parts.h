/* index_columns_parts.h: what the files that read columns share.
 *
 *   index_columns_read.c    entries of a column, counts, and the first rows of articles
 *   index_columns_keys.c    keys
 *   index_columns_lists.c   rows of keys
 *   index_columns_rows.c    rows by number
 */
#ifndef BROKER_INDEX_COLUMNS_PARTS_H
#define BROKER_INDEX_COLUMNS_PARTS_H

#include "broker/index_columns.h"
#include "proto/leb.h"
#include <endian.h>
#include <string.h>

/* ---- Numbers ---- */

enum { NUMBER_MOST = 5, GET_BYTES = 8 }; /* bytes of one in LEB128; that are read for it */

/* For where GET_BYTES are there: nothing need be checked on the way, and a longer number is taken
 * from one load, whatever its length. */
static inline const unsigned char *get_number(const unsigned char *at, uint32_t *n)
{
    static const uint64_t high = UINT64_C(0x80808080);
    uint64_t bytes;
    if (*at < 0x80) {
        *n = *at;
        return at + 1;
    }
    memcpy(&bytes, at, sizeof bytes);
    bytes = le64toh(bytes);
    unsigned end = (unsigned)__builtin_ctzll((~bytes & high) | UINT64_C(1) << 39);
    bytes &= (UINT64_C(2) << end) - 1;
    *n = (uint32_t)((bytes & 0x7f) | (bytes >> 1 & 0x3f80) | (bytes >> 2 & 0x1fc000) |
                    (bytes >> 3 & 0xfe00000) | (bytes >> 4 & 0xf0000000));
    return at + end / 8 + 1;
}

/* False if none is left. */
static inline bool take_number(struct view *v, uint32_t *n)
{
    const unsigned char *start = (const unsigned char *)v->at, *at = start;
    uint64_t value;
    if (v->len >= GET_BYTES) {
        at = get_number(at, n);
    } else {
        if (v->len == 0 || !leb_get(&at, start + v->len, &value)) return false;
        *n = (uint32_t)value;
    }
    v->at += at - start;
    v->len -= (size_t)(at - start);
    return true;
}

/* Big-endian, as in the keys of entries; 0 if there is none. */
static inline uint32_t number_at(struct view own, size_t at)
{
    uint32_t big = 0;
    if (at + sizeof big <= own.len) memcpy(&big, own.at + at, sizeof big);
    return be32toh(big);
}

/* ---- Entries ---- */

/* Entries of a column are asked for by their own part of the key. What there is in *found and
 * *value; false if there is none. */
typedef bool columns_entry(struct txn *t, uint64_t segment, unsigned family, struct view own,
                           struct view *found, struct view *value);
columns_entry columns_entry_before; /* the last one that is not above `own` */
columns_entry columns_entry_after;  /* the first one that is above it */

#endif
