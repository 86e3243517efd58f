/* date_numbered.h: quarters and months of a year by their number: 3季度, 第8个月, 前5个月, 后三月,
 * Q3, 一至三季度.
 */
#ifndef WORKERS_DATE_DATE_NUMBERED_H
#define WORKERS_DATE_DATE_NUMBERED_H

#include <stdbool.h>

/* Takes what follows a year at *at, which moves behind it: the months `first` to `last`. False, and
 * nothing changed, if nothing of it follows. */
bool date_numbered_take(const char **at, const char *end, int *first, int *last);

#endif
