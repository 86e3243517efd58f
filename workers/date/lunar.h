/* lunar.h: days of the Chinese lunar calendar (农历) as days of the Gregorian one, 1901 to 2100.
 *
 * A table, not an astronomy: the months of each year as they are in GB/T 33661-2017
 * (农历的编算和颁行).
 */
#ifndef WORKERS_DATE_LUNAR_H
#define WORKERS_DATE_LUNAR_H

#include "workers/date/calendar.h"

#define LUNAR_LAST_DAY 99 /* 除夕: the last day of the month, which has 29 or 30 */

/* The Gregorian day of a lunar one; the year is that in which its 正月初一 falls. NO_MOMENT if the
 * year is outside the table or there is no such day. */
struct moment lunar_day(int year, unsigned month, unsigned day);
/* The same of the leap month behind `month` (闰四月), if the year has it. */
struct moment lunar_leap_day(int year, unsigned month, unsigned day);

#endif
