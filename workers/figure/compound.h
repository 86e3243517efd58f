/* compound.h: figures of several units, one after the other: 3元5角, 2小时30分, 三斤八两; and of
 * one unit and tenths of it: 三块二, 两毛五, 三米九. */
#ifndef WORKERS_FIGURE_COMPOUND_H
#define WORKERS_FIGURE_COMPOUND_H

#include "workers/figure/figure.h"

/* Takes what follows the figure's unit, in the larger unit where the sum is a decimal there, else
 * in the smaller. False, and nothing changed, if nothing follows that adds to it. */
bool compound_take(struct figure *f, const char *end);

/* Does what stands at `at`, behind the unit u, add to it? So 一块二 is money, where 一块 is none.
 */
bool compound_follows(const struct unit *u, const char *at, const char *end);

#endif
