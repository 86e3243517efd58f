/* nothing.h: why a query found nothing: what each of its parts finds by itself.
 *
 *     nothing found; each part alone:
 *       贵阳              3 articles
 *       date:2021         none
 *       {date date:2021}  2 articles
 *
 * Articles of newspapers seldom tell their own date; so where date: finds none, the days that the
 * texts tell of are tried as well.
 */
#ifndef CLIENT_NOTHING_H
#define CLIENT_NOTHING_H

#include "client/stores.h"

/* Appends the lines. query: one that can be parsed. Nothing is appended for a query of one part, or
 * where a broker cannot tell. */
void nothing_explain(struct stores *s, struct view query, struct buf *out);

#endif
