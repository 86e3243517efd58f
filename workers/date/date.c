/* date.c: see date.h. */
#include "workers/date/date.h"
#include "proto/numeral.h"
#include "workers/date/date_clock.h"
#include "workers/date/date_lunar.h"
#include "workers/date/date_span.h"
#include "workers/date/date_weekday.h"
#include "workers/date/date_within.h"
#include "workers/date/date_word.h"
#include "workers/step.h"
#include <stdio.h>
#include <string.h>

enum { PERIOD_TEXT = 2 * MOMENT_TEXT, INSTANT_TEXT = MOMENT_TEXT + sizeof "T23:59:59" };

/* The date in EDTF: 2020, 2018/2020, 2017-01/.., 199X, --09-05. Returns the length. */
static unsigned value_text(const struct when *w, char text[PERIOD_TEXT])
{
    char from[MOMENT_TEXT], to[MOMENT_TEXT];
    unsigned length = moment_text(w->from, from);
    moment_text(w->to, to);
    switch (w->shape) {
    case WHEN_MOMENT: break;
    case WHEN_INTERVAL: return (unsigned)snprintf(text, PERIOD_TEXT, "%s/%s", from, to);
    case WHEN_OPEN: return (unsigned)snprintf(text, PERIOD_TEXT, "%s/..", from);
    case WHEN_DECADE: return (unsigned)snprintf(text, PERIOD_TEXT, "%.3sX", from);
    case WHEN_CENTURY: return (unsigned)snprintf(text, PERIOD_TEXT, "%.2sXX", from);
    case WHEN_VAGUE: length = 0; break;
    }
    memcpy(text, from, length);
    return length;
}

/* Narrows first..behind to the part of the month (early: to the 10th, late: from the 21st) or the
 * year (January, June and July, December). */
static void narrow(const struct when *w, struct moment *first, struct moment *behind)
{
    bool month = w->from.month != 0;
    struct moment start = *first;
    switch (w->part) {
    case PART_WHOLE: return;
    case PART_EARLY: *behind = month ? add_days(start, 10) : add_months(start, 1); return;
    case PART_MIDDLE:
        *first = month ? add_days(start, 10) : add_months(start, 5);
        *behind = month ? add_days(start, 20) : add_months(start, 7);
        return;
    case PART_LATE: *first = month ? add_days(start, 20) : add_months(start, 11); return;
    }
}

/* The early part of an age is its first three tenths, the late part the last three. */
static void narrow_age(const struct when *w, int years, struct moment *first, struct moment *behind)
{
    struct moment start = *first;
    *behind = add_years(start, w->part == PART_EARLY    ? years * 3 / 10
                               : w->part == PART_MIDDLE ? years * 7 / 10
                                                        : years);
    if (w->part == PART_MIDDLE) *first = add_years(start, years * 3 / 10);
    if (w->part == PART_LATE) *first = add_years(start, years * 7 / 10);
}

/* The first day and the first day behind; false if the year is not known. *behind may be NO_MOMENT:
 * not over yet. */
static bool bounds(const struct when *w, struct moment *first, struct moment *behind)
{
    if (w->shape == WHEN_VAGUE || w->from.year == YEAR_UNKNOWN) return false;
    *first = moment_first(w->from);
    *behind = moment_behind(w->from);
    switch (w->shape) {
    case WHEN_INTERVAL: *behind = moment_behind(w->to); break;
    case WHEN_DECADE: narrow_age(w, 10, first, behind); break;
    case WHEN_CENTURY: narrow_age(w, 100, first, behind); break;
    case WHEN_OPEN: *behind = NO_MOMENT; break;
    case WHEN_MOMENT: narrow(w, first, behind); break;
    case WHEN_VAGUE: break;
    }
    return true;
}

/* The text in which dates lend each other their year. */
static const char *context_of(const struct scan *s)
{
    return s->basis.published.year == YEAR_UNKNOWN ? s->line : s->sentence;
}

