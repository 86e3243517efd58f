/* index_merge.h: many segments made one, a slice at a time.
 *
 * The sources are segments of the list, which never change and stay until the merge is committed;
 * so each slice may be made in a transaction of its own, and no transaction is open for long.
 * Streams follow one another in the order of the sources. Articles that are dead for ever are left
 * out: their positions and ordinals are gone, all others move up.
 */
#ifndef BROKER_INDEX_MERGE_H
#define BROKER_INDEX_MERGE_H

#include "broker/index_format.h"

enum { MERGE_SOURCES = 8, MERGE_SLICE = 4 << 20 /* bytes of entries, about */ };

struct index_merge;

/* The source's number, and how many there are. */
uint32_t merge_sources(const struct index_merge *m);
uint64_t merge_source(const struct index_merge *m, uint32_t source);

/* Where a position or ordinal of a source comes to lie in the new segment; false: it is left out.
 */
bool merge_position(const struct index_merge *m, uint32_t source, uint32_t position,
                    uint32_t *moved);
bool merge_ordinal(const struct index_merge *m, uint32_t source, uint32_t ordinal, uint32_t *moved);

struct txn *merge_txn(struct index_merge *m); /* to read the sources in, during a step */
struct index_writer *merge_writer(struct index_merge *m);
bool merge_is_full(const struct index_merge *m); /* the slice is long enough */

#endif
