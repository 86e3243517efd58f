/* total.h: exact sums of figures, in whole units of 10^-12, so that it is all the same in which
 * order, and in which store, they are added up.
 */
#ifndef PROTO_TOTAL_H
#define PROTO_TOTAL_H

#include "proto/memory.h"
#include <stdbool.h>

enum { TOTAL_SCALE = 12 };
typedef __int128 total;

/* It as a decimal, in full: "353000000", "-0.5". In the arena. */
struct view total_view(struct arena *arena, total n);

/* The other way. False if text is no decimal, is finer than a unit, or does not fit. */
bool total_read(struct view text, total *n);

#endif