static void add_moment(struct scan *s, struct field_set *set, enum record_field key,
                       struct moment m)
{
    char text[MOMENT_TEXT];
    unsigned length = moment_text(m, text);
    if (length) field_text(set, key, scan_keep(s, text, length));
}

/* A day, and seconds from its midnight on: 2020-04-13T09:30, or the day alone at midnight. */
static void add_instant(struct scan *s, struct field_set *set, enum record_field key,
                        struct moment day, int32_t seconds)
{
    char text[INSTANT_TEXT];
    if (moment_is_empty(day)) return;
    unsigned length = moment_text(add_days(day, seconds / SECONDS_A_DAY), text);
    int rest = seconds % SECONDS_A_DAY, hour = rest / 3600, minute = rest / 60 % 60;
    char *at = text + length;
    if (rest % 60)
        length += (unsigned)sprintf(at, "T%02d:%02d:%02d", hour, minute, rest % 60);
    else if (rest)
        length += (unsigned)sprintf(at, "T%02d:%02d", hour, minute);
    field_text(set, key, scan_keep(s, text, length));
}

/* From when to when; `since`: 以来 follows it. */
static void add_bounds(struct scan *s, struct field_set *set, const struct when *w, bool since)
{
    struct moment first, behind;
    int32_t closes = w->closes;
    if (!bounds(w, &first, &behind)) return;
    if (since) behind = s->basis.published.day ? moment_behind(s->basis.published) : NO_MOMENT;
    if (closes && !moment_is_empty(behind)) behind = add_days(behind, -1);
    add_instant(s, set, FIELD_FROM, first, w->opens);
    add_instant(s, set, FIELD_TO, behind, closes);
}

static enum rule_number rule_of(const struct when *w)
{
    if (w->shape == WHEN_INTERVAL || w->shape == WHEN_OPEN) return RULE_DATE_INTERVAL;
    if (w->shape != WHEN_MOMENT) return RULE_DATE_AGE;
    if (w->from.day) return RULE_DATE_DAY;
    return w->from.month ? RULE_DATE_MONTH : RULE_DATE_YEAR;
}

static void add_date(struct scan *s, const char *end, struct dated *d, enum rule_number rule)
{
    struct field_set set = {.count = 0};
    char value[PERIOD_TEXT];
    const char *start = s->at;
    bool since = step_over(&end, s->end, "以来");
    field_text(&set, FIELD_VALUE, scan_keep(s, value, value_text(&d->when, value)));
    add_bounds(s, &set, &d->when, since);
    if (rule == RULE_DATE_RELATIVE || rule == RULE_DATE_VAGUE) field_true(&set, FIELD_RELATIVE);
    add_moment(s, &set, FIELD_BASIS, d->basis);
    date_basis_name(&s->basis, &d->when, context_of(s));
    scan_record(s, rule, start, end, &set);
    if (!d->when.from.day) return;
    date_weekday_skip(&s->at, s->end);
    if (!step_over(&s->at, s->end, "当天")) step_over(&s->at, s->end, "当日");
}

/* A number of at most `most` behind `at` and then `mark`: 30分. Its end, or `at` if it is none. */
static const char *skip_part(const char *at, const char *end, int most, const char *mark)
{
    struct numeral n;
    if (at >= end || !numeral_read(at, end, &n) || decimal_whole(n.value, most) < 0) return at;
    const char *behind = n.end;
    return step_over(&behind, end, mark) ? behind : at;
}

/* 30 and 30:15 behind 9: or NULL. */
static const char *skip_colon_parts(const char *at, const char *end)
{
    const char *behind = NULL;
    for (int part = 0; part < 2; part++) {
        struct numeral n;
        if (at >= end || !numeral_read(at, end, &n)) break;
        if (n.digits != 2 || n.powers || decimal_whole(n.value, 59) < 0) break;
        behind = at = n.end;
        if (step_next(&at, end) != ':') break;
    }
    return behind;
}

/* Does 比, 达到 or the like say that it is a ratio? */
static bool is_ratio(const struct scan *s)
{
    const char *at = s->at;
    uint32_t left = step_peek_before(at, s->start);
    if (left != U'到') return char_among(left, U"比例为达");
    text_before(&at, s->start);
    return step_peek_before(at, s->start) == U'达';
}

