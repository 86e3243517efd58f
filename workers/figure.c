/* figure.c: see figure.h. */
#include "workers/figure.h"
#include "workers/lexicon.h"
#include "workers/text.h"
#include <string.h>

enum modifier_place { MODIFIES_ANY, MODIFIES_BARE, MODIFIES_NOT };

struct modifier { /* a row of modifiers.def, which says what the columns mean */
    const char *text;
    bool approx;
    enum bound bound;
    enum modifier_place only;
};

static const struct modifier before[] = {
#define BEFORE(text, approx, bound, only) {text, approx, BOUND_##bound, MODIFIES_##only},
#define AFTER(...)
#include "workers/modifiers.def"
#undef BEFORE
#undef AFTER
};
static const struct modifier after[] = {
#define BEFORE(...)
#define AFTER(text, approx, bound) {text, approx, BOUND_##bound, MODIFIES_ANY},
#include "workers/modifiers.def"
#undef BEFORE
#undef AFTER
};

/* Two units that make one figure, one after the other: 3元5角, 2小时30分. One of the first is
 * `factor` of the second. */
static const struct compound {
    const char *first, *second, *base;
    int factor;
} compounds[] = {
    {"元", "角", "角", 10},   {"小时", "分钟", "分钟", 60}, {"小时", "分", "分钟", 60},
    {"分钟", "秒", "秒", 60}, {"分", "秒", "秒", 60},       {"年", "月", "月", 12},
    {"岁", "月", "月", 12},   {"公里", "米", "米", 1000},   {"公斤", "克", "克", 1000},
};

static struct lexicon words_before, words_after;
static const struct unit *percent, *per_mille;

void figure_prepare(void)
{
    const char *behind;
    if (words_before.rows) return;
    unit_prepare();
    LEXICON_MAKE(&words_before, before, LEXICON_ENDS);
    LEXICON_MAKE(&words_after, after, LEXICON_BEGINS);
    percent = unit_at("%", &"%"[1], &behind);
    per_mille = unit_at("‰", &"‰"[sizeof "‰" - 1], &behind);
}

/* Moves *at behind `word` if it stands there. */
static bool skip(const char **at, const char *end, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(end - *at) < length || memcmp(*at, word, length) != 0) return false;
    *at += length;
    return true;
}

static bool skip_any(const char **at, const char *end, const uint32_t *marks)
{
    const char *behind = *at;
    if (*at >= end) return false;
    uint32_t c = char_narrow(text_next(&behind, end));
    while (*marks && *marks != c) marks++;
    if (*marks) *at = behind;
    return *marks != 0;
}

static bool skip_to(const char **at, const char *end)
{
    return skip_any(at, end, U"-–—―~〜∼至到");
}

/* Is a number of this form one that the unit can follow? */
static bool fits(const struct unit *u, const struct numeral *n)
{
    size_t length = (size_t)(n->end - n->start);
    bool one = !n->arabic && length == sizeof "一" - 1;
    switch (u->needs) {
    case UNIT_ANY: return true;
    case UNIT_TWO: return !one || n->value.digits != 1 || n->value.exponent != 0;
    case UNIT_MANY: return !one || n->bare;
    case UNIT_NEVER: break;
    }
    return false;
}

/* The unit behind a number, 多 and the like in between. *at moves behind it. */
static const struct unit *take_unit(struct figure *f, const struct numeral *n, const char **at,
                                    const char *end)
{
    const char *p = *at, *behind;
    bool some = skip_any(&p, end, U"多余餘来几");
    const struct unit *u = unit_at(p, end, &behind);
    if (some && !u) u = unit_at(p = *at, end, &behind);
    if (!u || !fits(u, n)) return NULL;
    if (some || u->plus == UNIT_PLUS_MORE) f->approx = true;
    f->unit_start = p;
    *at = behind;
    return u;
}

