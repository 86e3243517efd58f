/* date_form.c: see date_form.h.
 *
 * A written date is levels (year, month, day), from coarse to fine; one of them may be a range
 * (1-10月). Two dates with a 至 between them are an interval, the second of which leaves out what
 * it shares with the first (3月5日至8日).
 */
#include "workers/date/date_form.h"
#include "proto/numeral.h"
#include "workers/date/date_age.h"
#include "workers/date/date_clock.h"
#include "workers/date/date_digits.h"
#include "workers/date/date_numbered.h"
#include "workers/date/date_weekday.h"
#include "workers/date/holiday.h"
#include "workers/lexicon.h"
#include "workers/step.h"

enum level { LEVEL_NONE, LEVEL_YEAR, LEVEL_MONTH, LEVEL_DAY };
enum { FIRST_YEAR = 1000, LAST_YEAR = 2999, COMPACT_DIGITS = 8 };

struct part {
    const char *text;
    uint8_t first_month, last_month;
    enum when_part part;
    bool tens, none;
};

static const struct part year_parts[] = {
#define YEAR_PART(text, first, last, part) {text, first, last, PART_##part, false, false},
#define MONTH_PART(...)
#define AGE_PART(...)
#define NO_PART(text) {text, 0, 0, PART_WHOLE, false, true},
#include "workers/date/date_parts.def"
#undef YEAR_PART
#undef MONTH_PART
};
static const struct part month_parts[] = {
#define YEAR_PART(...)
#define MONTH_PART(text, part, tens) {text, 0, 0, PART_##part, tens, false},
#include "workers/date/date_parts.def"
#undef YEAR_PART
#undef MONTH_PART
#undef AGE_PART
#undef NO_PART
};

static struct lexicon words_of_year, words_of_month;

/* A date being read: what is known, in which levels, and up to where. */
struct stamp {
    struct when when;
    enum level first, last;
    bool second; /* the end of an interval: 至8日 may be a day alone */
    bool ended;  /* its time of day has an end: 9时至11时 */
    const char *end;
};

void date_form_prepare(void)
{
    if (words_of_year.rows) return;
    date_clock_prepare();
    LEXICON_MAKE(&words_of_year, year_parts, LEXICON_BEGINS);
    LEXICON_MAKE(&words_of_month, month_parts, LEXICON_BEGINS);
    date_age_prepare();
}

/* The level that the mark at *at stands for; *at moves behind it. */
static enum level take_mark(const char **at, const char *end)
{
    const char *p = *at;
    enum level level = LEVEL_NONE;
    switch (step_next(&p, end)) {
    case U'年': level = char_among(step_peek(p, end), U"级代龄轻") ? LEVEL_NONE : LEVEL_YEAR; break;
    case U'月': level = LEVEL_MONTH; break;
    case U'日':
        level = char_among(step_peek(p, end), U"内均元圆游龄间本") ? LEVEL_NONE : LEVEL_DAY;
        break;
    case U'号': level = LEVEL_DAY; break;
    default: break;
    }
    if (level == LEVEL_YEAR && step_peek(p, end) == U'度') step_next(&p, end);
    if (level == LEVEL_MONTH && step_peek(p, end) == U'份') step_next(&p, end);
    if (level) *at = p;
    return level;
}

/* Does more of a date follow the year: 3月, 底, 第一周, 除夕? */
static bool is_continued(const char *behind, const char *end)
{
    static const char *const pieces[] = {"周", "个月", "个星期", "个礼拜", "季度", "个季度", "天"};
    struct numeral n;
    const char *ignored;
    int part = lexicon_at(&words_of_year, behind, end, &ignored);
    if ((part >= 0 && !year_parts[part].none) || holiday_at(behind, end, &ignored)) return true;
    bool nth = step_over(&behind, end, "第");
    if (behind >= end || !numeral_read(behind, end, &n)) return false;
    if (!nth) return step_peek(n.end, end) == U'月';
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        const char *at = n.end;
        if (step_over(&at, end, pieces[i])) return true;
    }
    return false;
}

/* 98年, 08年 and 八五年 are years, 20年 and 95年来 are spans of time; with more of a date behind it
 * (20年3月, 20年底) it is a year. */
static int short_year(const struct numeral *n, const char *behind, const char *end)
{
    enum { THIS_CENTURY = 30 };
    int year = (int)decimal_whole(n->value, 99);
    bool alone = n->positional || year < 10 || (year > 49 && year % 10);
    if (char_among(step_peek(behind, end), U"来间多以余内后了的")) alone = false;
    if (!alone && !is_continued(behind, end)) return -1;
    return year < THIS_CENTURY ? 2000 + year : 1900 + year;
}

