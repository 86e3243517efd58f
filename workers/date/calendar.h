/* calendar.h: days, months and years of the Gregorian calendar, and how they are written (ISO 8601,
 * EDTF: https://www.loc.gov/standards/datetime/).
 *
 * A moment is known to the year, the month or the day; where the year is not known, it may still be
 * "some March", "some 5 March". Years before 1 count as in ISO 8601: year 0 is 1 BC; none of them
 * is YEAR_UNKNOWN.
 */
#ifndef WORKERS_DATE_CALENDAR_H
#define WORKERS_DATE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define YEAR_UNKNOWN INT16_MIN
#define MOMENT_TEXT  16 /* bytes that moment_text needs at most, with its NUL */

struct moment {
    int16_t year;       /* or YEAR_UNKNOWN */
    uint8_t month, day; /* 0 = not given */
};
#define NO_MOMENT ((struct moment){YEAR_UNKNOWN, 0, 0})

bool moment_is_empty(struct moment m);

/* Can it be? 2021-02-29 cannot, --02-29 can. */
bool moment_is_valid(struct moment m);

/* "2020", "2020-04", "2020-04-13", "--04", "--04-13", "---13", or "" for none. Returns the length.
 */
unsigned moment_text(struct moment m, char text[MOMENT_TEXT]);

/* Reads what moment_text writes with a year, at the start of text[0..length). False if it is none.
 */
bool moment_parse(const char *text, unsigned length, struct moment *m);

/* Days since 1970-01-01 of a full date, and back. */
int32_t day_number(struct moment m);
struct moment day_moment(int32_t number);
unsigned weekday(int32_t number); /* 1 = Monday … 7 = Sunday */

/* The first day of a moment whose year is known, and the first day behind it. */
struct moment moment_first(struct moment m);
struct moment moment_behind(struct moment m);

/* m moved by years, months or days, to the precision of each; the day is cut to the month's end. */
struct moment add_years(struct moment m, int years);
struct moment add_months(struct moment m, int months);
struct moment add_days(struct moment m, int days);

/* The nth weekday (1 = Monday) of m's month, counted from its end if nth is negative; NO_MOMENT if
 * the month has not so many. */
struct moment nth_weekday(struct moment m, int nth, unsigned day);

/* m with the year in which it comes closest to `near`, a moment with a year. */
struct moment moment_closest(struct moment m, struct moment near);

#endif
