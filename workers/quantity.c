/* quantity.c: see quantity.h. */
#include "workers/quantity.h"
#include "workers/figure.h"
#include "workers/step.h"
#include "workers/subject.h"
#include <string.h>

/* Is the number a piece of something longer: of a word (O2O, 5A), a code (0851-1234), an ordinal
 * (第3), a formula (1+4+N), a version (v2.0)? */
static bool is_piece(const struct scan *s, const struct figure *f)
{
    uint32_t left = step_peek_before(f->start, s->start), right = step_peek(f->end, s->end);
    if (char_is_letter(left) || char_is_digit(left)) return true;
    if (left && left < 0x80 && strchr("+_#/.\\=&@-*^", (int)left)) return true;
    if (left == U'第' || left == U'№') return true;
    return right == '+';
}

/* 三年行动, 五年规划 are names, so are 三清三改, 两岸三地; and 二次 is the second time, where two
 * are 两次. */
static bool is_name(const struct scan *s, const struct figure *f)
{
    static const char *const plans[] = {"行动", "规划", "计划", "攻坚", "大计", "会战", "一"};
    const char *at = f->end, *first = f->number.start;
    size_t left = (size_t)(s->end - at);
    if (f->number.arabic || f->qualified) return false;
    bool lone = (size_t)(f->number.end - f->number.start) == sizeof "三" - 1;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        size_t length = strlen(plans[i]);
        bool time = f->unit && (f->unit->dimension == DIMENSION_MONTHS ||
                                f->unit->dimension == DIMENSION_DURATION);
        if (time && length <= left && memcmp(at, plans[i], length) == 0) return true;
    }
    if (!lone || !f->unit || f->unit->dimension != DIMENSION_COUNT) return false;
    return text_next(&first, s->end) == U'二' || numeral_begins(step_peek(at, s->end));
}

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

static void add_quantity(struct scan *s, const struct figure *f)
{
    struct field_set set = {.count = 0};
    field_text(&set, FIELD_VALUE, decimal_field(s, f->value));
    field_text(&set, FIELD_UNIT, f->unit ? f->unit_name : view_of(""));
    enum dimension d = f->unit ? f->unit->dimension : DIMENSION_NOTHING;
    if (f->fraction && !f->unit) d = DIMENSION_RATIO;
    if (d != DIMENSION_NOTHING) field_string(&set, FIELD_DIMENSION, dimension_name(d));
    if (f->unit) add_base(s, f, &set);
    if (f->approx) field_true(&set, FIELD_APPROX);
    if (f->bound) field_string(&set, FIELD_BOUND, f->bound == BOUND_MIN ? "min" : "max");
    if (f->range) add_range(s, f, &set);
    struct view subject = subject_of(s, f);
    if (subject.len) field_text(&set, FIELD_SUBJECT, subject);
    if (s->date_place >= 0) field_number(&set, FIELD_DATE, (uint64_t)s->date_place);
    scan_record(s, rule_of(f), f->start, f->end, &set);
}

/* In a short quotation numbers belong to a name (“最后一公里”), unless they are plain evidence. */
static bool is_quoted(const struct scan *s, const struct figure *f)
{
    if (f->end > s->quote_end) return false;
    bool exact = f->number.arabic && f->unit && (f->number.scaled || f->number.point);
    return !(exact && f->unit->dimension != DIMENSION_COUNT);
}

bool quantity_read(struct scan *s)
{
    struct figure f;
    bool found = figure_read(s->floor, s->at, s->end, &f);
    if (f.end == s->at) return false;
    if (!found || is_piece(s, &f) || is_name(s, &f) || is_quoted(s, &f)) {
        s->at = found ? f.end : f.number.end;
        return true;
    }
    add_quantity(s, &f);
    return true;
}

void quantity_prepare(void)
{
    figure_prepare();
}
