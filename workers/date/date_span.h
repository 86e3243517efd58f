/* date_span.h: dates told by a span of time from the date of publication, or from a date named:
 * 三年前, 两个月后, 上两周, 后三天.
 *
 * Only where a clause begins with it, or behind 在 and the like: 退休三年后 counts from something
 * else. What has no number of its own (近三年, 三年来) is a length of time, and a quantity.
 */
#ifndef WORKERS_DATE_DATE_SPAN_H
#define WORKERS_DATE_DATE_SPAN_H

#include "workers/date/date_form.h"

/* What a span is told from: 三年前 from the date of publication, 三年后 from a date named before.
 */
struct span_basis {
    struct moment published, named;
};

/* 三年前 or 三年后 at *at, which moves behind it; start: where the text begins. It is as exact as
 * its unit: a year, a month, a week, a day. *told_from is the one of the two that it was told from.
 * False if there is none, or what it is told from is not as exact. */
bool date_span_ago(const char *start, const char **at, const char *end, struct span_basis basis,
                   struct when *w, struct moment *told_from);

/* Is it 两周, behind 上 at `at`, whose end is `number`? */
bool date_span_follows(const char *start, const char *at, const char *number, const char *end);

/* What date_span_follows() found: the `sign` of it, -1 for 上 and 前, is told from `published`. */
bool date_span_beside(const char **at, const char *end, int sign, struct moment published,
                      struct when *w);

#endif
