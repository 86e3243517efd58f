/* quantity.h: figures as records: which of them count something, and what the record says of them.
 */
#ifndef WORKERS_FIGURE_QUANTITY_H
#define WORKERS_FIGURE_QUANTITY_H

#include "workers/scan.h"

/* The numeral at s->at: adds a quantity record if it is one, and moves behind what it has read.
 * False (and nothing moved) if no numeral begins there. */
bool quantity_read(struct scan *s);

void quantity_prepare(void);

#endif
