/* solar_term.h: the 24 solar terms (节气) as days of the Gregorian calendar, 1901 to 2099.
 *
 * By the usual formula: day = ⌊0.2422 Y + C⌋ − leap days, with a constant C for each term and
 * century, and the few years in which the sun (Meeus, Astronomical Algorithms, ch. 25) says
 * otherwise by more than three minutes of Beijing time.
 */
#ifndef WORKERS_DATE_SOLAR_TERM_H
#define WORKERS_DATE_SOLAR_TERM_H

#include "workers/date/calendar.h"

/* From 小寒 in January to 冬至 in December. */
enum { SOLAR_TERMS = 24 };

/* The day of a term, 0 to 23; NO_MOMENT outside the years above. */
struct moment solar_term_day(int year, unsigned term);

#endif