/* The year that a numeral before 年 writes, or -1. */
static int year_of(const struct numeral *n, const char *behind, const char *end)
{
    int64_t year = decimal_whole(n->value, LAST_YEAR);
    if (!n->arabic && !n->positional) return -1;
    if (n->digits == 2) return short_year(n, behind, end);
    if (n->digits != 4 || year < FIRST_YEAR || (year % 1000 == 0 && year != 2000)) return -1;
    return (int)year;
}

/* The number of a level, or -1 if it cannot be one. */
static int number_of(const struct numeral *n, enum level level, const char *behind, const char *end)
{
    if (!numeral_is_plain(n)) return -1;
    if (level == LEVEL_YEAR) return year_of(n, behind, end);
    const char *first = n->start;
    int64_t number = decimal_whole(n->value, level == LEVEL_MONTH ? 12 : 31);
    return number < 1 || n->positional || step_peek(first, end) == U'两' ? -1 : (int)number;
}

static void set_level(struct moment *m, enum level level, int number)
{
    if (level == LEVEL_YEAR) m->year = (int16_t)number;
    if (level == LEVEL_MONTH) m->month = (uint8_t)number;
    if (level == LEVEL_DAY) m->day = (uint8_t)number;
}

/* One level as it is written, or a range in one level: 1-10月. */
struct written {
    enum level level;
    int from, to;
    const char *end;
};

static bool read_level(const struct stamp *s, const char *end, struct written *w)
{
    struct numeral low, high;
    const char *at = s->end;
    if (s->last) step_over_blank(&at, end);
    if (at >= end || !numeral_read(at, end, &low)) return false;
    at = low.end;
    bool range = step_over_to(&at, end) && at < end && numeral_read(at, end, &high);
    if (!range) high = low;
    at = high.end;
    step_over_blank(&at, end); /* 2019 年 3 月 */
    uint32_t mark = step_peek(at, end);
    w->level = take_mark(&at, end);
    if (w->level == LEVEL_NONE) return false;
    bool alone = mark == U'号' && !s->last && !s->second;
    if (alone && !date_clock_is_part(at, end)) return false; /* 7号 is a house, a line */
    w->to = number_of(&high, w->level, at, end);
    w->from = range ? number_of(&low, w->level, at, end) : w->to;
    w->end = at;
    return w->from >= 0 && (range ? w->from < w->to : true);
}

/* Takes a level behind those that the stamp has. */
static bool take_level(struct stamp *s, const char *end)
{
    struct written w;
    if (s->when.shape == WHEN_INTERVAL || !read_level(s, end, &w)) return false;
    if (w.level <= s->last || (s->last && w.level > s->last + 1)) return false;
    set_level(&s->when.from, w.level, w.from);
    if (w.from != w.to) {
        s->when.to = s->when.from;
        set_level(&s->when.to, w.level, w.to);
        s->when.shape = WHEN_INTERVAL;
    }
    if (!s->first) s->first = w.level;
    s->last = w.level;
    s->end = w.end;
    return true;
}

static void set_months(struct stamp *s, int first, int last)
{
    s->when.shape = first < last ? WHEN_INTERVAL : WHEN_MOMENT;
    s->when.to = s->when.from;
    s->when.from.month = (uint8_t)first;
    s->when.to.month = (uint8_t)last;
    s->last = LEVEL_MONTH;
}

/* 底, 上半年, 第一季度 behind a year; 上旬 behind a month. */
static bool take_part(struct stamp *s, const char *end)
{
    const char *behind;
    const struct lexicon *words = s->last == LEVEL_YEAR ? &words_of_year : &words_of_month;
    const struct part *parts = s->last == LEVEL_YEAR ? year_parts : month_parts;
    if (s->when.shape != WHEN_MOMENT || (s->last != LEVEL_YEAR && s->last != LEVEL_MONTH))
        return false;
    int first, last;
    if (s->last == LEVEL_YEAR && date_numbered_take(&s->end, end, &first, &last)) {
        set_months(s, first, last);
        return true;
    }
    int row = lexicon_at(words, s->end, end, &behind);
    if (row < 0 || parts[row].none) return false;
    s->when.part = parts[row].part;
    s->when.tens = parts[row].tens;
    if (parts[row].first_month) set_months(s, parts[row].first_month, parts[row].last_month);
    s->end = behind;
    return true;
}

static bool is_day_only(const struct stamp *s, const char *start)
{
    unsigned char c = (unsigned char)*start;
    return s->first == LEVEL_DAY && (c < '0' || c > '9');
}

/* The time of day behind the day, behind its day of the week if that comes first. */
static bool take_time_of_day(const char **at, const char *end, struct clock *c)
{
    const char *p = *at;
    date_weekday_skip(&p, end);
    if (!date_clock_take(&p, end, c)) return false;
    *at = p;
    return true;
}

