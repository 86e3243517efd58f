/* date_lunar.h: dates of the lunar calendar: 农历八月十五, 正月初一, 五月廿二, 腊月, 农历4月3日.
 *
 * Months 正, 冬, 腊 and days 初 and 廿 are lunar by their names, and so is 八月十五 without 日;
 * other numbers only where 农历 (or 阴历) is said, or 闰 of a leap month.
 */
#ifndef WORKERS_DATE_DATE_LUNAR_H
#define WORKERS_DATE_DATE_LUNAR_H

#include "workers/date/date_form.h"

enum lunar_said { LUNAR_NOT_SAID, LUNAR_SAID, LUNAR_LEAP };

/* What follows a year or month that w has (or nothing), read as the lunar calendar's. If it is, w
 * becomes the Gregorian day, or the days of the month, in w's year or else in `year`; vague if both
 * are YEAR_UNKNOWN. *at moves behind it. False, and nothing changed, if it is not lunar. */
bool date_lunar_take(const char **at, const char *end, struct when *w, enum lunar_said said,
                     int year);

#endif
