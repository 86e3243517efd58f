/* not_figure.h: numbers that count nothing, because they are a piece of a name, a code, an ordinal,
 * a label or a formula: 三农, 第3, O2O, 0851-1234, 1+4+N, 三年行动, “最后一公里”.
 */
#ifndef WORKERS_FIGURE_NOT_FIGURE_H
#define WORKERS_FIGURE_NOT_FIGURE_H

#include "workers/figure/figure.h"
#include "workers/scan.h"

void not_figure_prepare(void); /* once, before any other; further calls do nothing */

/* The end of the name of numbered_names.def that begins at `at`; NULL if none does. */
const char *not_figure_name_end(const char *at, const char *end);

/* Is this figure, read from s, such a number? */
bool not_figure(const struct scan *s, const struct figure *f);

/* The end of the label "2." of 2.80个 at the beginning of a line, or of 2.2020年, where the point
 * is no decimal point: things to count, years and months have no decimals. NULL if it is no such
 * label. */
const char *not_figure_label_end(const struct scan *s, const struct figure *f);

#endif
