/* calendar.c: see calendar.h. Day numbers after "days from civil", Howard Hinnant,
 * https://howardhinnant.github.io/date_algorithms.html (public domain). */
#include "workers/date/calendar.h"
#include <stdio.h>

enum { DAYS_IN_ERA = 146097, DAYS_BEFORE_1970 = 719468 }; /* 400 years; since 0000-03-01 */

bool moment_is_empty(struct moment m)
{
    return m.year == YEAR_UNKNOWN && !m.month && !m.day;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned days_in_month(int year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) return 31;
    return month == 2 && (year == YEAR_UNKNOWN || is_leap(year)) ? 29 : days[month - 1];
}

bool moment_is_valid(struct moment m)
{
    return m.month <= 12 && m.day <= days_in_month(m.year, m.month) &&
           (m.year == YEAR_UNKNOWN || m.month || !m.day);
}

unsigned moment_text(struct moment m, char text[MOMENT_TEXT])
{
    char year[8] = "-";
    text[0] = '\0';
    if (moment_is_empty(m)) return 0;
    if (m.year != YEAR_UNKNOWN) snprintf(year, sizeof year, m.year < 0 ? "%05d" : "%04d", m.year);
    if (m.day && m.month) {
        return (unsigned)snprintf(text, MOMENT_TEXT, "%s-%02d-%02d", year, m.month, m.day);
    }
    if (m.day) return (unsigned)snprintf(text, MOMENT_TEXT, "---%02d", m.day);
    if (m.month) return (unsigned)snprintf(text, MOMENT_TEXT, "%s-%02d", year, m.month);
    return (unsigned)snprintf(text, MOMENT_TEXT, "%s", year);
}

/* The number that text[0..digits) writes, or -1. */
static int digits_at(const char *text, unsigned length, unsigned from, unsigned digits)
{
    int n = 0;
    if (length < from + digits) return -1;
    for (unsigned i = from; i < from + digits; i++) {
        if (text[i] < '0' || text[i] > '9') return -1;
        n = n * 10 + text[i] - '0';
    }
    return n;
}

bool moment_parse(const char *text, unsigned length, struct moment *m)
{
    int year = digits_at(text, length, 0, 4), month = digits_at(text, length, 5, 2);
    int day = digits_at(text, length, 8, 2);
    if (year < 0) return false;
    if (month < 1 || text[4] != '-') month = day = 0;
    if (day < 1 || text[7] != '-') day = 0;
    *m = (struct moment){(int16_t)year, (uint8_t)month, (uint8_t)day};
    return moment_is_valid(*m);
}

int32_t day_number(struct moment m)
{
    int year = m.year - (m.month <= 2);
    int era = (year >= 0 ? year : year - 399) / 400;
    int of_era = year - era * 400;
    int of_year = (153 * (m.month + (m.month > 2 ? -3 : 9)) + 2) / 5 + m.day - 1;
    return era * DAYS_IN_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           DAYS_BEFORE_1970;
}

struct moment day_moment(int32_t number)
{
    int days = number + DAYS_BEFORE_1970;
    int era = (days >= 0 ? days : days - DAYS_IN_ERA + 1) / DAYS_IN_ERA;
    int of_era = days - era * DAYS_IN_ERA;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int shifted = (5 * of_year + 2) / 153;
    int month = shifted + (shifted < 10 ? 3 : -9);
    return (struct moment){(int16_t)(year + era * 400 + (month <= 2)), (uint8_t)month,
                           (uint8_t)(of_year - (153 * shifted + 2) / 5 + 1)};
}

unsigned weekday(int32_t number)
{
    int day = (number + 3) % 7; /* 1970-01-01 was a Thursday */
    return (unsigned)(day < 0 ? day + 7 : day) + 1;
}

struct moment moment_first(struct moment m)
{
    if (!m.month) m.month = 1;
    if (!m.day) m.day = 1;
    return m;
}

struct moment moment_behind(struct moment m)
{
    if (m.day) return add_days(m, 1);
    return moment_first(m.month ? add_months(m, 1) : add_years(m, 1));
}

struct moment add_years(struct moment m, int years)
{
    m.year = (int16_t)(m.year + years);
    if (m.day > days_in_month(m.year, m.month)) m.day = (uint8_t)days_in_month(m.year, m.month);
    return m;
}

struct moment add_months(struct moment m, int months)
{
    int month = m.year * 12 + m.month - 1 + months;
    int year = (month >= 0 ? month : month - 11) / 12;
    m.month = (uint8_t)(month - year * 12 + 1);
    return add_years(m, year - m.year);
}

struct moment add_days(struct moment m, int days)
{
    return day_moment(day_number(m) + days);
}

struct moment nth_weekday(struct moment m, int nth, unsigned day)
{
    m.day = nth > 0 ? 1 : (uint8_t)days_in_month(m.year, m.month);
    int ahead = (int)day - (int)weekday(day_number(m));
    if (nth > 0 && ahead < 0) ahead += 7;
    if (nth < 0 && ahead > 0) ahead -= 7;
    struct moment found = add_days(m, ahead + 7 * (nth > 0 ? nth - 1 : nth + 1));
    return found.month == m.month ? found : NO_MOMENT;
}

struct moment moment_closest(struct moment m, struct moment near)
{
    struct moment best = m;
    int32_t least = INT32_MAX, target = day_number(moment_first(near));
    for (int year = near.year - 1; year <= near.year + 1; year++) {
        m.year = (int16_t)year;
        int32_t distance = day_number(moment_first(m)) - target;
        if (distance < 0) distance = -distance;
        if (distance >= least || !moment_is_valid(m)) continue;
        least = distance;
        best = m;
    }
    return best;
}
