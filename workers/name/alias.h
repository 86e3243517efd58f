/* alias.h: what a text says that a name is called from there on: …有限公司(以下简称“恒源公司”). */
#ifndef WORKERS_NAME_ALIAS_H
#define WORKERS_NAME_ALIAS_H

#include "workers/name/reading.h"

/* The short name that brackets at `at`, directly behind a name, give it; empty if they give none.
 */
struct view alias_at(const struct reading *r, const char *at);

#endif
