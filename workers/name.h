/* name.h: numbers that count nothing, because they are a piece of a name, a code, an ordinal, a
 * label or a formula: 三农, 第3, O2O, 0851-1234, 1+4+N, 三年行动, “最后一公里”.
 */
#ifndef WORKERS_NAME_H
#define WORKERS_NAME_H

#include "workers/figure.h"
#include "workers/scan.h"

void name_prepare(void); /* once, before any other; further calls do nothing */

/* The end of the name of names.def that begins at `at`; NULL if none does. */
const char *name_end(const char *at, const char *end);

/* Is this figure, read from s, such a number? */
bool name_has(const struct scan *s, const struct figure *f);

/* The end of the label "2." of 2.80个 at the beginning of a line, or of 2.2020年, where the point
 * is no decimal point: things to count, years and months have no decimals. NULL if it is no such
 * label. */
const char *name_label_end(const struct scan *s, const struct figure *f);

#endif
