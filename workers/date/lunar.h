/* lunar.h: days of the Chinese lunar calendar (农历) as days of the Gregorian one, 1901 to 2100.
 *
 * A table, not an astronomy: the months of each year as they are in GB/T 33661-2017
 * (农历的编算和颁行).
 */
#ifndef WORKERS_DATE_LUNAR_H
#define WORKERS_DATE_LUNAR_H

#include "workers/date/calendar.h"

#define LUNAR_LAST_DAY 99 /* 除夕: the last day of the month, which has 29 or 30 */

/* The Gregorian day of a lunar one; the year is that in which its 正月初一 falls. Leap months
 * cannot be asked for. NO_MOMENT if the year is outside the table or there is no such day. */
struct moment lunar_day(int year, unsigned month, unsigned day);

/* 清明, the one holiday that follows the sun, in 1901 to 2099; else NO_MOMENT. By the usual formula
 * for solar terms, which agrees in all these years with the day on which the sun's longitude passes
 * 15° in Beijing. */
struct moment lunar_qingming(int year);

#endif
