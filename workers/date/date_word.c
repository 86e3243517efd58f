/* date_word.c: see date_word.h. */
#include "workers/date/date_word.h"
#include "proto/numeral.h"
#include "workers/date/date_lunar.h"
#include "workers/date/lunar.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include <string.h>

static const struct date_word words[] = {
#define DATE_WORD(text, KIND, amount, not_after) {text, DATE_##KIND, amount, not_after},
#include "workers/date/date_words.def"
#undef DATE_WORD
};
static struct lexicon lexicon;

void date_word_prepare(void)
{
    if (lexicon.rows) return;
    date_form_prepare();
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
    d = moment(add_months(near, word->amount), near);
    date_form_continue(at, end, &d.when, behind);
    return d;
}

static struct dated resolve_day(const struct date_word *word, struct moment near)
{
    return near.day ? moment(add_days(near, word->amount), near) : vague();
}

/* 一 … 六, 日, 天 and 末 behind 上周: Monday = 1 … Sunday = 7, the weekend 8; 0 if none follows. */
static int take_weekday(const char **at, const char *end)
{
    static const uint32_t days[] = U"一二三四五六日末天";
    const char *behind = *at;
    if (!step_over(&behind, end, "周")) step_over(&behind, end, "星期"); /* 上周周六 */
    uint32_t c = step_next(&behind, end);
    for (int i = 0; days[i]; i++) {
        if (days[i] != c) continue;
        *at = behind;
        return days[i] == U'天' ? 7 : i + 1;
    }
    return 0;
}

static struct dated resolve_week(const struct date_word *word, struct moment near,
                                 const char **behind, const char *end)
{
    int day = take_weekday(behind, end);
    if (!near.day) return vague();
    int today = (int)weekday(day_number(near));
    struct moment monday = add_days(near, word->amount * 7 + 1 - today);
    if (day == 8) return interval(add_days(monday, 5), add_days(monday, 6), near);
    if (day) return moment(add_days(monday, day - 1), near);
    return interval(monday, add_days(monday, 6), near);
}

/* A day of the week counts as a date where it is one day, not a rule (周一至周五, 每周五), and
 * where 周 is no surname. */
static bool is_weekday(const char *behind, const char *end)
{
    int day = take_weekday(&behind, end);
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

const struct date_word *date_word_at(const char *start, const char *at, const char *end,
                                     const char **behind)
{
    int row = lexicon_at(&lexicon, at, end, behind);
    if (row < 0 || words[row].kind == DATE_NOT) return NULL;
    if (char_among_utf8(step_peek_before(at, start), words[row].not_after)) return NULL;
    if (words[row].kind == DATE_FIRST && !is_first(start, at, *behind, end)) return NULL;
    if (words[row].kind == DATE_WEEKDAY && !is_weekday(*behind, end)) return NULL;
    return &words[row];
}

/* 上世纪90年代. */
static struct dated resolve_century(const struct date_word *word, const char **behind,
                                    const char *end)
{
    struct dated d = {.basis = NO_MOMENT};
    struct numeral n;
    const char *at = *behind;
    int first = 2000 + 100 * word->amount;
    d.when = (struct when){.shape = WHEN_CENTURY, .from = {(int16_t)first, 0, 0}};
    if (at >= end || !numeral_read(at, end, &n) || !numeral_is_plain(&n)) return d;
    int64_t tens = decimal_whole(n.value, 90);
    at = n.end;
    if (tens < 10 || tens % 10 || !step_over(&at, end, "年代")) return d;
    d.when.shape = WHEN_DECADE;
    d.when.from.year = (int16_t)(first + tens);
    *behind = at;
    return d;
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
    if (word->amount) return interval(from, to, near);
    return near.year == YEAR_UNKNOWN ? vague() : moment(from, near);
}

static struct dated resolve_holiday(const struct date_word *word, struct moment near)
{
    struct moment day = {YEAR_UNKNOWN, (uint8_t)(word->amount / 100),
                         (uint8_t)(word->amount % 100)};
    if (near.year == YEAR_UNKNOWN) {
        return word->kind == DATE_HOLIDAY ? moment(day, near) : vague();
    }
    if (word->kind == DATE_LUNAR) {
        day = word->amount ? lunar_day(near.year, day.month, day.day) : lunar_qingming(near.year);
        return day.day ? moment(day, near) : vague();
    }
    if (near.month) return moment(moment_closest(day, near), near);
    day.year = near.year;
    return moment(day, near);
}

/* 农历 and what follows; 正月 and what follows. */
static struct dated resolve_lunar(const struct date_word *word, struct moment near,
                                  const char **behind, const char *end)
{
    struct dated d = moment(NO_MOMENT, near);
    const char *start = *behind - strlen(word->text), *at = *behind;
    bool month = word->kind == DATE_LUNAR_MONTH;
    if (month) at = start;
    if (!month) date_form_read(at, end, &d.when, &at);
    if (date_lunar_take(&at, end, &d.when, true, near.year)) *behind = at;
    return d;
}

/* 前10个月 at the beginning of a clause: of this year. */
static struct dated resolve_first(struct moment near, const char **behind, const char *end)
{
    struct dated d = moment((struct moment){near.year, 0, 0}, near);
    const char *start = *behind - (sizeof "前" - 1);
    return date_form_continue(start, end, &d.when, behind) ? d : vague();
}

struct dated date_word_resolve(const struct date_word *word, const struct date_basis *b,
                               const char *in, const char **behind, const char *end)
{
    struct moment published = b->published, named = b->named.from;
    struct moment here = date_basis_near(b, in);
    switch (word->kind) {
    case DATE_YEAR: return resolve_year(word, b, published, behind, end);
    case DATE_THAT_YEAR: return resolve_year(word, b, named, behind, end);
    case DATE_MONTH: return resolve_month(word, published, behind, end);
    case DATE_THAT_MONTH: return resolve_month(word, named, behind, end);
    case DATE_DAY: return resolve_day(word, published);
    case DATE_THAT_DAY: return resolve_day(word, named);
    case DATE_WEEKDAY:
    case DATE_WEEK: return resolve_week(word, published, behind, end);
    case DATE_QUARTER: return resolve_quarter(word, published);
    case DATE_CENTURY: return resolve_century(word, behind, end);
    case DATE_FIRST: return resolve_first(here, behind, end);
    case DATE_PART_OF_YEAR: return resolve_part_of_year(word, here);
    case DATE_HOLIDAY:
    case DATE_LUNAR: return resolve_holiday(word, here);
    case DATE_LUNAR_DATE:
    case DATE_LUNAR_MONTH: return resolve_lunar(word, here, behind, end);
    case DATE_VAGUE:
    case DATE_NOT: break;
    }
    return vague();
}