/* 9时30分15秒, 9点半, 9:30: a time of day is no date and no figure. */
static bool read_clock(struct scan *s, const struct numeral *n)
{
    const char *at = n->end;
    uint32_t mark = step_next(&at, s->end);
    if (!char_among(mark, U":时点") || !numeral_is_plain(n)) return false;
    if (decimal_whole(n->value, 24) < 0) return false;
    if (mark == ':') {
        if (is_ratio(s)) return false; /* 1:20 */
        at = skip_colon_parts(at, s->end);
        if (!at) return false;
    } else {
        at = skip_part(at, s->end, 59, "分");
        at = skip_part(at, s->end, 59, "秒");
    }
    s->at = at;
    return true;
}

/* Is the number a piece of a code (A2020-1), an ordinal, or of a number that was not one? */
static bool is_piece(const struct scan *s)
{
    if (s->at == s->label_end) return false;
    uint32_t left = step_peek_before(s->at, s->start);
    return char_is_letter(left) || char_is_digit(left) || char_among(left, U"第.-/_");
}

/* 每月15日 comes every month: there is nothing to resolve. */
static bool is_recurring(const struct scan *s)
{
    const char *at = s->at;
    if (!char_among(step_peek_before(at, s->start), U"月年周")) return false;
    text_before(&at, s->start);
    return step_peek_before(at, s->start) == U'每';
}

/* 五月 with 初五 behind it, 2020年 with 正月, are of the lunar calendar. */
static void take_lunar(struct scan *s, struct dated *d, const char **behind)
{
    bool known = d->when.from.year != YEAR_UNKNOWN;
    struct moment near = known ? d->basis : date_basis_near(&s->basis, context_of(s));
    if (date_lunar_take(behind, s->end, &d->when, LUNAR_NOT_SAID, near.year)) d->basis = near;
}

/* What makes the date more exact: 春节 or 第二周 behind a year or a month, 上午9时 behind a day. */
static void take_inner(struct scan *s, struct dated *d, const char **behind)
{
    take_lunar(s, d, behind);
    date_within_take(behind, s->end, &d->when);
    date_form_take_clock(behind, s->end, &d->when);
}

/* 到去年3月 behind a date: the two are an interval. */
static void take_second(struct scan *s, struct dated *d, const char **behind)
{
    const char *at = *behind, *stop;
    struct dated second = {.when.from = NO_MOMENT, .basis = NO_MOMENT};
    if (d->when.shape != WHEN_MOMENT || d->when.from.year == YEAR_UNKNOWN) return;
    if (!step_over_to(&at, s->end)) return;
    const struct date_word *word = date_word_at(at, at, s->end, &stop);
    if (word && word->kind != DATE_NAME) {
        struct date_basis basis = s->basis; /* in which the first date is the last one named */
        date_basis_name(&basis, &d->when, context_of(s));
        second = date_word_resolve(word, &basis, context_of(s), &stop, s->end);
    } else if (!date_form_read(at, s->end, &second.when, &stop)) {
        return;
    }
    date_within_take(&stop, s->end, &second.when);
    date_form_take_clock(&stop, s->end, &second.when);
    struct moment to = second.when.from;
    if (second.when.shape != WHEN_MOMENT || to.year == YEAR_UNKNOWN) return;
    if (day_number(moment_first(to)) < day_number(moment_first(d->when.from))) return;
    d->when.shape = WHEN_INTERVAL;
    d->when.to = to;
    d->when.closes = second.when.closes;
    if (moment_is_empty(d->basis)) d->basis = second.basis;
    *behind = stop;
}

/* What 三年后 is told from: the date named before it, else, where a line begins with it, the date
 * of publication. */
static struct moment ahead_of(const struct scan *s)
{
    const struct when *named = &s->basis.named;
    if (s->basis.named_in == context_of(s))
        return named->shape == WHEN_MOMENT ? named->from : NO_MOMENT;
    struct view left = {s->line, (size_t)(s->at - s->line)};
    return text_is_blank(left) ? s->basis.published : NO_MOMENT;
}

