/* figure_around.c: see figure_around.h. */
#include "workers/figure/figure_around.h"
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

static const struct modifier rows_before[] = {
#define BEFORE(text, approx, bound, only) {text, approx, BOUND_##bound, MODIFIES_##only},
#define BEHIND(...)
#define SCALE(...)
#include "workers/figure/modifiers.def"
#undef BEFORE
#undef BEHIND
#undef SCALE
};
static const struct modifier rows_behind[] = {
#define BEFORE(...)
#define BEHIND(text, approx, bound, only) {text, approx, BOUND_##bound, MODIFIES_##only},
#define SCALE(...)
#include "workers/figure/modifiers.def"
#undef BEFORE
#undef BEHIND
#undef SCALE
};
static const struct scale {
    const char *text, *unit, *of;
} scales[] = {
#define BEFORE(...)
#define BEHIND(...)
#define SCALE(text, unit, of) {text, unit, of},
#include "workers/figure/modifiers.def"
#undef BEFORE
#undef BEHIND
#undef SCALE
};

static struct lexicon words_before, words_behind, words_of_scale;

void figure_around_prepare(void)
{
    if (words_before.rows) return;
    LEXICON_MAKE(&words_before, rows_before, LEXICON_ENDS);
    LEXICON_MAKE(&words_behind, rows_behind, LEXICON_BEGINS);
    LEXICON_MAKE(&words_of_scale, scales, LEXICON_ENDS);
}

/* 港币2960元, ¥5, 摄氏37度: a word before the number that says which 元 or 度, or is the unit
 * itself. */
void figure_take_scale(struct figure *f, const char *floor)
{
    const char *begin, *at = f->start;
    if (f->fraction || f->composed) return;
    if (at > floor && at[-1] == ' ') at--;
    int row = lexicon_before(&words_of_scale, floor, at, &begin);
    if (row < 0) return;
    const struct unit *u = unit_of(scales[row].unit);
    bool is_money = u->dimension == DIMENSION_MONEY;
    if (f->unit ? strcmp(f->unit->name, scales[row].of) != 0 : !is_money) return;
    bool twice = f->unit && strcmp(f->unit->name, u->name) == 0; /* 人民币5元 */
    if (twice) return;
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

/* A dash is a minus where nothing stands to its left that it may join to the number, and behind
 * what may be negative: 增长, 增速, 涨幅, 同比, 利润, 收益, 亏损, 结余, 落差, 海拔. */
static bool is_minus(uint32_t sign, uint32_t left, enum dimension d)
{
    bool free = !left || char_is_blank(left) || char_among(left, U"(,、:;=为是达至到于约") ||
                char_among(left, U"长速幅比润益亏损余差拔") ||
                (d == DIMENSION_TEMPERATURE && char_is_cjk(left));
    return (sign == '-' || sign == U'−') && free;
}

/* -5℃, 负3%, 零下5度. Nothing has a negative number of pieces. */
static void take_minus(struct figure *f, const char *floor)
{
    const char *at = f->start;
    enum dimension d = f->unit ? f->unit->dimension : DIMENSION_RATIO;
    bool relative = d == DIMENSION_RATIO || d == DIMENSION_POINTS || d == DIMENSION_TEMPERATURE ||
                    d == DIMENSION_DEGREES;
    if (at == floor || (!f->unit && !f->fraction) || d == DIMENSION_COUNT) return;
    uint32_t sign = char_narrow(text_before(&at, floor)), left = step_peek_before(at, floor);
    if (is_minus(sign, left, d) || (sign == U'负' && relative)) {
        negate(f, at);
    } else if (sign == U'下' && left == U'零' && relative) {
        text_before(&at, floor);
        negate(f, at);
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
        if (row < 0 || rows_before[row].only == MODIFIES_NOT) return;
        if (rows_before[row].only == MODIFIES_BARE && !f->number.bare) return;
        apply(f, &rows_before[row]);
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
    if (f->unit && unit_is_divisible(f->unit)) take_half(f, end);
    for (int words = 0; words < WORDS_BEHIND; words++) {
        int row = lexicon_at(&words_behind, f->end, end, &stop);
        if (row < 0 || rows_behind[row].only == MODIFIES_NOT) return;
        bool measure = rows_behind[row].only == MODIFIES_MEASURE;
        if (measure && (!is_measure(f) || unit_at(stop, end, &ignored))) return;
        apply(f, &rows_behind[row]);
        f->end = stop;
    }
}
