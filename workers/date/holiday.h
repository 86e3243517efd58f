/* holiday.h: the feasts of holidays.def, and on what day each of them falls. */
#ifndef WORKERS_DATE_HOLIDAY_H
#define WORKERS_DATE_HOLIDAY_H

#include "workers/date/calendar.h"

enum holiday_kind {
    HOLIDAY_DAY,    /* of a month */
    HOLIDAY_NTH,    /* weekday of a month: the second Sunday of May */
    HOLIDAY_LUNAR,  /* of a lunar month */
    HOLIDAY_TERM,   /* of the sun */
    HOLIDAY_EASTER, /* and days from it */
};

struct holiday { /* a row of holidays.def, which says what the columns mean */
    const char *text;
    enum holiday_kind kind;
    uint8_t month;
    int8_t day, weekday;
    bool word; /* also a word or a name: only behind a year, before 期间, or by itself */
};

void holiday_prepare(void); /* once, before any other; further calls do nothing */

/* The longest name of a feast that begins at `at`, with its end in *behind; NULL if none does. */
const struct holiday *holiday_at(const char *at, const char *end, const char **behind);

/* Does what stands on both sides say that the word at..behind is the feast? True for all that are
 * no words besides. */
bool holiday_is_meant(const struct holiday *h, const char *start, const char *at,
                      const char *behind, const char *end);

/* Its day in a year, in the calendar it belongs to: the lunar one's years begin with 春节.
 * NO_MOMENT if that is not known. */
struct moment holiday_day(const struct holiday *h, int year);

#endif
