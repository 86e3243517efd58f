/* index_records.h: the records of a segment: families of their own, FAMILY_RECORDS and above.
 */
#ifndef BROKER_INDEX_RECORDS_H
#define BROKER_INDEX_RECORDS_H

#include "broker/index_format.h"

/* ---- Of a turn ---- */

struct index_records_build;
struct index_records_build *index_records_open(void);
void index_records_free(struct index_records_build **b); /* harmless on NULL */
void index_records_clear(struct index_records_build *b); /* harmless on NULL */
/* Adds the records of a part (part_records.h) with so many articles. */
void index_records_add(struct index_records_build *b, struct view records, uint32_t articles);
/* Puts all families. */
void index_records_write(struct index_records_build *b, struct index_writer *w);

/* ---- Merging (index_merge.h) ---- */

struct index_merge;
struct index_records_merge;
struct index_records_merge *index_records_merge_open(struct index_merge *m);
void index_records_merge_free(struct index_records_merge **r); /* harmless on NULL */
/* Puts about a slice more (until merge_is_full()), in a transaction of its own: views that were
 * read before are gone. True when there is nothing left. */
bool index_records_merge_step(struct index_records_merge *r, struct index_merge *m);

#endif
