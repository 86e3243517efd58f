/* unit.h: the units of proto/unit.h in text: what follows a number and makes it a figure. */
#ifndef WORKERS_FIGURE_UNIT_H
#define WORKERS_FIGURE_UNIT_H

#include "proto/unit.h"
#include <stdbool.h>

void unit_prepare(void); /* once, before any other; further calls do nothing */

/* Can there be half of it, as 半? Not of pieces, nor of money. */
bool unit_is_divisible(const struct unit *u);

/* The unit of this text; NULL if the table has none. */
const struct unit *unit_of(const char *text);

/* The longest unit that begins at `at` and ends by `end`, with its end in *behind; NULL if none
 * does. It may be one that needs NEVER. */
const struct unit *unit_at(const char *at, const char *end, const char **behind);

#endif
