/* date_word.c: see date_word.h. */
#include "workers/date/date_word.h"
#include "proto/numeral.h"
#include "workers/date/date_age.h"
#include "workers/date/date_lunar.h"
#include "workers/date/date_span.h"
#include "workers/date/date_weekday.h"
#include "workers/date/holiday.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include <string.h>

static const struct date_word words[] = {
#define DATE_WORD(text, KIND, amount, not_after) {text, DATE_##KIND, amount, not_after},
#include "workers/date/date_words.def"
#undef DATE_WORD
#define ROW(text, ...)        {text, DATE_HOLIDAY, 0, ""},
#define DAY(text, ...)        ROW(text)
#define DAY_WORD(text, ...)   ROW(text)
#define NTH(text, ...)        ROW(text)
#define EASTER(text, ...)     ROW(text)
#define LUNAR(text, ...)      ROW(text)
#define LUNAR_WORD(text, ...) ROW(text)
#define TERM(text, ...)       ROW(text)
#define TERM_WORD(text, ...)  ROW(text)
#include "workers/date/holidays.def"
};
static struct lexicon lexicon;

void date_word_prepare(void)
{
    if (lexicon.rows) return;
    date_form_prepare();
    holiday_prepare();
    LEXICON_MAKE(&lexicon, words, LEXICON_BEGINS);
}

void date_word_beginnings(void (*see)(uint32_t c))
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = words[i].text;
        see(text_next(&at, at + strlen(at)));
    }
}

static struct dated vague(void)
{
    return (struct dated){.when = {.shape = WHEN_VAGUE, .from = NO_MOMENT}, .basis = NO_MOMENT};
}

static struct dated moment(struct moment m, struct moment basis)
{
    return (struct dated){.when = {.from = m}, .basis = basis};
}

static struct dated interval(struct moment from, struct moment to, struct moment basis)
{
    return (struct dated){.when = {.shape = WHEN_INTERVAL, .from = from, .to = to}, .basis = basis};
}

/* 同期: the period named last, in another year. */
static void take_same_period(struct dated *d, const struct date_basis *b, const char **behind,
                             const char *end)
{
    if (!step_over(behind, end, "同期") || b->named.from.year == YEAR_UNKNOWN) return;
    int years = d->when.from.year - b->named.from.year;
    d->when = b->named;
    d->when.from = add_years(d->when.from, years);
    if (d->when.shape == WHEN_INTERVAL) d->when.to = add_years(d->when.to, years);
}

static struct dated resolve_year(const struct date_word *word, const struct date_basis *b,
                                 struct moment near, const char **behind, const char *end)
{
    struct dated d = moment(NO_MOMENT, NO_MOMENT);
    bool known = near.year != YEAR_UNKNOWN;
    if (known) d = moment((struct moment){(int16_t)(near.year + word->amount), 0, 0}, near);
    const char *at = *behind;
    if (date_form_continue(at, end, &d.when, behind)) {
        return !known && moment_is_empty(d.when.from) ? vague() : d;
    }
    if (!known) return vague();
    take_same_period(&d, b, behind, end);
    return d;
}

static struct dated resolve_month(const struct date_word *word, struct moment near,
                                  const char **behind, const char *end)
{
    const char *at = *behind;
    struct dated d = moment(NO_MOMENT, NO_MOMENT);
    if (!near.month) { /* the day at least: 本月15日 */
        if (!date_form_read(at, end, &d.when, &at) || !d.when.from.day) return vague();
        *behind = at;
        return d;
    }
    near.day = 0;
    d = moment(near, near);
    if (word->amount) {
        if (near.year == YEAR_UNKNOWN) return vague();
        d.when.from = add_months(near, word->amount);
    }
    date_form_continue(at, end, &d.when, behind);
    return d;
}

static struct dated resolve_day(const struct date_word *word, struct moment near)
{
    if (!near.day) return vague();
    if (word->amount == 0) return moment(near, near);
    return near.year == YEAR_UNKNOWN ? vague() : moment(add_days(near, word->amount), near);
}

static struct dated resolve_week(const struct date_word *word, struct moment near,
                                 const char **behind, const char *end)
{
    int day = date_weekday_take(behind, end, false); /* also 上周周六 */
    if (!near.day) return vague();
    int today = (int)weekday(day_number(near));
    struct moment monday = add_days(near, word->amount * 7 + 1 - today);
    if (day == WEEKEND) return interval(add_days(monday, 5), add_days(monday, 6), near);
    if (day) return moment(add_days(monday, day - 1), near);
    return interval(monday, add_days(monday, 6), near);
}

/* A day of the week counts as a date where it is one day, not a rule (周一至周五, 每周五), and
 * where 周 is no surname. */
