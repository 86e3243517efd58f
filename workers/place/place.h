/* place.h: places as records of the articles. */
#ifndef WORKERS_PLACE_PLACE_H
#define WORKERS_PLACE_PLACE_H

#include "workers/pipeline.h"
#include "workers/resources.h"

void place_prepare(void); /* orders the tables of words; further calls do nothing */

/* Whether the parts "places" and "words" of the resources are there, and readable: 0, or -1 with
 * *err. */
int place_check(const struct resources *shared, struct err *err);

/* Appends the places of all articles to their records, in no order. Where a place and a quantity or
 * a date overlap, the longer stays; a document's title keeps what is in it. Records must be in
 * order of place when it is called, and are so again afterwards. Does nothing if the resources
 * hold no gazetteer. False if the budget ran out. */
bool place_read(struct document *d, const struct resources *shared, const struct budget *budget);

#endif
