/* date_form.h: dates as they are written out, by their form alone: 2020年4月13日, 二〇二〇年三月,
 * 8月份, 2019年底, 2018-2020年, 3月5日至8日, 2020-04-13 10:10:33, 1月至今, 5月8日9时至11日17时.
 */
#ifndef WORKERS_DATE_DATE_FORM_H
#define WORKERS_DATE_DATE_FORM_H

#include "proto/numeral.h"
#include "workers/date/calendar.h"

enum when_shape {
    WHEN_MOMENT,   /* `from` */
    WHEN_INTERVAL, /* `from` to `to`, both included */
    WHEN_OPEN,     /* `from` until now */
    WHEN_DECADE,   /* the ten years from from.year on */
    WHEN_CENTURY,  /* the hundred years from from.year on */
    WHEN_VAGUE,    /* 近年来 */
};

/* What narrows a moment, without being part of its value: 2019年底 is 2019, and late in it. */
enum when_part { PART_WHOLE, PART_EARLY, PART_MIDDLE, PART_LATE };

struct when {
    enum when_shape shape;
    enum when_part part;
    struct moment from, to;
    bool tens;             /* the part is one of ten days: 上旬 */
    int32_t opens, closes; /* seconds into the first and the last day; closes 0 = at its end */
};

void date_form_prepare(void); /* once, before any other; further calls do nothing */

/* Can a date begin with this numeral, given the character behind it? A quick look, which says no to
 * almost all figures. */
bool date_form_begins(const struct numeral *n, uint32_t next);

/* The date that begins at `at` with a number, with its end in *behind. False if none does. */
bool date_form_read(const char *at, const char *end, struct when *w, const char **behind);

/* The time of day behind a date that is a day. */
void date_form_take_clock(const char **at, const char *end, struct when *w);

/* What may follow a word for a year or a month (今年, 上月): 3月5日, 底, 上半年, 第一季度, 下旬,
 * 至今. w->from says what is known already; the rest is added. False, and nothing changed, if
 * nothing of it follows. */
bool date_form_continue(const char *at, const char *end, struct when *w, const char **behind);

#endif