static bool is_weekday(const char *behind, const char *end)
{
    int day = date_weekday_take(&behind, end, false);
    uint32_t next = step_peek(behind, end);
    if (!day || char_among(next, U"至到、-—~")) return false;
    return !char_is_cjk(next) || char_among(next, U"上下早中晚的前后将在举召,与和起开");
}

/* Months of the year, not those before something: 前3个月 opens a clause, in 住院前3个月 it does
 * not. */
static bool is_first(const char *start, const char *at, const char *behind, const char *end)
{
    struct numeral n;
    if (char_is_cjk(step_peek_before(at, start)) || behind >= end) return false;
    if (!numeral_read(behind, end, &n) || !numeral_is_plain(&n)) return false;
    behind = n.end;
    return step_over(&behind, end, "个月");
}

/* 二十六年 and 元年 behind the name of an era; its number, or 0. */
static int era_year(const char **at, const char *end)
{
    const char *p = *at;
    struct numeral n = {0};
    int number = 1;
    if (!step_over(&p, end, "元")) {
        if (p >= end || !numeral_read(p, end, &n) || !numeral_is_year(&n)) return 0;
        number = (int)decimal_whole(n.value, 9999);
        p = n.end;
    }
    if (number < 1 || !step_over(&p, end, "年")) return 0;
    *at = p;
    return number;
}

static bool is_era(const char *behind, const char *end)
{
    return era_year(&behind, end) > 0;
}

static bool is_feast(const char *start, const char *at, const char *end)
{
    const char *behind;
    const struct holiday *h = holiday_at(at, end, &behind);
    return h && holiday_is_meant(h, start, at, behind, end);
}

/* Is it the date that it looks like, given what stands around it? */
static bool is_meant(const struct date_word *word, const char *start, const char *at,
                     const char *behind, const char *end)
{
    if (char_among_utf8(step_peek_before(at, start), word->not_after)) return false;
    switch (word->kind) {
    case DATE_NOT: return false;
    case DATE_NAME: return !char_among(step_peek(behind, end), U"日号十");
    case DATE_HOLIDAY: return is_feast(start, at, end);
    case DATE_BESIDE: return date_span_follows(start, at, behind, end);
    case DATE_ERA: return is_era(behind, end);
    case DATE_FIRST:
        return is_first(start, at, behind, end) || date_span_follows(start, at, behind, end);
    case DATE_WEEKDAY: return is_weekday(behind, end);
    default: return true;
    }
}

const struct date_word *date_word_at(const char *start, const char *at, const char *end,
                                     const char **behind)
{
    int row = lexicon_at(&lexicon, at, end, behind);
    if (row < 0 || !is_meant(&words[row], start, at, *behind, end)) return NULL;
    return &words[row];
}

/* 上世纪90年代. */
static struct dated resolve_century(const struct date_word *word, const char **behind,
                                    const char *end)
{
    struct dated d = {.basis = NO_MOMENT};
    date_age_take(behind, end, 2000 + 100 * word->amount, &d.when);
    return d;
}

/* 十九大以来: from the day in `amount`, YYYYMMDD, on. */
static struct dated resolve_anchor(const struct date_word *word)
{
    struct moment day = {(int16_t)(word->amount / 10000), (uint8_t)(word->amount / 100 % 100),
                         (uint8_t)(word->amount % 100)};
    return (struct dated){.when = {.shape = WHEN_OPEN, .from = day}, .basis = NO_MOMENT};
}

static struct dated resolve_quarter(const struct date_word *word, struct moment near)
{
    if (!near.month) return vague();
    struct moment first = {near.year, (uint8_t)((near.month - 1) / 3 * 3 + 1), 0};
    first = add_months(first, 3 * word->amount);
    return interval(first, add_months(first, 2), near);
}

static struct dated resolve_part_of_year(const struct date_word *word, struct moment near)
{
    struct moment from = {near.year, (uint8_t)(word->amount / 100), 0}, to = from;
    to.month = (uint8_t)(word->amount % 100);
    if (from.month) return interval(from, to, near);
    if (near.year == YEAR_UNKNOWN) return vague();
    struct dated d = moment(from, near); /* 年初, 年底: in its first, its last month */
    d.when.part = word->amount == 1 ? PART_EARLY : PART_LATE;
    return d;
}

/* A feast in the year of `near`; where that is a day, in the year in which it is closest to it. */
static struct dated resolve_holiday(const struct holiday *h, struct moment near)
{
    bool fixed = h->kind == HOLIDAY_DAY;
    struct moment day = {YEAR_UNKNOWN, h->month, (uint8_t)h->day};
    if (near.year == YEAR_UNKNOWN) return fixed ? moment(day, near) : vague();
    if (fixed && near.month) return moment(moment_closest(day, near), near);
    day = holiday_day(h, near.year);
    return day.day ? moment(day, near) : vague();
}

