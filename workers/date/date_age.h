/* date_age.h: decades and centuries, and what part of them: 90年代, 二十世纪九十年代末, 21世纪初.
 */
#ifndef WORKERS_DATE_DATE_AGE_H
#define WORKERS_DATE_DATE_AGE_H

#include "workers/date/date_form.h"

void date_age_prepare(void); /* once; further calls do nothing */

/* 90年代, 九十年代, 1990年代, 20世纪90年代, 21世纪 at `at`, with its end in *behind. False if none
 * begins there. */
bool date_age_read(const char *at, const char *end, struct when *w, const char **behind);

/* The hundred years from `first` on, or what follows of them: 90年代, 末. */
void date_age_take(const char **at, const char *end, int first, struct when *w);

#endif
