/* date.h: dates as records. */
#ifndef WORKERS_DATE_DATE_H
#define WORKERS_DATE_DATE_H

#include "workers/scan.h"

/* The number at s->at: adds a date record if a date begins there. A time of day is read and left
 * out. False (and nothing moved) if it is neither. */
bool date_read(struct scan *s);

/* The word at s->at: 今年, 近年来, 春节 …, with what belongs to it: 去年底, 上周五, 今年3月至今. */
bool date_read_word(struct scan *s);

void date_prepare(void); /* once, before any other; further calls do nothing */

#endif
