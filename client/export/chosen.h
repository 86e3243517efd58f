/* chosen.h: the documents that a query chooses: those of which an article answers it, whole, in
 * order of id as an export has them.
 *
 * Their ids are asked for first and kept, 20 bytes each; then the documents one after the other.
 */
#ifndef CLIENT_EXPORT_CHOSEN_H
#define CLIENT_EXPORT_CHOSEN_H

#include "client/pages.h"
#include "client/stores.h"

/* As pages_fetch(), but only what the query chooses. */
int chosen_fetch(struct pages *p, struct view query, struct stores *s, struct err *err);

#endif
