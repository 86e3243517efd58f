/* index_merge.h: many segments made one, a slice at a time.
 *
 * The sources are segments of the list, which never change and stay until the merge is committed;
 * so each slice may be made in a transaction of its own, and none is open for long. Streams follow
 * one another in the order of the sources. Articles that are dead for ever are left out: their
 * positions and ordinals are gone, all others move up.
 */
#ifndef BROKER_INDEX_MERGE_H
#define BROKER_INDEX_MERGE_H

#include "broker/index_format.h"

enum {
    MERGE_LEAST = 8,           /* segments of about one size are merged when there are as many, */
    MERGE_IDLE = 3,            /* or, while nobody brings documents, so few */
    MERGE_SOURCES = 32,        /* at most so many at once, */
    MERGE_POSITIONS = 1 << 30, /* and so long together */
    MERGE_SLICE = 4 << 20      /* bytes of entries, about */
};

struct index_merge;

/* The segments that should be merged next: of about one size, at least so many (MERGE_LEAST;
 * MERGE_IDLE when nothing else is to be done). Returns how many, 0 if there are none. */
uint32_t merge_choose(const struct index_view *v, uint32_t least,
                      struct index_segment out[MERGE_SOURCES]);

/* sources: copied. slice: bytes of entries a slice, about: MERGE_SLICE, or less in tests. */
struct index_merge *merge_open(const struct index_segment *sources, uint32_t count, size_t slice);
void merge_free(struct index_merge **m); /* harmless on NULL */

/* Makes the next slice in the open page v, into *entries (emptied first). True when that was the
 * last one: then *head is what `segments` is to say of the new segment. */
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
