/* merge.h: one answer out of the answers of several stores.
 *
 * Articles and records come from each store in order, each with its place in this order, which does
 * not depend on the store (PROTOCOL.md, 11.7): so the least place is next. For the order BEST the
 * stores are asked for their weights first, and then with the sum of them, so that scores are those
 * that one store with all documents would tell. What has the same content in two stores is shown
 * once, as the first of them in the order has it; counts add up what each store counts.
 *
 * Facets are gathered whole, and folded: counts and sums are added, exactly; the median is told of
 * all figures, which come with the buckets (11.8). Documents of the ledger come store after store.
 */
#ifndef CLIENT_MERGE_H
#define CLIENT_MERGE_H

#include "client/asking.h"

/* Asks a->stores, and gives all to a->take(). 0; -1 with *err if no store is left, or a->take()
 * said so. Whether there is more is in a->more. */
int merge_ask(struct asking *a, struct err *err);

/* merge_facets.c: the same of facets. */
int merge_facets(struct asking *a, struct err *err);

#endif
