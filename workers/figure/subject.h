/* subject.h: what a figure counts, as the text has it: 受理申请 of 累计受理申请5382件. */
#ifndef WORKERS_FIGURE_SUBJECT_H
#define WORKERS_FIGURE_SUBJECT_H

#include "workers/figure/figure.h"
#include "workers/scan.h"

/* The words behind the figure (14名 退休法官), or before it (调解成功 4514件): a piece of the text,
 * empty if there is none. */
struct view subject_of(const struct scan *s, const struct figure *f);

#endif
