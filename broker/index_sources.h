/* index_sources.h: the lists of a segment that is being spliced.
 *
 * A merge writes articles, words and records of the new segment first. From then on it stands in
 * the list of segments in place of its sources: SPLICING. Its lists come term by term; those below
 * its `bound` are its own, the others are still in its sources, and are removed there as they come.
 * So a merge needs little more room than its sources have, however large they are.
 *
 * A position of a source moves by where the source comes to lie, less what is left out before it.
 * The entry SOURCES of the new segment says so: the number of sources (8 bytes), a struct for each,
 * and then all their gaps.
 */
#ifndef BROKER_INDEX_SOURCES_H
#define BROKER_INDEX_SOURCES_H

#include "broker/index_format.h"

enum { SOURCES_MOST = 32 };

/* Positions of a source that are left out, [start, end). */
struct index_gap {
    uint32_t start, end, before; /* before: positions left out before it */
};
struct index_source {
    uint64_t number;
    uint32_t position; /* where its first one comes to lie */
    uint32_t gap_count;
    const struct index_gap *gaps;
};
struct index_sources {
    struct index_source *at;
    uint32_t count;
    struct index_gap *gaps; /* of all */
};

/* The last gap that does not begin behind the position; NULL if there is none. */
const struct index_gap *source_gap(const struct index_source *s, uint32_t position);
/* Where a position comes to lie; false: it is left out. */
bool source_moved(const struct index_source *s, uint32_t position, uint32_t *moved);
/* The same for many, in place; how many are left of them. */
uint32_t source_move(const struct index_source *s, uint32_t *positions, uint32_t count);
/* Its first position that comes to lie at `moved` or behind. */
uint32_t source_first(const struct index_source *s, uint32_t moved);

void sources_put(struct index_writer *w, const struct index_sources *sources);
/* NULL if there are none, or they are damaged. */
struct index_sources *sources_read(struct txn *t, uint64_t segment);
void sources_free(struct index_sources **s); /* harmless on NULL */

/* Where lists of a segment are: terms in [low, high) are under `number`. */
struct index_lists {
    uint64_t number, low, high;
    const struct index_source *source; /* NULL: positions are as they are */
};
uint32_t lists_count(const struct index_segment *s);
struct index_lists lists_at(const struct index_segment *s, uint32_t i);

#endif
