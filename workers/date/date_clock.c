/* date_clock.c: see date_clock.h. */
#include "workers/date/date_clock.h"
#include "proto/numeral.h"
#include "workers/figure/unit.h"
#include "workers/lexicon.h"
#include "workers/step.h"

enum { MINUTE = 60, HOUR = 3600, NOON = 12 * HOUR };

/* Parts of the day; `late`: hours from here up to eleven are told again from noon. The hours are
 * those of everyday use; no standard gives all of them. */
static const struct part_of_day {
    const char *text;
    uint8_t first, behind, late;
    bool needs_time; /* 早 and 晚 say so only before an hour, or at the end of a clause */
} parts[] = {
    {"凌晨", 0, 6, 12, false},    {"拂晓", 4, 6, 12, false},    {"黎明", 4, 6, 12, false},
    {"清晨", 5, 8, 12, false},    {"清早", 5, 8, 12, false},    {"早晨", 5, 9, 12, false},
    {"早上", 5, 9, 12, false},    {"早间", 5, 9, 12, false},    {"早", 5, 9, 12, true},
    {"晨", 5, 9, 12, true},       {"上午", 6, 12, 12, false},   {"午前", 6, 12, 12, false},
    {"中午", 11, 13, 1, false},   {"正午", 12, 13, 1, false},   {"午间", 11, 13, 1, false},
    {"午后", 12, 15, 1, false},   {"下午", 12, 18, 1, false},   {"晏昼", 12, 18, 1, false},
    {"傍晚", 17, 20, 4, false},   {"黄昏", 17, 20, 4, false},   {"晚上", 18, 24, 5, false},
    {"晚间", 18, 24, 5, false},   {"夜晚", 18, 24, 5, false},   {"夜间", 18, 24, 5, false},
    {"夜里", 18, 24, 5, false},   {"入夜", 18, 24, 5, false},   {"当晚", 18, 24, 5, false},
    {"晚", 18, 24, 5, true},      {"夜", 18, 24, 5, true},      {"深夜", 22, 24, 6, false},
    {"半夜", 23, 24, 6, false},   {"午夜", 23, 24, 6, false},   {"子夜", 23, 24, 6, false},
    {"上半夜", 20, 24, 6, false}, {"前半夜", 20, 24, 6, false}, {"后半夜", 0, 5, 12, false},
    {"下半夜", 0, 5, 12, false},  {"白天", 6, 18, 1, false},    {"北京时间", 0, 24, 0, true},
};

static struct lexicon words;

void date_clock_prepare(void)
{
    if (!words.rows) LEXICON_MAKE(&words, parts, LEXICON_BEGINS);
}

bool date_clock_is_part(const char *at, const char *end)
{
    const char *behind;
    int row = lexicon_at(&words, at, end, &behind);
    return row >= 0 && !parts[row].needs_time;
}

/* A time as it is written; `exact`: to how many seconds. */
struct told {
    int32_t seconds, exact;
};

/* The whole number up to `most` at *at, or -1. */
static int take_number(const char **at, const char *end, int most, struct numeral *n)
{
    if (*at >= end || !numeral_read(*at, end, n) || !numeral_is_plain(n)) return -1;
    int64_t number = decimal_whole(n->value, most);
    if (number >= 0) *at = n->end;
    return (int)number;
}

/* 30 of 9:30 and of 9:30:30: two digits behind a colon. */
static int take_colon_part(const char **at, const char *end)
{
    const char *p = *at;
    struct numeral n;
    if (step_next(&p, end) != ':') return -1;
    int number = take_number(&p, end, 59, &n);
    if (number < 0 || !n.arabic || n.digits != 2) return -1;
    *at = p;
    return number;
}

static bool take_colons(const char **at, const char *end, struct told *t)
{
    int minutes = take_colon_part(at, end);
    if (minutes < 0) return false;
    int seconds = take_colon_part(at, end);
    t->seconds += minutes * MINUTE + (seconds > 0 ? seconds : 0);
    t->exact = seconds < 0 ? MINUTE : 1;
    if (!step_over(at, end, "时")) step_over(at, end, "分");
    return true;
}

/* 30分15秒, 半, 一刻, and 20 of 9点20, behind 9时 or 9点. */
static void take_minutes(const char **at, const char *end, bool point, struct told *t)
{
    const char *p = *at, *ignored;
    struct numeral n;
    if (step_over(&p, end, "半") && !unit_at(*at + sizeof "半" - 1, end, &ignored)) {
        *at = p;
        t->seconds += 30 * MINUTE;
        t->exact = MINUTE;
        return;
    }
    p = *at;
    step_over(&p, end, "过");
    bool zero = step_peek(p, end) == U'零';
    int number = take_number(&p, end, 59, &n);
    if (number < 0) return;
    bool two = n.arabic ? n.digits == 2 : number > 9 || zero;
    if (number < 4 && step_over(&p, end, "刻")) {
        number *= 15;
    } else if (!step_over(&p, end, "分") && (!point || !two || char_is_cjk(step_peek(p, end)))) {
        return;
    }
    *at = p;
    t->seconds += number * MINUTE;
    t->exact = MINUTE;
    number = take_number(&p, end, 59, &n);
    if (number < 0 || !step_over(&p, end, "秒")) return;
    *at = p;
    t->seconds += number;
    t->exact = 1;
}

