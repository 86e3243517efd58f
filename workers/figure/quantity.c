/* quantity.c: see quantity.h. */
#include "workers/figure/quantity.h"
#include "workers/figure/figure.h"
#include "workers/figure/not_figure.h"
#include "workers/figure/subject.h"
#include "workers/step.h"
#include <stdio.h>
#include <string.h>

static enum rule_number rule_of(const struct figure *f)
{
    if (!f->unit) return f->fraction ? RULE_SHARE : RULE_BARE;
    switch (f->unit->dimension) {
    case DIMENSION_RATIO: return RULE_PERCENT;
    case DIMENSION_POINTS: return RULE_POINTS;
    case DIMENSION_TIMES: return RULE_TIMES;
    case DIMENSION_MONEY: return RULE_MONEY;
    case DIMENSION_MONTHS:
    case DIMENSION_DURATION: return RULE_DURATION;
    case DIMENSION_COUNT:
    case DIMENSION_SCORE: return RULE_COUNT;
    default: return RULE_MEASURE;
    }
}

static struct view decimal_field(struct scan *s, struct decimal d)
{
    char text[DECIMAL_TEXT];
    unsigned length = decimal_text(d, text);
    return scan_keep(s, text, length);
}

static void add_base(struct scan *s, const struct figure *f, struct field_set *set)
{
    const struct unit *u = f->unit;
    const char *base = dimension_base_unit(u->dimension);
    struct decimal value = f->value;
    if (f->composed || !u->numerator || !*base || strcmp(base, u->name) == 0) return;
    decimal_ratio(&value, u->numerator, u->denominator);
    field_text(set, FIELD_BASE_VALUE, decimal_field(s, value));
    field_string(set, FIELD_BASE_UNIT, base);
}

static void add_range(struct scan *s, const struct figure *f, struct field_set *set)
{
    struct view *ends = arena_alloc(s->d->arena, 2 * sizeof *ends);
    ends[0] = decimal_field(s, f->value);
    ends[1] = decimal_field(s, f->upper);
    field_list(set, FIELD_RANGE, ends, 2);
}

/* 公斤 of 每公斤20元, 小时 of 每小时60公里, directly before the figure: a price is per measure, a
 * length per time; 每人 and 每年 are who and when. */
static struct view per_measure(const struct scan *s, const struct figure *f)
{
    enum { LONGEST = 4, AN_HOUR = 3600 }; /* LONGEST: characters of a unit and 每 */
    const char *at = f->start, *behind;
    for (int i = 0; i < LONGEST && at > s->floor; i++) {
        const char *unit = at;
        if (text_before(&at, s->floor) != U'每') continue;
        const struct unit *u = unit_at(unit, f->start, &behind);
        bool measure =
            u && behind == f->start && unit_is_divisible(u) && *dimension_base_unit(u->dimension);
        bool months = measure && u->dimension == DIMENSION_MONTHS;
        bool time = measure && u->dimension == DIMENSION_DURATION;
        bool speed = f->unit->dimension == DIMENSION_LENGTH;
        bool fits = speed ? time && u->numerator <= AN_HOUR : measure && !time && !months;
        return fits ? view_of(u->name) : view_of("");
    }
    return view_of("");
}

/* 时速120公里, 时速最高可达80公里: a length an hour. */
static bool follows_speed(const struct scan *s, const struct figure *f)
{
    enum { WITHIN = 5 }; /* characters of 最高可达 and the like */
    const char *at = f->start;
    for (int i = 0; i < WITHIN && at > s->floor; i++) {
        uint32_t c = text_before(&at, s->floor);
        if (!char_is_cjk(c)) return false;
        if (c == U'速') return step_peek_before(at, s->floor) == U'时';
    }
    return false;
}

/* The unit as it is reported: 元/公斤 of 18元/公斤 and of 每公斤18元. */
static struct view unit_of_figure(struct scan *s, struct figure *f)
{
    char text[64];
    struct view per = {0};
    if (!f->unit) return view_of("");
    enum dimension d = f->unit->dimension;
    if ((d == DIMENSION_MONEY || d == DIMENSION_LENGTH) && !f->composed) per = per_measure(s, f);
    if (!per.len && d == DIMENSION_LENGTH && !f->composed && follows_speed(s, f))
        per = view_of("小时");
    if (!per.len) return f->unit_name;
    f->composed = true;
    int length = snprintf(text, sizeof text, "%s/%.*s", f->unit->name, (int)per.len, per.at);
    const struct unit *known = unit_of(text); /* 公里/小时 converts */
    if (known) {
        f->unit = known;
        f->composed = false;
    }
    return scan_keep(s, text, (size_t)length);
}

static void add_quantity(struct scan *s, struct figure *f)
{
    struct field_set set = {.count = 0};
    field_text(&set, FIELD_VALUE, decimal_field(s, f->value));
    field_text(&set, FIELD_UNIT, unit_of_figure(s, f));
    enum dimension d = f->unit ? f->unit->dimension : DIMENSION_NOTHING;
    if (f->fraction && !f->unit) d = DIMENSION_RATIO;
    if (d != DIMENSION_NOTHING) field_string(&set, FIELD_DIMENSION, dimension_name(d));
    if (f->unit) add_base(s, f, &set);
    if (f->approx) field_true(&set, FIELD_APPROX);
    if (f->bound) field_string(&set, FIELD_BOUND, f->bound == BOUND_MIN ? "min" : "max");
    if (f->range) add_range(s, f, &set);
    struct view subject = subject_of(s, f);
    if (subject.len) field_text(&set, FIELD_SUBJECT, subject);
    scan_record(s, rule_of(f), f->start, f->end, &set);
}

/* Behind what was read and is no quantity, so that it is not read again: behind a label only. */
static void move_on(struct scan *s, const struct figure *f, bool found)
{
    const char *label = not_figure_label_end(s, f);
    s->at = label ? label : found ? f->end : f->number.end;
    if (label) s->label_end = label;
}

bool quantity_read(struct scan *s)
{
    struct figure f;
    const char *name = not_figure_name_end(s->at, s->end);
    if (name) {
        s->at = name;
        return true;
    }
    bool found = figure_read(s->floor, s->at, s->end, &f);
    if (f.end == s->at) return false;
    if (found && !not_figure(s, &f) && !not_figure_label_end(s, &f)) {
        add_quantity(s, &f);
    } else {
        move_on(s, &f, found);
    }
    return true;
}

void quantity_prepare(void)
{
    figure_prepare();
    not_figure_prepare();
}
