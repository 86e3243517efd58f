/* relate.h: what records have to do with each other: the place, organisation, date and initiative
 * that a figure is about (about.h), and whether figures add up (sum.h).
 *
 * This comes last: links are to records that stay.
 */
#ifndef WORKERS_RELATE_RELATE_H
#define WORKERS_RELATE_RELATE_H

#include "workers/pipeline.h"

void relate_prepare(void); /* orders the tables of words; further calls do nothing */

/* Adds the fields to the figures of all articles, whose records are complete and in order. Without
 * the part "names" of the resources no sentence is known to go on with the subject of the one
 * before. False if the budget ran out. */
bool relate_records(struct document *d, const struct resources *shared,
                    const struct budget *budget);

#endif