static struct dated resolve_holiday_at(const char *at, struct moment near, const char *end)
{
    const char *behind;
    const struct holiday *h = holiday_at(at, end, &behind);
    return h ? resolve_holiday(h, near) : vague();
}

/* 民国二十六年; 公元前202年, which is the year -201. */
static struct dated resolve_era(const struct date_word *word, const char **behind, const char *end)
{
    struct dated d = moment(NO_MOMENT, NO_MOMENT);
    int number = era_year(behind, end);
    d.when.from.year = (int16_t)(word->amount < 0 ? 1 - number : word->amount + number);
    const char *at = *behind;
    date_form_continue(at, end, &d.when, behind);
    return d;
}

/* 今明两年, 去今两年: `amount` is the first of the two. */
static struct dated resolve_two(const struct date_word *word, struct moment near)
{
    struct moment from = {(int16_t)(near.year + word->amount), 0, 0};
    if (near.year == YEAR_UNKNOWN || (word->kind == DATE_TWO_DAYS && !near.day)) return vague();
    if (word->kind == DATE_TWO_DAYS) from = add_days(near, word->amount);
    struct moment to = from.day ? add_days(from, 1) : add_years(from, 1);
    return interval(from, to, near);
}

static struct dated resolve_beside(const struct date_word *word, struct moment near,
                                   const char **behind, const char *end)
{
    struct dated d = moment(NO_MOMENT, near);
    return date_span_beside(behind, end, word->amount, near, &d.when) ? d : vague();
}

/* 农历 and what follows; 正月 and what follows. */
static struct dated resolve_lunar(const struct date_word *word, struct moment near,
                                  const char **behind, const char *end)
{
    struct dated d = moment(NO_MOMENT, near);
    const char *start = *behind - strlen(word->text), *at = *behind;
    bool month = word->kind == DATE_LUNAR_MONTH;
    bool leap = word->kind == DATE_LUNAR_LEAP || step_over(&at, end, "闰");
    if (month) at = start;
    if (!month) date_form_read(at, end, &d.when, &at);
    enum lunar_said said = leap ? LUNAR_LEAP : LUNAR_SAID;
    if (date_lunar_take(&at, end, &d.when, said, near.year)) *behind = at;
    return d;
}

/* 前10个月 at the beginning of a clause: of this year. */
static struct dated resolve_first(const struct date_word *word, struct moment near,
                                  struct moment published, const char **behind, const char *end)
{
    struct dated d = moment((struct moment){near.year, 0, 0}, near);
    const char *start = *behind - (sizeof "前" - 1);
    if (date_form_continue(start, end, &d.when, behind)) return d;
    return resolve_beside(word, published, behind, end); /* 前两天 */
}

struct dated date_word_resolve(const struct date_word *word, const struct date_basis *b,
                               const char *in, const char **behind, const char *end)
{
    struct moment published = b->published, named = b->named.from;
    struct moment here = date_basis_near(b, in);
    const char *at = *behind - strlen(word->text);
    switch (word->kind) {
    case DATE_YEAR: return resolve_year(word, b, published, behind, end);
    case DATE_THAT_YEAR: return resolve_year(word, b, named, behind, end);
    case DATE_NEAR_YEAR: return resolve_year(word, b, here, behind, end);
    case DATE_REVIEWED_YEAR: return resolve_year(word, b, b->reviewed, behind, end);
    case DATE_MONTH: return resolve_month(word, published, behind, end);
    case DATE_THAT_MONTH: return resolve_month(word, b->told, behind, end);
    case DATE_DAY: return resolve_day(word, published);
    case DATE_THAT_DAY: return resolve_day(word, b->told_day);
    case DATE_WEEKDAY:
    case DATE_WEEK: return resolve_week(word, published, behind, end);
    case DATE_QUARTER: return resolve_quarter(word, published);
    case DATE_ANCHOR: return resolve_anchor(word);
    case DATE_CENTURY: return resolve_century(word, behind, end);
    case DATE_BESIDE: return resolve_beside(word, published, behind, end);
    case DATE_ERA: return resolve_era(word, behind, end);
    case DATE_TWO_DAYS:
    case DATE_TWO_YEARS: return resolve_two(word, published);
    case DATE_FIRST: return resolve_first(word, here, published, behind, end);
    case DATE_PART_OF_YEAR: return resolve_part_of_year(word, here);
    case DATE_HOLIDAY: return resolve_holiday_at(at, here, end);
    case DATE_LUNAR_DATE:
    case DATE_LUNAR_LEAP:
    case DATE_LUNAR_MONTH: return resolve_lunar(word, here, behind, end);
    case DATE_VAGUE:
    case DATE_NAME:
    case DATE_NOT: break;
    }
    return vague();
}
