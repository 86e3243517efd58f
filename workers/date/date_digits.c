/* date_digits.c: see date_digits.h. */
#include "workers/date/date_digits.h"
#include "workers/step.h"

enum { FIRST_YEAR = 1000, LAST_YEAR = 2999, FIRST_COMPACT = 1900, LAST_COMPACT = 2099 };

/* The number that a run of `least` to `most` digits writes, or -1; *at moves behind it. */
static int take_digits(const char **at, const char *end, int least, int most)
{
    int number = 0, count = 0;
    for (const char *p = *at; count < most; *at = p, count++) {
        uint32_t c = step_next(&p, end);
        if (c < '0' || c > '9') break;
        number = number * 10 + (int)c - '0';
    }
    return count < least || char_is_digit(step_peek(*at, end)) ? -1 : number;
}

/* 20200413, with nothing beside it that could make it a longer code. */
static bool read_compact(const char *at, const char *end, struct moment *m, const char **behind)
{
    int number = take_digits(&at, end, 8, 8), year = number / 10000;
    *behind = at;
    if (year < FIRST_COMPACT || year > LAST_COMPACT || char_is_letter(step_peek(at, end)))
        return false;
    *m = (struct moment){(int16_t)year, (uint8_t)(number / 100 % 100), (uint8_t)(number % 100)};
    return m->month && m->day && moment_is_valid(*m);
}

/* The day behind a second mark like the first. False if that is no day. */
static bool take_day(const char **at, const char *end, uint32_t mark, int *day)
{
    if (step_peek(*at, end) != mark) return true;
    const char *behind = *at;
    step_next(&behind, end);
    *day = take_digits(&behind, end, 1, 2);
    if (*day < 1 || step_peek(behind, end) == mark) return false;
    step_over(&behind, end, "日");
    *at = behind;
    return true;
}

/* 3/12/2015: the month first, unless it can be none. */
static bool read_year_last(const char *at, const char *end, struct moment *m, const char **behind)
{
    int month = take_digits(&at, end, 1, 2);
    uint32_t mark = step_next(&at, end);
    if (month < 1 || !char_among(mark, U"-./")) return false;
    int day = take_digits(&at, end, 1, 2);
    if (day < 1 || step_next(&at, end) != mark) return false;
    int year = take_digits(&at, end, 4, 4);
    if (year < FIRST_COMPACT || year > LAST_COMPACT || char_is_letter(step_peek(at, end)))
        return false;
    bool swapped = month > 12;
    *m = (struct moment){(int16_t)year, (uint8_t)(swapped ? day : month),
                         (uint8_t)(swapped ? month : day)};
    *behind = at;
    return m->month <= 12 && moment_is_valid(*m);
}

/* 09-01 of 09-01 20:01: only before a time of day is it a month and a day. */
static bool read_without_year(const char *at, const char *end, struct moment *m,
                              const char **behind)
{
    int month = take_digits(&at, end, 2, 2);
    uint32_t mark = step_next(&at, end);
    if (month < 1 || month > 12 || !char_among(mark, U"-/")) return false;
    int day = take_digits(&at, end, 2, 2);
    *m = (struct moment){YEAR_UNKNOWN, (uint8_t)month, (uint8_t)day};
    *behind = at;
    if (day < 1 || !moment_is_valid(*m) || !step_over_blank(&at, end)) return false;
    return take_digits(&at, end, 1, 2) >= 0 && step_peek(at, end) == ':';
}

bool date_digits_read(const char *at, const char *end, struct moment *m, const char **behind)
{
    if (read_compact(at, end, m, behind) || read_year_last(at, end, m, behind) ||
        read_without_year(at, end, m, behind))
        return true;
    int year = take_digits(&at, end, 4, 4), day = 0;
    uint32_t mark = step_next(&at, end);
    if (year < FIRST_YEAR || year > LAST_YEAR || !char_among(mark, U"-./·")) return false;
    const char *month_start = at;
    int month = take_digits(&at, end, 1, 2);
    bool two_digits = at - month_start == 2;
    if (month < 1 || month > 12) return false;
    if (!take_day(&at, end, mark, &day) || (!day && !two_digits)) return false;
    *m = (struct moment){(int16_t)year, (uint8_t)month, (uint8_t)day};
    *behind = at;
    return moment_is_valid(*m);
}

bool date_digits_is_month(const char *at, const char *behind, const char *end)
{
    uint32_t next = step_peek(behind, end);
    take_digits(&at, end, 4, 4);
    return step_peek(at, end) == '-' && !char_is_cjk(next) && !char_is_letter(next);
}
