/* figure_around.h: the words around a figure that say how exact it is, on which scale, and its
 * sign: 近, 超过, 人民币, ¥, 零下 before it; 以上, 左右, 半 behind it. */
#ifndef WORKERS_FIGURE_FIGURE_AROUND_H
#define WORKERS_FIGURE_FIGURE_AROUND_H

#include "workers/figure/figure.h"

void figure_around_prepare(void); /* once, before any other; further calls do nothing */

/* Take into the figure what stands before it, from `floor` on, or behind it. */
void figure_take_scale(struct figure *f, const char *floor);
void figure_take_before(struct figure *f, const char *floor);
void figure_take_behind(struct figure *f, const char *end);

#endif
