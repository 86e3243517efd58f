/* part.h: what the index needs of one document, made of its result and its canonical text.
 *
 * A worker makes it and sends it behind the result; for a worker that sends none, the broker makes
 * it by the same function. So the broker need not read texts to index them, and whole words are
 * known, which only a worker's model can tell.
 *
 * Of each article there are its zones, folded (fold.h): the text, title, subtitle, byline and
 * source. The text is that of the article's spans in reading order, with a separator between two
 * of them that no query can contain. So an article is one run of code points: each zone, and a
 * separator behind it. A place in this run is called a point.
 *
 * The bytes; numbers are LEB128, as in DWARF (7 bits a byte, the lowest first):
 *     version 1, number of articles, bytes of text, bytes of boundaries, bytes of records
 *     of each article: its index in the result, its date, bytes of its text, points of each zone
 *     the text: UTF-8, a separator as the byte FF
 *     the boundaries: nothing; or of each article a bit a point, the lowest first, filled up to
 *     whole bytes: a word begins or ends before this point
 *     the records (part_records.h)
 */
#ifndef PROTO_PART_H
#define PROTO_PART_H

#include "proto/error.h"
#include "proto/memory.h"
#include "proto/pack.h"
#include <stdbool.h>

#define PART_SEPARATOR      0x110000u /* as a code point: above all there are */
#define PART_SEPARATOR_BYTE 0xff
#define PART_ZONE_MOST      65535 /* points of a zone other than the text; what is longer is cut */

enum zone { ZONE_TEXT, ZONE_TITLE, ZONE_SUBTITLE, ZONE_BYLINE, ZONE_SOURCE, ZONES };

struct part_article {
    uint32_t index;         /* in the result's list of articles */
    uint32_t date;          /* yyyymmdd as a decimal number; what is not known is 0 */
    uint32_t length[ZONES]; /* points, without the separator behind */
    struct view text;       /* all zones, each with its separator */
    struct view boundaries; /* empty: not known */
};

/* A part that was checked; views into its bytes. */
struct index_part {
    struct view bytes; /* all of it */
    uint32_t articles; /* left to be read by part_next() */
    uint64_t points;   /* of all articles together */
    struct view records;
    struct view rows, text, boundaries; /* left */
};

/* 0 if bytes are a part: numbers in range and adding up, articles ascending. Else -1 with *err.
 * Bytes that are no UTF-8 count as one point each, as everywhere. */
int part_read(struct view bytes, struct index_part *out, struct err *err);
/* The same for bytes that were read so before, without looking at the articles. */
int part_open(struct view bytes, struct index_part *out, struct err *err);
/* The next article; false if there is none. */
bool part_next(struct index_part *p, struct part_article *out);
/* Points that an article takes, separators included. */
uint64_t part_points(const struct part_article *a);
/* The next point of a text, folded or a separator. *at < end. */
uint32_t part_point(const char **at, const char *end);

/* Sets before[i], of len + 1 zeroed bytes, for each byte of text before which a word begins or
 * ends. */
typedef void part_cutter(void *context, struct view text, char *before);

/* Appends the part of a document. result: passed check_whole(); cut: NULL if there is no model.
 * False, and nothing appended, if it has no articles. Spans are cut to canonical. Time is linear in
 * result and canonical. */
bool part_make(struct view result, struct view canonical, part_cutter *cut, void *context,
               struct buf *out);

/* The way from bytes of the canonical text to points of an article, for part_records.c: the spans
 * of the article that are inside the canonical text. */
struct part_places {
    struct view canonical;
    struct unpack spans; /* the article's, from the first on */
    uint64_t left;       /* of them, behind the one at hand */
    uint64_t start, end; /* the one at hand */
    uint64_t byte;       /* and a place in it, */
    uint32_t point;      /* which is this point of the article */
};
/* Goes to the next span, cut to the canonical text; false if there is none. */
bool part_next_span(struct part_places *p);
/* The point of the character at `byte`; false if it is in none of the spans from the one at hand
 * on. Ask for ascending places within the order of the spans. */
bool part_place(struct part_places *p, uint64_t byte, uint32_t *point);

#endif
