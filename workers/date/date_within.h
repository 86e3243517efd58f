/* date_within.h: what is told within a year or a month that is known: 2019年春节, 去年农历八月十五,
 * 3月第三周, 上月最后五天, 六月第一个星期日, 2023年第十天. */
#ifndef WORKERS_DATE_DATE_WITHIN_H
#define WORKERS_DATE_DATE_WITHIN_H

#include "workers/date/date_form.h"

/* Takes what follows at *at, which moves behind it: w becomes that day, or those days. False, and
 * nothing changed, if w is no whole year or month of a known year, or nothing of it follows.
 *
 * The weeks of a month are those that begin in it, the weeks of a year those of ISO 8601. */
bool date_within_take(const char **at, const char *end, struct when *w);

#endif
