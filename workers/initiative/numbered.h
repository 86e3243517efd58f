/* numbered.h: names made of numbers, without quotation marks: 三会一课, 四议两公开, 两不愁三保障.
 *
 * Two groups or more of a numeral and one to three characters. Measures, addresses and sayings have
 * that form as well, so a verb must stand before it, or a head behind it.
 */
#ifndef WORKERS_INITIATIVE_NUMBERED_H
#define WORKERS_INITIATIVE_NUMBERED_H

#include "workers/initiative/mention.h"

void numbered_prepare(void); /* once, before any other; further calls do nothing */

/* Reads the name that begins with the numeral at `at`, and adds its mention. Where reading goes on;
 * NULL if there is none. */
const char *numbered_read(struct passage *r, const char *at);

#endif
