/* several.h: all documents of several stores, in order of id as an export has them.
 *
 * An export is whole or it is none, so all stores must answer. A document that several stores have
 * (the same archive, source and content) comes once, from the first of them.
 */
#ifndef CLIENT_EXPORT_SEVERAL_H
#define CLIENT_EXPORT_SEVERAL_H

#include "client/pages.h"
#include "client/stores.h"

/* 0 if no store is gone; -1 with *err that says which. */
int several_check(const struct stores *s, struct err *err);

/* As pages_fetch(), of all of them; select must be empty. */
int several_fetch(struct pages *p, struct stores *s, struct err *err);

#endif
