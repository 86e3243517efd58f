/* match.h: how well a line fits the titles of a table of contents.
 *
 * An index from pairs of Han characters to the entries that have them, weighed by their rarity in
 * the text. Pairs that many entries share say little and are left out, so a line costs the same
 * however long the table is. Titles with the same words are found by their hash.
 */
#ifndef WORKERS_SEGMENT_MATCH_H
#define WORKERS_SEGMENT_MATCH_H

#include "workers/segment/bigram.h"
#include "workers/segment/line.h"
#include "workers/segment/toc.h"

enum { EXACT_MATCH = 100 };

struct matcher;
/* common: in how many of so many lines each pair of characters occurs. */
struct matcher *matcher_new(struct arena *a, const struct bigram_table *common, uint32_t lines,
                            const struct toc *toc);

/* What a line has in common with one entry. */
struct match {
    uint32_t entry;
    uint16_t words; /* hundredths of the title's weight in rare pairs that the line has */
    uint16_t title; /* hundredths: how like the line is to the title; 100 = the same words */
};

/* The entries that a line, or several, have something in common with, in no order; *count of them.
 * Valid until the next call. */
const struct match *matcher_look(struct matcher *m, struct view line, uint32_t *count);

#endif
