/* date_digits.h: dates in digits and marks: 2020-04-13, 2020.4.13, 2020/4/13, 20200413, 2020-04,
 * 3/12/2015, 09-01 20:01.
 */
#ifndef WORKERS_DATE_DATE_DIGITS_H
#define WORKERS_DATE_DATE_DIGITS_H

#include "workers/date/calendar.h"

/* The date that begins at `at`, with its end in *behind. False if none does. Without a day it may
 * as well be a fraction or a span of years: ask date_digits_is_month. */
bool date_digits_read(const char *at, const char *end, struct moment *m, const char **behind);

/* Is at..behind, a date without a day, surely a month? 2020-04 is, before a mark or a blank;
 * 2020.04 is not. */
bool date_digits_is_month(const char *at, const char *behind, const char *end);

#endif
