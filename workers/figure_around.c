/* figure_around.c: see figure_around.h. */
#include "workers/figure_around.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include <string.h>

enum { WORDS_BEFORE = 2, WORDS_BEHIND = 2 };

enum modifier_place { MODIFIES_ANY, MODIFIES_BARE, MODIFIES_NOT, MODIFIES_MEASURE };

struct modifier { /* a row of modifiers.def, which says what the columns mean */
    const char *text;
    bool approx;
    enum bound bound;
    enum modifier_place only;
};

static const struct modifier before[] = {
#define BEFORE(text, approx, bound, only) {text, approx, BOUND_##bound, MODIFIES_##only},
#define BEHIND(...)
#define CURRENCY(...)
#include "workers/modifiers.def"
#undef BEFORE
#undef BEHIND
#undef CURRENCY
};
static const struct modifier behind[] = {
#define BEFORE(...)
#define BEHIND(text, approx, bound, only) {text, approx, BOUND_##bound, MODIFIES_##only},
#define CURRENCY(...)
#include "workers/modifiers.def"
#undef BEFORE
#undef BEHIND
#undef CURRENCY
};
static const struct currency {
    const char *text, *unit;
} currencies[] = {
#define BEFORE(...)
#define BEHIND(...)
#define CURRENCY(text, unit) {text, unit},
#include "workers/modifiers.def"
#undef BEFORE
#undef BEHIND
#undef CURRENCY
};

static struct lexicon words_before, words_behind, words_of_currency;

void figure_around_prepare(void)
{
    if (words_before.rows) return;
    LEXICON_MAKE(&words_before, before, LEXICON_ENDS);
    LEXICON_MAKE(&words_behind, behind, LEXICON_BEGINS);
    LEXICON_MAKE(&words_of_currency, currencies, LEXICON_ENDS);
}

/* 港币2960元, ¥5: the currency before a number whose unit is 元 or nothing. */
void figure_take_currency(struct figure *f, const char *floor)
{
    const char *begin, *start = f->start, *ignored;
    bool yuan =
        f->unit && f->unit->dimension == DIMENSION_MONEY && strcmp(f->unit->name, "元") == 0;
    if (f->fraction || f->composed || (f->unit && !yuan)) return;
    const char *space = start;
    if (space > floor && space[-1] == ' ') space--;
    int row = lexicon_before(&words_of_currency, floor, space, &begin);
    if (row < 0) return;
    const char *unit = currencies[row].unit;
    const struct unit *u = unit_at(unit, unit + strlen(unit), &ignored);
    if (yuan && u == f->unit) return; /* 人民币5元 says it twice */
    f->unit = u;
    f->unit_name = view_of(u->name);
    f->start = begin;
}

static void negate(struct figure *f, const char *start)
{
    f->start = start;
    f->value.digits = -f->value.digits;
    f->upper.digits = -f->upper.digits;
}

/* A dash is a minus unless something stands to its left that it may join to the number. */
static void take_minus(struct figure *f, const char *floor)
{
    const char *at = f->start;
    if (at == floor || f->range || !f->unit || f->unit->dimension == DIMENSION_COUNT) return;
    uint32_t c = char_narrow(text_before(&at, floor));
    if (c == '-' || c == U'−') {
        uint32_t left = step_peek_before(at, floor);
        if (!char_is_digit(left) && !char_is_letter(left)) negate(f, at);
    } else if (c == U'下' && f->unit->dimension == DIMENSION_TEMPERATURE && at > floor) {
        if (text_before(&at, floor) == U'零') negate(f, at);
    }
}

static void apply(struct figure *f, const struct modifier *m)
{
    f->approx = f->approx || m->approx;
    if (m->bound) f->bound = m->bound;
}

void figure_take_before(struct figure *f, const char *floor)
{
    const char *begin;
    take_minus(f, floor);
    for (int words = 0; words < WORDS_BEFORE; words++) {
        int row = lexicon_before(&words_before, floor, f->start, &begin);
        if (row < 0 || before[row].only == MODIFIES_NOT) return;
        if (before[row].only == MODIFIES_BARE && !f->number.bare) return;
        apply(f, &before[row]);
        f->qualified = true;
        f->start = begin;
    }
}

static bool is_measure(const struct figure *f)
{
    return f->unit && f->unit->dimension != DIMENSION_COUNT &&
           f->unit->dimension != DIMENSION_SCORE;
}

/* 半 behind a measure that is more than 半: 三岁半, 五公斤半. */
static void take_half(struct figure *f, const char *end)
{
    const struct decimal half = {5, -1};
    const char *at = f->end, *ignored;
    bool has_half = f->number.half || f->unit->plus == UNIT_PLUS_HALF || f->number.point;
    if (has_half || !step_over(&at, end, "半") || unit_at(at, end, &ignored)) return;
    if (decimal_add(&f->value, half) && decimal_add(&f->upper, half)) f->end = at;
}

void figure_take_behind(struct figure *f, const char *end)
{
    const char *stop, *ignored;
    bool time = f->unit && (f->unit->dimension == DIMENSION_DURATION ||
                            f->unit->dimension == DIMENSION_MONTHS);
    if (time) take_half(f, end);
    for (int words = 0; words < WORDS_BEHIND; words++) {
        int row = lexicon_at(&words_behind, f->end, end, &stop);
        if (row < 0 || behind[row].only == MODIFIES_NOT) return;
        bool measure = behind[row].only == MODIFIES_MEASURE;
        if (measure && (!is_measure(f) || unit_at(stop, end, &ignored))) return;
        apply(f, &behind[row]);
        f->end = stop;
    }
}
