/* date_clock.h: the time of day behind a date: 上午9时, 晚8点半, 15:30-17:00, 10:10:33, 夜间.
 *
 * A time of day by itself is no date. Behind one it narrows when the date begins and ends, and
 * leaves its value alone. 下午 to 晚 before an hour below twelve make it one of the afternoon.
 */
#ifndef WORKERS_DATE_DATE_CLOCK_H
#define WORKERS_DATE_DATE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { SECONDS_A_DAY = 86400 };

/* From the midnight with which the day begins, in seconds; both 0 = the whole day. A time is as
 * long as it is exact: 9时 an hour, 9:30 a minute. `behind` may lie in the next day. */
struct clock {
    int32_t from, behind;
    bool range; /* has an end of its own: 9时至11时 */
    bool part;  /* is a part of the day, such as 上午, alone */
};

void date_clock_prepare(void); /* once, before any other; further calls do nothing */

/* The time of day at *at, behind blanks or 的; *at moves behind it. False, and nothing changed, if
 * there is none. */
bool date_clock_take(const char **at, const char *end, struct clock *c);

/* Is there a word for a part of the day, such as 上午, at `at`? */
bool date_clock_is_part(const char *at, const char *end);

#endif