/* The first letter of am and pm at *at, behind a blank; 0 if neither is there. */
static uint32_t half_of_day(const char **at, const char *end)
{
    const char *p = *at;
    step_over_blank(&p, end);
    uint32_t half = step_next(&p, end) | 0x20, m = step_next(&p, end) | 0x20;
    if ((half != 'a' && half != 'p') || m != 'm' || char_is_letter(step_peek(p, end))) return 0;
    *at = p;
    return half;
}

static bool is_half_of_day(const char *at, const char *end)
{
    return half_of_day(&at, end) != 0;
}

/* The numeral at `at`, and of 九点零九, which reads as a decimal, what stands before 点. */
static bool read_hour(const char *at, const char *end, struct numeral *n)
{
    if (!numeral_read(at, end, n)) return false;
    if (n->arabic || !n->point) return true;
    const char *point = at, *behind = at;
    for (uint32_t c; (c = step_next(&behind, n->end)) != U'点'; point = behind)
        if (!c) return true; /* another point than that: 三.5 */
    return numeral_read(at, point, n);
}

/* 9:30, 9时30分, 9点半, 七八点, 3pm. */
static bool take_time(const char **at, const char *end, struct told *t)
{
    const char *p = *at;
    struct numeral n;
    if (p >= end || !read_hour(p, end, &n)) return false;
    bool pair = n.vague && decimal_compare(n.value, n.upper) < 0;
    int hour = (int)decimal_whole(n.value, 24), last = (int)decimal_whole(n.upper, 24);
    if (hour < 0 || last < 0 || (!pair && !numeral_is_plain(&n))) return false;
    p = n.end;
    if (n.arabic) step_over_blank(&p, end);
    *t = (struct told){hour * HOUR, HOUR * (last - hour + 1)};
    uint32_t mark = step_peek(p, end);
    if (mark == ':') {
        if (!take_colons(&p, end, t)) return false;
    } else if (mark == U'时' || mark == U'点') {
        step_next(&p, end);
        if (step_peek(p, end) == U'间' || step_peek(p, end) == U'段') return false;
        if (!step_over(&p, end, "钟")) take_minutes(&p, end, mark == U'点', t);
    } else if (!is_half_of_day(p, end)) {
        return false;
    }
    if (!step_over(&p, end, "许")) step_over(&p, end, "整");
    *at = p;
    return true;
}

/* am and pm behind a time. */
static void take_half_of_day(const char **at, const char *end, struct told *t)
{
    uint32_t half = half_of_day(at, end);
    if (half == 'p' && t->seconds < NOON) t->seconds += NOON;
    if (half == 'a' && t->seconds >= NOON) t->seconds -= NOON;
}

/* 8点 of 晚上8点 is the twentieth hour; 12点 of 晚上12点 is midnight, of 凌晨12点 the one before.
 */
static void shift(const struct part_of_day *part, struct told *t)
{
    int hour = t->seconds / HOUR;
    if (!part) return;
    if (hour >= part->late && hour < 12) t->seconds += NOON;
    if (hour == 12 && part->behind == 24 && part->first >= 18) t->seconds += NOON;
    if (hour == 12 && part->first == 0 && part->behind <= 6) t->seconds -= NOON;
}

static const struct part_of_day *take_part(const char **at, const char *end)
{
    const char *behind;
    int row = lexicon_at(&words, *at, end, &behind);
    if (row < 0) return NULL;
    *at = behind;
    return &parts[row];
}

/* 至11时 behind a time: when it ends. */
static void take_end(const char **at, const char *end, const struct part_of_day *part,
                     struct clock *c)
{
    const char *p = *at;
    struct told last;
    if (!step_over_to(&p, end)) return;
    const struct part_of_day *own = take_part(&p, end);
    step_over_blank(&p, end);
    if (!take_time(&p, end, &last)) return;
    take_half_of_day(&p, end, &last);
    shift(own ? own : part, &last);
    if (last.seconds <= c->from && !own && last.seconds + NOON > c->from) last.seconds += NOON;
    if (last.seconds <= c->from) last.seconds += SECONDS_A_DAY;
    c->behind = last.seconds;
    c->range = true;
    *at = p;
}

/* 9 of 9-11点, whose 点 comes later. */
static bool take_first_of_two(const char **at, const char *end, struct told *t)
{
    const char *p = *at, *behind;
    struct numeral n;
    struct told second;
    int hour = take_number(&p, end, 24, &n);
    behind = p;
    if (hour < 0 || !step_over_to(&p, end) || !take_time(&p, end, &second)) return false;
    *t = (struct told){hour * HOUR, HOUR};
    *at = behind;
    return true;
}

bool date_clock_take(const char **at, const char *end, struct clock *c)
{
    const char *p = *at;
    struct told first;
    if (!step_over_blank(&p, end) && step_peek(p, end) == 'T') step_next(&p, end);
    step_over(&p, end, "的");
    const struct part_of_day *part = take_part(&p, end);
    const char *behind_part = p;
    step_over_blank(&p, end);
    if (take_time(&p, end, &first) || take_first_of_two(&p, end, &first)) {
        take_half_of_day(&p, end, &first);
        shift(part, &first);
        *c = (struct clock){first.seconds, first.seconds + first.exact, false, false};
        take_end(&p, end, part, c);
        *at = p;
        return true;
    }
    if (!part || (part->needs_time && char_is_cjk(step_peek(behind_part, end)))) return false;
    if (part->first == 0 && part->behind == 24) return false;
    *c = (struct clock){part->first * HOUR, part->behind * HOUR, false, true};
    *at = behind_part;
    return true;
}
