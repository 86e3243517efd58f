/* date_weekday.h: days of the week by name: 周一, 星期日, 礼拜天. */
#ifndef WORKERS_DATE_DATE_WEEKDAY_H
#define WORKERS_DATE_DATE_WEEKDAY_H

#include <stdbool.h>

enum { WEEKEND = 8 };

/* Monday = 1 … Sunday = 7, 周末 = WEEKEND; *at moves behind it. 0 if there is none. Without
 * `named` 一 alone will do, as behind 上周. */
int date_weekday_take(const char **at, const char *end, bool named);

/* A day of the week that a date has with it: (周五), 星期五. *at moves behind it, if one is there.
 */
void date_weekday_skip(const char **at, const char *end);

#endif
