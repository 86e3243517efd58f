/* index_merge.h: many segments made one, a slice at a time.
 *
 * The sources never change, and what of them is not merged yet stays; so each slice may be made in
 * a transaction of its own, and none is open for long. Streams follow one another in the order of
 * the sources. Articles that are dead for ever are left out: their positions and ordinals are gone,
 * all others move up. Lists come last, and a merge that was broken off among them goes on where it
 * was (index_sources.h).
 */
#ifndef BROKER_INDEX_MERGE_H
#define BROKER_INDEX_MERGE_H

#include "broker/index_sources.h"

enum {
    MERGE_LEAST = 16,             /* segments of about one size are merged when there are as many */
    MERGE_SOURCES = SOURCES_MOST, /* at most so many at once, */
    MERGE_POSITIONS = 1 << 30,    /* and so long together */
    MERGE_SLICE = 4 << 20         /* bytes of entries, about */
};

struct index_merge;

/* The segments that should be merged next; idle: nobody brings documents. Returns how many, 0 if
 * there are none. */
uint32_t merge_choose(const struct index_view *v, bool idle,
                      struct index_segment out[MERGE_SOURCES]);

/* sources: copied. slice: bytes of entries a slice, about: MERGE_SLICE, or less in tests. */
struct index_merge *merge_open(const struct index_segment *sources, uint32_t count, size_t slice);
/* Goes on with the segment of the view that is being spliced; *number becomes its own. NULL if
 * there is none. */
struct index_merge *merge_resume(struct index_view *v, size_t slice, uint64_t *number);
void merge_free(struct index_merge **m); /* harmless on NULL */

/* Makes the next slice in the open page v, into *entries (emptied first), and *head, what
 * `segments` is to say of the new segment then: it is LIVE with the last slice. True when that was
 * it. */
bool merge_step(struct index_merge *m, struct index_view *v, struct buf *entries,
                struct msg_stored_segment *head);

/* ---- For the families of records ---- */

/* The segments, and where a position or ordinal of one comes to lie; false: it is left out. */
uint32_t merge_sources(const struct index_merge *m);
uint64_t merge_source(const struct index_merge *m, uint32_t source);
bool merge_position(const struct index_merge *m, uint32_t source, uint32_t position,
                    uint32_t *moved);
bool merge_ordinal(const struct index_merge *m, uint32_t source, uint32_t ordinal, uint32_t *moved);

struct txn *merge_txn(struct index_merge *m); /* to read the sources in, during a step */
struct index_writer *merge_writer(struct index_merge *m);
bool merge_is_full(const struct index_merge *m); /* the slice is long enough */

#endif