/* 百分之三十五, 三分之二, 千分之三至五. */
static bool take_parts(struct figure *f, const char *end)
{
    const char *at = f->end;
    struct numeral part;
    int64_t whole = decimal_whole(f->number.value, 10000);
    if (whole < 2 || !skip(&at, end, "分之") || at >= end || !numeral_read(at, end, &part) ||
        !part.valid) {
        return false;
    }
    f->end = part.end;
    f->value = part.value;
    f->upper = part.upper;
    at = part.end;
    if (skip_to(&at, end) && at < end) {
        skip(&at, end, whole == 100 ? "百分之" : "千分之");
        if (at < end && numeral_read(at, end, &part) && part.valid &&
            decimal_compare(f->value, part.value) < 0) {
            f->end = part.end;
            f->upper = part.value;
        }
    }
    decimal_ratio(&f->value, 1, whole);
    decimal_ratio(&f->upper, 1, whole);
    f->unit = whole == 100 ? percent : whole == 1000 ? per_mille : NULL;
    f->fraction = true;
    return true;
}

/* 4/5: proper, of small numbers, not a piece of a path, a date or a label. */
static bool take_slash(struct figure *f, const char *end)
{
    const char *at = f->end;
    struct numeral part;
    int64_t over = decimal_whole(f->number.value, 99);
    if (!f->number.arabic || !numeral_is_plain(&f->number) || over < 1) return false;
    if (!skip_any(&at, end, U"/") || at >= end || !numeral_read(at, end, &part)) return false;
    int64_t under = numeral_is_plain(&part) && part.arabic ? decimal_whole(part.value, 100) : -1;
    const char *behind = part.end;
    uint32_t next = behind < end ? char_narrow(text_next(&behind, end)) : 0;
    if (under <= over || next == '/' || next == U'号' || char_is_letter(next)) return false;
    f->end = part.end;
    decimal_ratio(&f->value, 1, under);
    f->upper = f->value;
    f->fraction = true;
    return true;
}

/* A per cent is a hundredth: its value is the fraction. */
static void apply_unit(struct figure *f, const struct unit *u)
{
    f->unit = u;
    f->unit_name = view_of(u->name);
    if (u->dimension == DIMENSION_RATIO) {
        decimal_ratio(&f->value, u->numerator, u->denominator);
        decimal_ratio(&f->upper, u->numerator, u->denominator);
    } else if (u->plus == UNIT_PLUS_HALF) {
        struct decimal half = {5, -1};
        decimal_add(&f->value, half);
        decimal_add(&f->upper, half);
    }
}

/* 10-20万元 is 10万 to 20万元: a power at the end counts for both, if the lower number has none. */
static bool apply_upper(struct figure *f, const struct numeral *high)
{
    struct decimal low = f->value;
    if (!f->number.powers && high->final_power) {
        struct decimal scaled = low;
        if (decimal_scale(&scaled, high->final_power) && decimal_compare(scaled, high->value) < 0) {
            low = scaled;
        }
    }
    if (decimal_compare(low, high->upper) >= 0) return false;
    f->value = low;
    f->upper = high->upper;
    return true;
}

/* The second half of a range: 至5天 of 3至5天 and of 3天至5天. `first` is the unit of the first
 * half, or NULL. */
static bool take_range(struct figure *f, const struct unit *first, const char *end)
{
    const char *at = f->end;
    struct numeral high;
    if (!skip_to(&at, end) || at >= end || !numeral_read(at, end, &high) || !high.valid) {
        return false;
    }
    at = high.end;
    struct figure ahead = *f;
    const struct unit *u = take_unit(&ahead, &high, &at, end);
    if (!u || (first && strcmp(u->name, first->name) != 0)) return false;
    if (!apply_upper(&ahead, &high)) return false;
    *f = ahead;
    f->range = true;
    f->end = at;
    apply_unit(f, u);
    return true;
}

/* 5角 of 3元5角: one figure, in the larger unit where that is a decimal, else in the smaller. */
static bool take_compound(struct figure *f, const struct unit *first, const char *end)
{
    const char *at = f->end, *behind;
    struct numeral second;
    if (at >= end || !numeral_read(at, end, &second) || !second.valid) return false;
    const struct unit *u = unit_at(second.end, end, &behind);
    for (size_t i = 0; u && i < sizeof compounds / sizeof *compounds; i++) {
        const struct compound *c = &compounds[i];
        if (strcmp(c->first, first->name) != 0 || strcmp(c->second, u->name) != 0) continue;
        struct decimal sum = f->value, larger;
        decimal_ratio(&sum, c->factor, 1);
        if (!decimal_add(&sum, second.value)) return false;
        larger = sum;
        bool decimal = decimal_ratio(&larger, 1, c->factor);
        f->value = f->upper = decimal ? larger : sum;
        f->end = behind;
        const char *name = c->base;
        apply_unit(f, decimal ? first : unit_at(name, name + strlen(name), &behind));
        return true;
    }
    return false;
}

