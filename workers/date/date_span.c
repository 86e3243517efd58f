/* date_span.c: see date_span.h. */
#include "workers/date/date_span.h"
#include "proto/numeral.h"
#include "workers/figure/unit.h"
#include "workers/step.h"
#include <string.h>

enum { MOST = 9999, A_DAY = 86400 };

/* A span in the calendar's own units. */
struct span_of_time {
    enum { DAYS, WEEKS, MONTHS, YEARS } grain;
    int count; /* of days, weeks, months or years */
};

/* Years and months of a unit that converts to months; those that are no whole number of months are
 * half ones. */
static bool set_months(struct span_of_time *t, const struct decimal *value, const struct unit *u)
{
    struct decimal months = *value;
    if (!decimal_ratio(&months, u->numerator, u->denominator)) return false;
    int64_t count = decimal_whole(months, MOST);
    if (count < 0 && decimal_ratio(&months, 2, 1) && decimal_whole(months, 2 * MOST) >= 0) {
        *t = (struct span_of_time){DAYS, (int)decimal_whole(months, 2 * MOST) * 15};
        return true;
    }
    bool years = u->numerator == 12 && count % 12 == 0;
    *t = (struct span_of_time){years ? YEARS : MONTHS, (int)(years ? count / 12 : count)};
    return count > 0;
}

static bool set_days(struct span_of_time *t, const struct decimal *value, const struct unit *u)
{
    int64_t count = decimal_whole(*value, MOST);
    bool weeks = u->numerator == 7 * A_DAY;
    if (count < 1 || u->numerator % A_DAY || !u->numerator) return false;
    *t = (struct span_of_time){weeks ? WEEKS : DAYS, (int)count};
    return true;
}

static bool is_plain_unit(const struct unit *u)
{
    static const char *const names[] = {"年", "月", "季度", "周", "星期", "礼拜", "天", "日"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(u->name, names[i]) == 0) return u->plus != UNIT_PLUS_MORE;
    }
    return false;
}

/* 三年, 两个半月, 半年, 三日. *at moves behind it. */
static bool take_span(const char **at, const char *end, struct span_of_time *t)
{
    const struct decimal half = {5, -1};
    const char *p = *at;
    struct numeral n;
    if (p >= end || !numeral_read(p, end, &n) || !n.valid || n.vague || n.bare ||
        n.positional) /* 八五年 is a year */
        return false;
    const struct unit *u = unit_at(n.end, end, &p);
    if (!u || u->needs == UNIT_NEVER) { /* 三日: 日 alone is no unit */
        p = n.end;
        u = !n.arabic && step_over(&p, end, "日") ? unit_of("天") : NULL;
    }
    if (!u || !is_plain_unit(u) || (n.half && !unit_is_divisible(u))) return false;
    if ((u->plus == UNIT_PLUS_HALF || (!n.half && step_over(&p, end, "半"))) &&
        !decimal_add(&n.value, half)) {
        return false;
    }
    *at = p;
    return u->dimension == DIMENSION_MONTHS ? set_months(t, &n.value, u) : set_days(t, &n.value, u);
}

/* Is `published` exact enough to count from? */
static bool is_known(struct moment published, const struct span_of_time *t)
{
    if (published.year == YEAR_UNKNOWN) return false;
    return t->grain == YEARS || (t->grain == MONTHS ? published.month : published.day);
}

static struct moment monday_of(struct moment day)
{
    return add_days(day, 1 - (int)weekday(day_number(day)));
}

/* The day, week, month or year that lies `count` of them from m. */
static struct moment moved(struct moment m, const struct span_of_time *t, int count)
{
    switch (t->grain) {
    case YEARS: return (struct moment){(int16_t)(m.year + count), 0, 0};
    case MONTHS: return add_months((struct moment){m.year, m.month, 0}, count);
    case WEEKS: return add_days(monday_of(m), 7 * count);
    case DAYS: break;
    }
    return add_days(m, count);
}

static void set_period(struct when *w, const struct span_of_time *t, struct moment from,
                       struct moment to)
{
    *w = (struct when){.from = from, .to = to};
    if (t->grain == WEEKS) w->to = add_days(to, 6);
    if (t->grain == WEEKS || memcmp(&from, &to, sizeof from) != 0) w->shape = WHEN_INTERVAL;
}

static bool opens_clause(const char *start, const char *at)
{
    uint32_t left = step_peek_before(at, start);
    if (char_is_letter(left) || char_is_digit(left)) return false;
    return !char_is_cjk(left) || char_among(left, U"在于从自到至是");
}

bool date_span_ago(const char *start, const char **at, const char *end, struct span_basis basis,
                   struct when *w, struct moment *told_from)
{
    struct span_of_time t;
    const char *p = *at;
    if (!opens_clause(start, p) || !take_span(&p, end, &t)) return false;
    if (!step_over(&p, end, "之")) step_over(&p, end, "以");
    uint32_t side = step_next(&p, end);
    if ((side != U'前' && side != U'后') ||
        char_among(step_peek(p, end), U"期者列台续勤果备方面往进途端置排缀后前"))
        return false;
    *told_from = side == U'前' ? basis.published : basis.named;
    if (!is_known(*told_from, &t)) return false;
    struct moment m = moved(*told_from, &t, side == U'前' ? -t.count : t.count);
    set_period(w, &t, m, m);
    *at = p;
    return true;
}

bool date_span_follows(const char *start, const char *at, const char *number, const char *end)
{
    struct span_of_time t;
    if (!opens_clause(start, at) || !take_span(&number, end, &t) || t.count < 2) return false;
    return !char_among(step_peek(number, end), U"前后来内级制期之以");
}

bool date_span_beside(const char **at, const char *end, int sign, struct moment published,
                      struct when *w)
{
    struct span_of_time t;
    const char *p = *at;
    if (!take_span(&p, end, &t) || !is_known(published, &t)) return false;
    struct moment near = moved(published, &t, sign), far = moved(published, &t, sign * t.count);
    set_period(w, &t, sign < 0 ? far : near, sign < 0 ? near : far);
    *at = p;
    return true;
}
