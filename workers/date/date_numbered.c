/* date_numbered.c: see date_numbered.h. */
#include "workers/date/date_numbered.h"
#include "proto/numeral.h"
#include "workers/step.h"

/* Which quarters or months of a year are told: 第一季度, 前两个季度, 后3个月, Q3, 一至三季度. */
struct numbered {
    enum { NTH, FIRST, LAST } which;
    int from, to;
    bool said; /* 第, 前 or 后 stands before the number */
};

static bool take_number(const char **at, const char *end, int *from, int *to)
{
    struct numeral n;
    if (*at >= end || !numeral_read(*at, end, &n)) return false;
    bool pair = n.vague && !n.arabic; /* 一二季度 */
    if (!pair && !numeral_is_plain(&n)) return false;
    *from = (int)decimal_whole(n.value, 12);
    *to = (int)decimal_whole(n.upper, 12);
    *at = n.end;
    return *from > 0 && *to >= *from;
}

static bool take_numbers(const char **at, const char *end, struct numbered *n)
{
    const char *p = *at;
    int ignored;
    *n = (struct numbered){.which = NTH, .said = true};
    if (step_over(&p, end, "前"))
        n->which = FIRST;
    else if (step_over(&p, end, "后") || step_over(&p, end, "最后"))
        n->which = LAST;
    else if (!step_over(&p, end, "第"))
        n->said = false;
    if (!take_number(&p, end, &n->from, &n->to)) return false;
    const char *range = p;
    if (n->which == NTH && step_over_to(&range, end)) {
        step_over(&range, end, "第");
        if (take_number(&range, end, &ignored, &n->to)) p = range;
    }
    *at = p;
    return n->to >= n->from;
}

/* The months of the numbered ones of the year's four quarters or twelve months. */
static bool find_months(const struct numbered *n, int whole, int *first, int *last)
{
    int from = n->from, to = n->to, months = 12 / whole;
    if (to > whole) return false;
    if (n->which == FIRST) from = 1;
    if (n->which == LAST) from = whole + 1 - to, to = whole;
    *first = months * (from - 1) + 1;
    *last = months * to;
    return true;
}

bool date_numbered_take(const char **at, const char *end, int *first, int *last)
{
    const char *p = *at;
    struct numbered n;
    bool quarter = step_over(&p, end, "Q");
    if (!take_numbers(&p, end, &n)) return false;
    bool pieces = step_over(&p, end, "个");
    if (step_over(&p, end, "季度") || (quarter && n.to <= 4)) {
        if (!find_months(&n, 4, first, last)) return false;
    } else if (!n.said || (!pieces && n.which == NTH) || !step_over(&p, end, "月") ||
               char_is_digit(step_peek(p, end)) || !find_months(&n, 12, first, last)) {
        return false;
    }
    *at = p;
    return true;
}
