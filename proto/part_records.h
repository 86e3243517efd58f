/* part_records.h: the records of a document as rows of its part.
 *
 * Of each article there is a row for the article itself, which has number 0, and one for each of
 * its records, in the order of the result: so a row's number leads to its record. A row tells where
 * its record stands in the article, which records a figure is about, and its KEYS: what can be
 * asked of it, as bytes that sort as their values do. The first byte of a key says what it is; the
 * key that a kind of record has always, its FIRST one, tells the kind as well.
 *
 * The bytes; numbers are LEB128 (leb.h):
 *     of each article of the part: number of rows
 *     of each row: a byte, row_head(); point of its start;
 *         points; the links: four rows of the article, 0 = none; the subject: where it stands from
 *         the start on, as 2n or -2n - 1, and its points; number of keys
 *     of each key: its length, and it
 */
#ifndef PROTO_PART_RECORDS_H
#define PROTO_PART_RECORDS_H

#include "proto/part.h"
#include "proto/records.h"

/* X(NAME, byte, kind, field): keys, and what is in them behind the byte. The first ones of each
 * kind are capitals. Texts are folded, and cut to KEY_MOST bytes. field: the key is the text of
 * this field, if there is one; NONE: part_records.c makes it. */
/* clang-format off */
#define RECORD_KEYS(X)                                                                             \
    X(ARTICLE, 'A', ARTICLE, NONE)       /* kind of article, NUL, who published it */              \
    X(DATE, 'D', DATE, NONE)             /* first day, day behind: key_of_days() */                \
    X(INITIATIVE, 'I', INITIATIVE, NAME)                                                           \
    X(PERSON, 'N', PERSON, NAME)                                                                   \
    X(ORG, 'O', ORG, NONE)               /* full name */                                           \
    X(PLACE, 'P', PLACE, NONE)           /* code, NUL, full name */                                \
    X(QUANTITY, 'Q', QUANTITY, NONE)     /* unit_key(), NUL, amount_key() big-endian */            \
    X(DOCUMENT, 'T', DOCUMENT, NONE)     /* title, or number */                                    \
    X(EMPLOYER, 'e', PERSON, ORG)                                                                  \
    X(NUMBER, 'n', DOCUMENT, NONE)       /* number of a document that has a title */               \
    X(SHORT, 'o', ORG, NONE)             /* name, where it is no part of the full one */           \
    X(ROLE, 'r', PERSON, ROLE)                                                                     \
    X(TYPE, 't', ORG, TYPE)                                                                        \
    X(SORT, 'u', INITIATIVE, TYPE)
/* clang-format on */

enum record_key {
    KEY_NONE,
#define X(NAME, byte, ...) KEY_##NAME = byte,
    RECORD_KEYS(X)
#undef X
};

/* Whether it is the one that every record of its kind has. */
static inline bool key_is_first(enum record_key key)
{
    return key >= 'A' && key <= 'Z';
}

enum { KEY_MOST = 200, ROW_KEYS_MOST = 4, PART_ROWS_MOST = 1 << 28 };

/* A row's first byte: the kind's three low bits, whether there are links and a subject, and the
 * kind's three high bits. */
enum { ROW_LOW = 7, ROW_HAS_LINKS = 8, ROW_HAS_ABOUT = 16, ROW_HIGH_SHIFT = 5 };
_Static_assert(RECORD_KIND_COUNT <= RECORD_KINDS_MOST, "a row's first byte holds a kind");
static inline unsigned row_head(unsigned kind, bool links, bool about)
{
    return (kind & ROW_LOW) | (links ? ROW_HAS_LINKS : 0u) | (about ? ROW_HAS_ABOUT : 0u) |
           kind >> 3 << ROW_HIGH_SHIFT;
}
static inline unsigned row_kind(unsigned head)
{
    return (head & ROW_LOW) | head >> ROW_HIGH_SHIFT << 3;
}

/* What a figure can be about; the fields of the contract. */
enum record_link { LINK_NONE = -1, LINK_PLACE, LINK_ORG, LINK_DATE, LINK_INITIATIVE, RECORD_LINKS };

struct part_row {
    enum record_kind kind;
    uint32_t start, length;       /* points of the article */
    uint32_t links[RECORD_LINKS]; /* rows of the article, 0 = none */
    uint32_t about, about_length; /* points of the article: a figure's subject; 0 points = none */
    uint32_t keys;
    struct view key[ROW_KEYS_MOST];
};

/* The number of rows of the next article; false at the end, or if there is none. */
bool part_rows_begin(struct view *records, uint32_t *rows);
/* The next row of the article. False if it is damaged. */
bool part_rows_next(struct view *records, struct part_row *out);

/* Appends the rows of one article, a map of the result; ordinal: its number among the articles of
 * the part. places: of this article, at its beginning; the function's to move. */
void part_records_add(struct unpack article, struct part_places *places, uint32_t ordinal,
                      struct buf *out);

/* 0 if records are rows of a part with so many articles, or nothing: no records are known. Else -1
 * with *err. */
int part_records_check(struct view records, uint32_t articles, struct err *err);

/* Appends the key of an amount. */
void key_of_amount(struct buf *key, struct view unit, uint64_t amount);
/* What is in them; false if they are none. unit may be NULL. */
bool key_days(struct view key, int32_t *from, int32_t *to);
bool key_amount(struct view key, struct view *unit, uint64_t *amount);
/* The same for a key whose first `shared` bytes are those of one with a unit of so many bytes;
 * false if it may be of another unit, or none. */
bool key_amount_behind(struct view key, size_t shared, size_t unit, uint64_t *amount);

#endif
