/* compactor.h: the thread that merges segments of the index, so that there are few of them.
 *
 * It reads the store in pages, as the reading threads do, and makes slices of at most about 4 MiB,
 * which the loop writes in its turns. There is one slice, and whoever holds it is at work: the loop
 * passes it with compactor_go_on(), and gets it back, filled, from compactor_slice(). So ingest
 * never waits for the compactor, and the compactor never runs ahead.
 */
#ifndef BROKER_COMPACTOR_H
#define BROKER_COMPACTOR_H

#include "broker/store.h"
#include "proto/wire.h"

struct compactor;
struct index_slice; /* index_slice.h */

int compactor_open(struct store *store, struct compactor **out, struct err *err);
/* Waits for the thread to finish its slice, and sets *c to NULL; harmless on NULL. */
void compactor_close(struct compactor **c);

/* The slice, if the thread has passed it back since; else NULL. It is the loop's then. */
struct index_slice *compactor_slice(struct compactor *c);

/* Passes the slice to the thread: it goes on with the segment under way if the slice was written,
 * gives it up if it was not, or looks whether there is something to merge. The loop must hold it.
 */
void compactor_go_on(struct compactor *c, bool idle); /* idle: nobody brings documents */
bool compactor_is_held(const struct compactor *c);    /* whether the loop holds the slice */

struct wire_wait compactor_wait_item(struct compactor *c);

#endif
