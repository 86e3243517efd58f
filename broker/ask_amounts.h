/* ask_amounts.h: records by what they amount to, the greatest or the least first.
 *
 * Keys of a unit are sorted by amount, and so are the lists of their rows: a unit's figures are
 * gone through from that end, a chunk of lists after the other, until nothing that is left can be
 * among the first. What amounts to nothing comes last in either order.
 */
#ifndef BROKER_ASK_AMOUNTS_H
#define BROKER_ASK_AMOUNTS_H

#include "broker/ask_rank.h"

/* Offers what may come first of these rows, which are those that ask_records() found for the query
 * and the kind. order: MOST or LEAST. */
void ask_top_amounts(struct ask_top *top, struct ask_segment *s, const struct query_node *query,
                     int kind, const struct bits *rows, enum order order);

#endif