void date_form_take_clock(const char **at, const char *end, struct when *w)
{
    struct clock c;
    if (w->shape != WHEN_MOMENT || !w->from.day || w->closes) return;
    if (!take_time_of_day(at, end, &c)) return;
    w->opens = c.from;
    w->closes = c.behind;
}

static void take_clock(struct stamp *s, const char *end)
{
    struct clock c;
    if (s->last != LEVEL_DAY || s->when.shape != WHEN_MOMENT) return;
    if (!take_time_of_day(&s->end, end, &c)) return;
    s->when.opens = c.from;
    s->when.closes = s->second && !c.part ? c.from : c.behind;
    s->ended = c.range;
}

/* One date, from any level on. */
static bool read_stamp(struct stamp *s, const char *end)
{
    const char *start = s->end;
    enum level before = s->last;
    while (take_level(s, end)) {
    }
    if (take_part(s, end) && s->last == LEVEL_MONTH && s->when.shape == WHEN_INTERVAL) return true;
    if (s->last == before && s->end == start) return false;
    if (!before && !s->second && is_day_only(s, start)) return false; /* 五日 alone is five days */
    take_clock(s, end);
    return moment_is_valid(s->when.from);
}

/* 至2020年, 至8日 behind a date; the second date gets what it leaves out from the first. */
static void take_second(struct stamp *s, const char *end)
{
    const char *at = s->end;
    step_over(&at, end, "起");
    if (s->when.shape != WHEN_MOMENT || s->ended || !step_over_to(&at, end)) return;
    struct stamp second = {.end = at, .second = s->last == LEVEL_DAY, .when.from = NO_MOMENT};
    if (!read_stamp(&second, end) || second.when.shape != WHEN_MOMENT) return;
    if (second.first < s->first || second.last != s->last) return;
    struct moment to = second.when.from, from = s->when.from;
    if (second.first > LEVEL_YEAR) to.year = from.year;
    if (second.first > LEVEL_MONTH) to.month = from.month;
    s->when.shape = WHEN_INTERVAL;
    s->when.to = to;
    s->when.closes = second.when.closes;
    s->end = second.end;
}

static void take_until_now(struct stamp *s, const char *end)
{
    if (s->when.shape == WHEN_MOMENT && step_over(&s->end, end, "至今")) s->when.shape = WHEN_OPEN;
}

/* 2020-04-15 17:00 behind 至. */
static bool read_second_digits(const char *at, const char *end, struct when *w, const char **behind)
{
    struct moment to;
    struct clock c;
    if (!date_digits_read(at, end, &to, &at)) return false;
    w->shape = WHEN_INTERVAL;
    w->to = to;
    w->closes = 0;
    if (to.day && take_time_of_day(&at, end, &c)) w->closes = c.part ? c.behind : c.from;
    *behind = at;
    return true;
}

/* 2018.09-2020.06, 2020-04-13 9:00至2020-04-15, 2018.09至今. */
static bool read_digits(const char *at, const char *end, struct when *w, const char **behind)
{
    if (!date_digits_read(at, end, &w->from, behind)) return false;
    w->shape = WHEN_MOMENT;
    date_form_take_clock(behind, end, w);
    const char *second = *behind;
    step_over(&second, end, "起");
    if (step_over_to(&second, end)) {
        if (read_second_digits(second, end, w, behind)) return true;
        if (step_over(&second, end, "今") || step_over(&second, end, "至今")) {
            w->shape = WHEN_OPEN;
            *behind = second;
            return true;
        }
    }
    return w->from.day || date_digits_is_month(at, *behind, end);
}

bool date_form_begins(const struct numeral *n, uint32_t next)
{
    bool digits = n->arabic && (n->point || n->digits == COMPACT_DIGITS);
    return digits || char_is_blank(next) || char_among(next, U"年月日号世-–—―~〜∼至到./·");
}

bool date_form_read(const char *at, const char *end, struct when *w, const char **behind)
{
    struct stamp s = {.end = at, .when.from = NO_MOMENT};
    *w = s.when;
    if (at >= end) return false;
    if (read_digits(at, end, w, behind) || date_age_read(at, end, w, behind)) return true;
    if (!read_stamp(&s, end)) return false;
    take_second(&s, end);
    take_until_now(&s, end);
    *w = s.when;
    *behind = s.end;
    return true;
}

bool date_form_continue(const char *at, const char *end, struct when *w, const char **behind)
{
    struct stamp s = {.end = at, .when = *w};
    s.first = s.last = w->from.month ? LEVEL_MONTH : LEVEL_YEAR;
    read_stamp(&s, end);
    take_second(&s, end);
    take_until_now(&s, end);
    if (s.end == at || !moment_is_valid(s.when.from)) return false;
    *w = s.when;
    *behind = s.end;
    return true;
}
