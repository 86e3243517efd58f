/* index_format.h: how a segment lies in the table `index`; shared by the broker/index*.c files.
 *
 *   index_build.c     a segment of the parts of a turn
 *   index_terms*.c    lists of positions, in chunks
 *   index_rice.c      differences of positions as bits
 *   index_lanes.c     the same of a full group, read many at once
 *   index_renew.c     segments of an older format, made anew
 *   index_bounds.c    where articles begin and end
 *   index_sources.c   the lists of a segment that is being spliced
 *   index_segments.c  which segments there are, their articles, and which of those live
 *   index_directory.c where articles begin and whose they are, in memory
 *   index_walk.c      the article that a position is in
 *   index_cursor.c    one term's positions, read
 *   index_prefix.c    the positions of one code point, or two
 *   index_find.c      a text's positions
 *   index_hits.c      the articles that have a text
 *   index_tally.c     how much it weighs in each
 *   index_merge.c     many segments made one
 *
 * An entry's key is the segment's number (8 bytes, big-endian), the family (1), and the family's
 * own key; its value fills a page of LMDB where there is enough for one. Numbers in values are in
 * the machine's order, for a store belongs to one kind of machine. Families, in the order in which
 * they are written:
 *
 *   ARTICLES  ordinal of the first (4 bytes, big-endian) -> INDEX_ROWS of struct index_row
 *   STARTS    nothing -> the first position of each chunk of ARTICLES, uint32_t
 *   WORDS     number (4, big-endian) -> INDEX_VALUE bytes: a bit a position, whether a word begins
 *             or ends before it
 *   TERMS     term (8, big-endian), position (4, big-endian) -> lists of positions (index_terms.h)
 *   SOURCES   nothing -> where the rest of its lists lies (index_sources.h)
 *   RECORDS   and above: of the records (index_records.h)
 */
#ifndef BROKER_INDEX_FORMAT_H
#define BROKER_INDEX_FORMAT_H

#include "broker/index.h"
#include "broker/store_parts.h"

enum index_family {
    FAMILY_ARTICLES = 1,
    FAMILY_STARTS,
    FAMILY_WORDS,
    FAMILY_TERMS,
    FAMILY_SOURCES,
    FAMILY_RECORDS = 16
};

struct index_row {
    uint64_t doc, serial, id;
    uint32_t start, index, date, text;
    uint16_t others[ZONES - 1]; /* positions of the zones behind the text */
};

enum {
    INDEX_VALUE = PAGE_VALUE - 16, /* bytes of a value that fills its page */
    INDEX_ROWS = INDEX_VALUE / sizeof(struct index_row),
    INDEX_ALIGN = 8, /* an article begins at a multiple, so that its bits begin a byte */
    INDEX_HEAD = 9,  /* bytes of a key before the family's own */
    INDEX_KEY = 32,  /* bytes of a key at most */
    TERM_BYTES = 8,
    TERM_KEY = TERM_BYTES + 4,
    TERM_BITS = 21 /* of a code point */
};

/* ---- Keys ---- */

struct index_key {
    unsigned char at[INDEX_KEY];
    size_t len;
};
/* own: at most INDEX_KEY - INDEX_HEAD bytes. */
struct index_key index_key(uint64_t segment, unsigned family, struct view own);
struct index_key index_key_number(uint64_t segment, unsigned family, uint32_t number);
static inline struct view key_view(const struct index_key *k)
{
    return (struct view){(const char *)k->at, k->len};
}
/* Whether a key of the table is of that segment and family; *own is its own part then. */
bool index_key_is(struct view key, uint64_t segment, unsigned family, struct view *own);

/* What lies under exactly this key; false if nothing does. */
bool index_get(struct txn *t, const struct index_key *key, struct view *value);

/* ---- Writing ---- */

/* Entries on their way into the table: of a whole segment, or a slice of one. */
struct index_writer {
    struct buf entries; /* keys without the segment's number */
    uint64_t bytes;     /* of all entries that were ever put */
};
/* In ascending order of family and key. */
void index_put(struct index_writer *w, unsigned family, struct view own, struct view value);
void index_put_number(struct index_writer *w, unsigned family, uint32_t number, struct view value);
/* Writes the gathered entries to the table, as those of a segment. */
void index_write_entries(struct txn *t, uint64_t segment, struct view entries);

/* ---- Articles ---- */

/* The chunk of rows that an ordinal is in, and the article in that chunk. */
bool index_rows(struct txn *t, uint64_t segment, uint32_t ordinal, struct view *rows);
bool index_row_at(struct view rows, uint32_t ordinal, struct index_article *out);
/* The position behind the last separator. */
uint32_t index_article_end(const struct index_article *a);

/* The beginning of the rows of a document, and the rest of one that begins at this position. */
struct index_row index_row_of(struct store *s, uint64_t num, uint64_t serial);
void index_row_fill(struct index_row *row, const struct part_article *a, uint32_t start);

/* ---- Segments ---- */

/* What `segments` says of one. */
enum segment_state {
    SEGMENT_LIVE = 1,
    SEGMENT_BUILDING, /* by the compactor of this run */
    SEGMENT_DEAD,     /* merged into another, or never finished: to be removed */
    SEGMENT_SPLICING, /* whole, but for lists that its sources still have */
    SEGMENT_SOURCE,   /* of one that is SPLICING: only its lists matter */
    SEGMENT_OLD,      /* of an older format: index_renew.h */
};

enum { SEGMENT_LARGE = 1 }; /* level: made of one document, over several turns */

/* The next segment above *number, which becomes its own, of any state; false if there is none. */
bool index_next_head(struct store_read *r, uint64_t *number, struct msg_stored_segment *head);

/* What the next segment's number is, as of the page. */
uint64_t index_next_number(const struct index_view *v);

#endif
