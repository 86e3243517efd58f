/* date_span.h: dates told by a span of time from the date of publication, or from a date named:
 * 三年前, 两个月后, 上两周, 后三天.
 *
 * Only where a clause begins with it, or behind 在 and the like: 退休三年后 counts from something
 * else. What has no number of its own (近三年, 三年来) is a length of time, and a quantity.
 */
#ifndef WORKERS_DATE_DATE_SPAN_H
#define WORKERS_DATE_DATE_SPAN_H

#include "workers/date/date_form.h"

/* 三年前, told from `published`, or 三年后, told from `named`, at `at`, with its end in *behind. It
 * is as exact as its unit: a year, a month, a week, a day. *basis is what it was told from. False
 * if it is none, or what it is told from is not as exact. */
bool date_span_ago(const char *start, const char *at, const char *end, struct moment published,
                   struct moment named, struct when *w, struct moment *basis, const char **behind);

/* Is it 两周, behind 上 at `at`, whose end is `number`? */
bool date_span_follows(const char *start, const char *at, const char *number, const char *end);

/* What date_span_follows() found: the `sign` of it, -1 for 上 and 前, is told from `published`. */
bool date_span_beside(const char **at, const char *end, int sign, struct moment published,
                      struct when *w);

#endif