/* 公斤 of 元/公斤. */
static void take_quotient(struct figure *f, const char *end)
{
    const char *at = f->end, *behind;
    if (!skip_any(&at, end, U"/")) return;
    if (!unit_at(at, end, &behind)) {
        behind = at;
        if (!skip_any(&behind, end, U"年月日")) return;
    }
    f->end = behind;
    f->unit_name = (struct view){f->unit_start, (size_t)(behind - f->unit_start)};
    f->composed = true;
}

static bool take_measure(struct figure *f, const char *end)
{
    const char *at = f->end;
    const struct unit *u = take_unit(f, &f->number, &at, end);
    if (!u) return take_range(f, NULL, end);
    f->end = at;
    if (take_range(f, u, end)) return true;
    if (f->number.arabic && take_compound(f, u, end)) return true;
    apply_unit(f, u);
    take_quotient(f, end);
    return true;
}

/* 以上, 左右: at most two. 多 belongs to measures, and not where it begins 多次. */
static void take_after(struct figure *f, const char *end)
{
    const char *behind, *beyond;
    for (int words = 0; words < 2; words++) {
        int row = lexicon_at(&words_after, f->end, end, &behind);
        if (row < 0) return;
        bool more = strcmp(after[row].text, "多") == 0 || strcmp(after[row].text, "余") == 0;
        if (more &&
            (!f->unit || f->unit->dimension == DIMENSION_COUNT || unit_at(behind, end, &beyond))) {
            return;
        }
        f->approx = f->approx || after[row].approx;
        if (after[row].bound) f->bound = after[row].bound;
        f->end = behind;
    }
}

static bool take_minus(struct figure *f, const char *floor)
{
    const char *at = f->start, *before_it;
    if (f->start == floor || !f->unit) return false;
    uint32_t c = char_narrow(text_before(&at, floor));
    bool dash = c == '-' || c == U'−';
    if (dash && at > floor) {
        before_it = at;
        uint32_t left = text_before(&before_it, floor);
        if (char_is_digit(left) || char_is_letter(left)) return false;
    } else if (c == U'下' && at > floor) {
        dash = f->unit->dimension == DIMENSION_TEMPERATURE && text_before(&at, floor) == U'零';
    }
    if (!dash) return false;
    f->start = at;
    f->value.digits = -f->value.digits;
    f->upper.digits = -f->upper.digits;
    return true;
}

/* 超过, 近: at most two. */
static void take_before(struct figure *f, const char *floor)
{
    const char *begin;
    if (!f->range) take_minus(f, floor);
    for (int words = 0; words < 2; words++) {
        int row = lexicon_before(&words_before, floor, f->start, &begin);
        if (row < 0 || before[row].only == MODIFIES_NOT) return;
        if (before[row].only == MODIFIES_BARE && !f->number.bare) return;
        f->approx = f->approx || before[row].approx;
        if (before[row].bound && !f->bound) f->bound = before[row].bound;
        f->qualified = true;
        f->start = begin;
    }
}

/* 百 and 千 alone say "all" (百姓, 千家); 百万 and 1.8亿 are figures also without a unit. */
static bool is_figure(const struct figure *f)
{
    const struct numeral *n = &f->number;
    bool one_character = (size_t)(n->end - n->start) == sizeof "百" - 1;
    if (f->fraction) return true;
    if (n->bare && one_character) return f->qualified && (f->unit || n->scaled);
    if (!n->arabic && !n->powers && n->value.digits == 0) return false; /* 零 */
    return f->unit || (n->scaled && (f->qualified || !n->bare));
}

bool figure_read(const char *floor, const char *at, const char *end, struct figure *f)
{
    *f = (struct figure){.start = at, .end = at};
    if (!numeral_read(at, end, &f->number)) return false;
    f->end = f->number.end;
    if (!f->number.valid) return false;
    f->value = f->number.value;
    f->upper = f->number.upper;
    f->approx = f->number.vague;
    f->unit_start = f->end;
    if (!take_parts(f, end) && !take_slash(f, end)) take_measure(f, end);
    take_after(f, end);
    take_before(f, floor);
    f->range = f->range || decimal_compare(f->value, f->upper) != 0;
    return is_figure(f);
}
