/* date_lunar.c: see date_lunar.h. */
#include "workers/date/date_lunar.h"
#include "proto/numeral.h"
#include "workers/date/lunar.h"
#include "workers/step.h"
#include <string.h>

/* 正月, 冬月, 腊月; 0 if none of them is there. */
static unsigned take_month(const char **at, const char *end)
{
    if (step_over(at, end, "正月")) return 1;
    if (step_over(at, end, "冬月")) return 11;
    return step_over(at, end, "腊月") ? 12 : 0;
}

/* Does a month in Chinese figures end at `at`? It is known that a month does. */
static bool is_chinese_month(const char *at)
{
    static const char mark[] = "月";
    const char *number = at - (sizeof mark - 1), *start = number - (sizeof "八" - 1);
    if (memcmp(number, mark, sizeof mark - 1) != 0) return false;
    bool wide = ((unsigned char)number[-1] & 0xc0) == 0x80; /* else `start` may lie outside */
    return wide && numeral_begins(step_next(&start, number)) && start == number;
}

/* 八月十五 without 日, both in Chinese figures, is of the lunar calendar where nothing is counted.
 */
static bool is_lunar_day(const char *at, const char *end, const struct numeral *n)
{
    uint32_t next = step_peek(n->end, end);
    if (n->arabic || !is_chinese_month(at) || decimal_whole(n->value, 9) >= 0) return false;
    return !next || char_among(next, U",。、;:)\n 上下晚早中夜前后是的当这那");
}

/* 初五, 廿二; where lunar dates are told also 十五, 18日. 0 if there is none. */
static unsigned take_day(const char **at, const char *end, bool told)
{
    const char *p = *at;
    struct numeral n;
    bool first_ten = step_over(&p, end, "初");
    if (p >= end || !numeral_read(p, end, &n) || !numeral_is_plain(&n)) return 0;
    told = told || first_ten || step_peek(p, end) == U'廿';
    if (!told && !is_lunar_day(p, end, &n)) return 0;
    int64_t day = decimal_whole(n.value, first_ten ? 10 : 30);
    if (day < 1) return 0;
    *at = n.end;
    if (!first_ten) step_over(at, end, "日");
    return (unsigned)day;
}

static void convert(struct when *w, int year, unsigned month, unsigned day, bool leap)
{
    struct moment (*day_of)(int, unsigned, unsigned) = leap ? lunar_leap_day : lunar_day;
    struct moment from = day_of(year, month, day ? day : 1);
    *w = (struct when){.shape = WHEN_VAGUE, .from = NO_MOMENT};
    if (!from.day) return;
    w->from = from;
    w->shape = day ? WHEN_MOMENT : WHEN_INTERVAL;
    if (!day) w->to = day_of(year, month, LUNAR_LAST_DAY);
}

bool date_lunar_take(const char **at, const char *end, struct when *w, enum lunar_said said,
                     int year)
{
    const char *p = *at;
    struct moment m = w->from;
    if (w->shape != WHEN_MOMENT || w->part != PART_WHOLE) return false;
    unsigned month = m.month ? m.month : take_month(&p, end);
    bool told = said || (month && !m.month);
    unsigned day = m.day ? m.day : month ? take_day(&p, end, told) : 0;
    if (!month || (!told && (m.day || !day))) return false;
    convert(w, m.year != YEAR_UNKNOWN ? m.year : year, month, day, said == LUNAR_LEAP);
    *at = p;
    return true;
}