/* 三年前, 两个月后. */
static bool read_ago(struct scan *s)
{
    const char *behind = s->at;
    struct dated d = {.basis = NO_MOMENT};
    if (s->basis.published.year == YEAR_UNKNOWN || s->at < s->quote_end) return false;
    struct span_basis basis = {s->basis.published, ahead_of(s)};
    if (!date_span_ago(s->start, &behind, s->end, basis, &d.when, &d.basis)) return false;
    date_form_take_clock(&behind, s->end, &d.when);
    add_date(s, behind, &d, RULE_DATE_RELATIVE);
    return true;
}

bool date_read(struct scan *s)
{
    const char *behind;
    struct numeral n;
    struct dated d = {.basis = NO_MOMENT};
    if (is_piece(s) || !numeral_read(s->at, s->end, &n)) return false;
    uint32_t next = step_peek(n.end, s->end);
    if (char_among(next, U"年个月季周星礼天日") && read_ago(s)) return true;
    if (!date_form_begins(&n, next) || !date_form_read(s->at, s->end, &d.when, &behind))
        return read_clock(s, &n);
    if (behind <= s->quote_end) {
        s->at = behind;
        return true;
    }
    take_lunar(s, &d, &behind);
    bool complete = d.when.from.year != YEAR_UNKNOWN || is_recurring(s);
    if (!complete) d.basis = date_basis_complete(&s->basis, context_of(s), &d.when);
    take_inner(s, &d, &behind);
    take_second(s, &d, &behind);
    add_date(s, behind, &d, rule_of(&d.when));
    return true;
}

/* 晚8时 of 昨晚8时. */
static void take_evening(struct scan *s, struct dated *d, const char **behind)
{
    const char *last = *behind, *stop;
    if (d->when.shape != WHEN_MOMENT || !char_among(text_before(&last, s->at), U"晚早晨夜")) return;
    stop = last;
    date_form_take_clock(&stop, s->end, &d->when);
    if (stop > *behind) *behind = stop;
}

/* A year of an era, a holiday or a lunar day is a date by itself; the other words are relative. */
static enum rule_number rule_of_word(enum date_kind kind, const struct when *when)
{
    switch (kind) {
    case DATE_ERA: return rule_of(when);
    case DATE_VAGUE: return RULE_DATE_VAGUE;
    case DATE_ANCHOR: return RULE_DATE_INTERVAL;
    case DATE_CENTURY: return RULE_DATE_AGE;
    case DATE_HOLIDAY: return RULE_DATE_HOLIDAY;
    case DATE_LUNAR_DATE:
    case DATE_LUNAR_LEAP:
    case DATE_LUNAR_MONTH: return RULE_DATE_LUNAR;
    default: return RULE_DATE_RELATIVE;
    }
}

bool date_read_word(struct scan *s)
{
    const char *behind;
    const struct date_word *word = date_word_at(s->start, s->at, s->end, &behind);
    if (!word || behind <= s->quote_end) return false;
    if (word->kind == DATE_NAME) {
        s->at = behind;
        return true;
    }
    if (word->kind == DATE_REVIEWED_YEAR && moment_is_empty(s->basis.reviewed)) return false;
    if (word->kind == DATE_VAGUE && numeral_begins(step_peek(behind, s->end))) return false;
    struct dated d = date_word_resolve(word, &s->basis, context_of(s), &behind, s->end);
    if (d.when.shape == WHEN_MOMENT && moment_is_empty(d.when.from)) return false; /* 农历 alone */
    bool span = word->kind == DATE_BESIDE || word->kind == DATE_FIRST;
    if (span && d.when.shape == WHEN_VAGUE) return false; /* 前两天 is two days */
    take_evening(s, &d, &behind);
    take_inner(s, &d, &behind);
    take_second(s, &d, &behind);
    add_date(s, behind, &d, rule_of_word(word->kind, &d.when));
    return true;
}

void date_prepare(void)
{
    date_word_prepare();
}
