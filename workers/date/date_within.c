/* date_within.c: see date_within.h. */
#include "workers/date/date_within.h"
#include "proto/numeral.h"
#include "workers/date/date_lunar.h"
#include "workers/date/date_weekday.h"
#include "workers/date/holiday.h"
#include "workers/step.h"

/* 第3个, 前3, 最后一个: which of the days or weeks are meant. */
struct choice {
    enum { NTH, FIRST, LAST } which;
    int count;
    bool pieces; /* has 个 */
};

static bool take_choice(const char **at, const char *end, struct choice *c)
{
    const char *p = *at;
    struct numeral n;
    if (step_over(&p, end, "首")) { /* 首日, 首周 */
        *c = (struct choice){NTH, 1, false};
        *at = p;
        return true;
    }
    if (step_over(&p, end, "最后") || step_over(&p, end, "后")) {
        c->which = LAST;
    } else if (step_over(&p, end, "前") || step_over(&p, end, "头")) {
        c->which = FIRST;
    } else if (step_over(&p, end, "第")) {
        c->which = NTH;
    } else {
        return false;
    }
    if (p >= end || !numeral_read(p, end, &n) || !numeral_is_plain(&n)) return false;
    c->count = (int)decimal_whole(n.value, 366);
    p = n.end;
    c->pieces = step_over(&p, end, "个");
    *at = p;
    return c->count > 0;
}

static void set_days(struct when *w, struct moment from, int days)
{
    w->from = from;
    w->to = add_days(from, days - 1);
    w->shape = days == 1 ? WHEN_MOMENT : WHEN_INTERVAL;
}

/* The days chosen, if the period has so many. */
static bool choose_days(struct when *w, const struct choice *c)
{
    struct moment first = moment_first(w->from), behind = moment_behind(w->from);
    if (c->count > day_number(behind) - day_number(first)) return false;
    switch (c->which) {
    case NTH: set_days(w, add_days(first, c->count - 1), 1); break;
    case FIRST: set_days(w, first, c->count); break;
    case LAST: set_days(w, add_days(behind, -c->count), c->count); break;
    }
    return true;
}

/* The Monday of the nth week. */
static struct moment week_of(struct moment period, const struct choice *c)
{
    int weeks = 7 * (c->count - 1);
    if (c->which == LAST)
        return nth_weekday(moment_first(add_days(moment_behind(period), -1)), -1, 1);
    if (period.month) return nth_weekday(period, c->count, 1);
    struct moment fourth = {period.year, 1, 4}; /* of January: always in the first week */
    return add_days(fourth, weeks + 1 - (int)weekday(day_number(fourth)));
}

static bool choose_week(struct when *w, const struct choice *c, int day)
{
    if (c->which == FIRST || c->count > 53 || (c->which == LAST && c->count > 1)) return false;
    struct moment monday = week_of(w->from, c);
    if (!monday.day) return false;
    if (day)
        set_days(w, add_days(monday, day - 1), 1);
    else
        set_days(w, monday, 7);
    return true;
}

/* 第一个星期日 of a month: the nth such day; 第三周周日: the day of that week. */
static bool take_week(const char **at, const char *end, const struct choice *c, struct when *w)
{
    const char *p = *at;
    int day = c->pieces ? date_weekday_take(&p, end, true) : 0;
    if (day && day != WEEKEND) {
        if (!w->from.month || c->which == FIRST) return false;
        struct moment found =
            nth_weekday(w->from, c->which == LAST ? -c->count : c->count, (unsigned)day);
        if (!found.day) return false;
        set_days(w, found, 1);
    } else {
        p = *at;
        if (!step_over(&p, end, "周") && !step_over(&p, end, "星期") &&
            !step_over(&p, end, "礼拜")) {
            return false;
        }
        day = date_weekday_take(&p, end, true);
        if (day == WEEKEND || !choose_week(w, c, day)) return false;
    }
    *at = p;
    return true;
}

static bool take_chosen(const char **at, const char *end, struct when *w)
{
    const char *p = *at;
    struct choice c;
    step_over(&p, end, "的");
    if (!take_choice(&p, end, &c)) return false;
    if (!take_week(&p, end, &c, w)) {
        if (c.pieces || !step_over_any(&p, end, U"天日") || !choose_days(w, &c)) return false;
    }
    *at = p;
    return true;
}

static bool take_feast(const char **at, const char *end, struct when *w)
{
    const char *p = *at, *behind;
    step_over(&p, end, "的");
    const struct holiday *h = holiday_at(p, end, &behind);
    if (!h || !holiday_is_meant(h, p, p, behind, end)) return false;
    struct moment day = holiday_day(h, w->from.year);
    if (!day.day) return false;
    w->from = day;
    *at = behind;
    return true;
}

/* 农历八月十五 behind a year. */
static bool take_lunar(const char **at, const char *end, struct when *w)
{
    const char *p = *at;
    struct when told = *w;
    step_over_any(&p, end, U"(");
    bool lunar = step_over(&p, end, "农历") || step_over(&p, end, "阴历");
    bool leap = step_over(&p, end, "闰");
    if (!lunar && !leap) return false;
    date_form_continue(p, end, &told, &p);
    enum lunar_said said = leap ? LUNAR_LEAP : LUNAR_SAID;
    if (!date_lunar_take(&p, end, &told, said, w->from.year)) return false;
    *w = told;
    *at = p;
    return true;
}

bool date_within_take(const char **at, const char *end, struct when *w)
{
    if (w->shape != WHEN_MOMENT || w->part || w->from.year == YEAR_UNKNOWN || w->from.day)
        return false;
    if (!w->from.month && (take_feast(at, end, w) || take_lunar(at, end, w))) return true;
    return take_chosen(at, end, w);
}
