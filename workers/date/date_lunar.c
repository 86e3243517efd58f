/* date_lunar.c: see date_lunar.h. */
#include "workers/date/date_lunar.h"
#include "proto/numeral.h"
#include "workers/date/lunar.h"
#include "workers/step.h"

/* 正月, 冬月, 腊月; 0 if none of them is there. */
static unsigned take_month(const char **at, const char *end)
{
    if (step_over(at, end, "正月")) return 1;
    if (step_over(at, end, "冬月")) return 11;
    return step_over(at, end, "腊月") ? 12 : 0;
}

/* 初五, 廿二; where lunar dates are told also 十五, 18日. 0 if there is none. */
static unsigned take_day(const char **at, const char *end, bool told)
{
    const char *p = *at;
    struct numeral n;
    bool first_ten = step_over(&p, end, "初");
    if (!first_ten && !told && step_peek(p, end) != U'廿') return 0;
    if (p >= end || !numeral_read(p, end, &n) || !numeral_is_plain(&n)) return 0;
    int64_t day = decimal_whole(n.value, first_ten ? 10 : 30);
    if (day < 1) return 0;
    *at = n.end;
    if (!first_ten) step_over(at, end, "日");
    return (unsigned)day;
}

static void convert(struct when *w, int year, unsigned month, unsigned day)
{
    struct moment from = lunar_day(year, month, day ? day : 1);
    *w = (struct when){.shape = WHEN_VAGUE, .from = NO_MOMENT};
    if (!from.day) return;
    w->from = from;
    w->shape = day ? WHEN_MOMENT : WHEN_INTERVAL;
    if (!day) w->to = lunar_day(year, month, LUNAR_LAST_DAY);
}

bool date_lunar_take(const char **at, const char *end, struct when *w, bool said, int year)
{
    const char *p = *at;
    struct moment m = w->from;
    if (w->shape != WHEN_MOMENT || w->part != PART_WHOLE) return false;
    unsigned month = m.month ? m.month : take_month(&p, end);
    bool told = said || (month && !m.month);
    unsigned day = m.day ? m.day : month ? take_day(&p, end, told) : 0;
    if (!month || (!told && (m.day || !day))) return false;
    convert(w, m.year != YEAR_UNKNOWN ? m.year : year, month, day);
    *at = p;
    return true;
}
