/* figure.c: see figure.h. */
#include "workers/figure/figure.h"
#include "workers/figure/compound.h"
#include "workers/figure/figure_around.h"
#include "workers/step.h"
#include <string.h>

static const struct unit *percent, *per_mille, *pieces_of_money;

void figure_prepare(void)
{
    if (percent) return;
    unit_prepare();
    figure_around_prepare();
    percent = unit_of("%");
    per_mille = unit_of("‰");
    pieces_of_money = unit_of("块钱");
}

enum { A_MONTH = 31 };

/* Is a number of this form one that the unit can follow? */
static bool fits(const struct unit *u, const struct numeral *n)
{
    bool one_character = !n->arabic && (size_t)(n->end - n->start) == sizeof "一" - 1;
    bool one = one_character && decimal_whole(n->value, 1) == 1;
    if (n->half) return u->needs != UNIT_NEVER && unit_is_divisible(u);
    switch (u->needs) {
    case UNIT_ANY: return true;
    case UNIT_TWO: return !one;
    case UNIT_MANY: return !one_character || n->bare;
    case UNIT_POINT: return n->point;
    case UNIT_DAYS:
        return decimal_whole(n->value, A_MONTH) < 0 || step_peek(n->start, n->end) == U'两';
    case UNIT_NEVER: break;
    }
    return false;
}

/* 3.5块, 几十万块: 块 that is no piece of anything. */
static bool is_money_in_pieces(const struct unit *u, const struct numeral *n, const char *behind,
                               const char *end)
{
    uint32_t next = step_peek(behind, end);
    if ((!n->point && !n->scaled) || strcmp(u->text, "块") != 0) return false;
    return !char_is_cjk(next) || char_among(next, U"以左上下多的每一到至和");
}

/* 欧元 of 三万元欧元. */
static const struct unit *named_currency(const struct unit *u, const char **at, const char *end)
{
    const char *behind;
    const struct unit *named = unit_at(*at, end, &behind);
    if (!named || named->dimension != DIMENSION_MONEY || named->numerator) return u;
    *at = behind;
    return named;
}

/* The unit behind a number, a blank or 多 and the like in between. *at moves behind it. */
static const struct unit *take_unit(struct figure *f, const struct numeral *n, const char **at,
                                    const char *end)
{
    const char *p = *at, *behind;
    step_over_blank(&p, end);
    const char *some = p;
    const struct unit *u = NULL;
    if (step_over_any(&some, end, U"多余餘来几")) u = unit_at(some, end, &behind);
    bool more = u != NULL;
    if (more) p = some;
    if (!more) u = unit_at(p, end, &behind);
    if (!u || (!fits(u, n) && !(u->needs != UNIT_NEVER && compound_follows(u, behind, end))))
        return NULL;
    if (is_money_in_pieces(u, n, behind, end)) u = pieces_of_money;
    if (u->dimension == DIMENSION_MONEY && u->numerator) u = named_currency(u, &behind, end);
    f->approx = f->approx || more || u->plus == UNIT_PLUS_MORE;
    f->unit_start = p;
    *at = behind;
    return u;
}

/* The unit is u; a per cent is a hundredth: its value is the fraction. */
static void apply_unit(struct figure *f, const struct unit *u)
{
    const struct decimal half = {5, -1};
    f->unit = u;
    f->unit_name = view_of(u->name);
    if (u->dimension == DIMENSION_RATIO) {
        decimal_ratio(&f->value, u->numerator, u->denominator);
        decimal_ratio(&f->upper, u->numerator, u->denominator);
    } else if (u->plus == UNIT_PLUS_HALF) {
        decimal_add(&f->value, half);
        decimal_add(&f->upper, half);
    }
}

/* The upper part of 百分之三至五, 百分之三至百分之五. */
static void take_upper_part(struct figure *f, int64_t whole, const char *end)
{
    const char *at = f->end;
    struct numeral part;
    if (!step_over_to(&at, end)) return;
    step_over(&at, end, whole == 100 ? "百分之" : "千分之");
    if (at >= end || !numeral_read(at, end, &part) || !part.valid) return;
    if (decimal_compare(f->value, part.value) >= 0) return;
    f->end = part.end;
    f->upper = part.value;
}

/* 百分之三十五, 三分之二, 千分之三至五. */
static bool take_parts(struct figure *f, const char *end)
{
    const char *at = f->end;
    struct numeral part;
    int64_t whole = decimal_whole(f->number.value, 10000);
    if (whole < 2 || !step_over(&at, end, "分之") || at >= end) return false;
    if (!numeral_read(at, end, &part) || !part.valid) return false;
    f->end = part.end;
    f->value = part.value;
    f->upper = part.upper;
    f->approx = part.vague;
    f->fraction = true;
    take_upper_part(f, whole, end);
    if (whole == 100 || whole == 1000) {
        apply_unit(f, whole == 100 ? percent : per_mille);
    } else {
        decimal_ratio(&f->value, 1, whole);
        decimal_ratio(&f->upper, 1, whole);
    }
    return true;
}

/* 4/5: proper, of small numbers, not a piece of a path, a date or a label. */
static bool take_slash(struct figure *f, const char *end)
{
    const char *at = f->end;
    struct numeral part;
    int64_t over = decimal_whole(f->number.value, 99);
    if (!f->number.arabic || !numeral_is_plain(&f->number) || over < 1) return false;
    if (!step_over_any(&at, end, U"/") || at >= end || !numeral_read(at, end, &part)) return false;
    int64_t under = numeral_is_plain(&part) && part.arabic ? decimal_whole(part.value, 100) : -1;
    uint32_t next = step_peek(part.end, end);
    if (under <= over || next == '/' || next == U'号' || char_is_letter(next)) return false;
    f->end = part.end;
    decimal_ratio(&f->value, 1, under);
    f->upper = f->value;
    f->fraction = true;
    return true;
}

/* 公升 of 四分之一公升. */
static void take_unit_of_parts(struct figure *f, const char *end)
{
    const char *behind;
    const struct unit *u = f->unit ? NULL : unit_at(f->end, end, &behind);
    if (!u || !unit_is_divisible(u) || u->needs == UNIT_NEVER || u->plus) return;
    f->unit_start = f->end;
    f->end = behind;
    apply_unit(f, u);
}

/* 又三分之二 of 一又三分之二, 又1/5 of 1又1/5. */
static bool take_mixed(struct figure *f, const char *end)
{
    struct figure part = {.start = f->end};
    const char *at = f->end;
    struct decimal sum = f->value;
    if (!numeral_is_plain(&f->number) || !step_over(&at, end, "又") || at >= end) return false;
    if (!numeral_read(at, end, &part.number) || !part.number.valid) return false;
    part.end = part.number.end;
    part.value = part.upper = part.number.value;
    if (!take_parts(&part, end) && !take_slash(&part, end)) return false;
    if (!decimal_add(&sum, part.value)) return false;
    f->value = f->upper = sum;
    f->fraction = true;
    f->end = part.end;
    return true;
}

/* 3:1, 3∶1: only where the text says that it is a ratio; else it is a score, a clock, a verse. */
static bool take_ratio(struct figure *f, const char *floor, const char *end)
{
    static const char *const words[] = {"比",     "比例",   "比例为",   "比为",   "比达",  "比值为",
                                        "比例达", "比达到", "比例达到", "比约为", "配比为"};
    const char *at = f->end;
    struct numeral other;
    uint32_t mark = step_peek(at, end);
    bool said = mark == U'∶';
    for (size_t i = 0; i < sizeof words / sizeof *words && mark == ':' && !said; i++) {
        size_t length = strlen(words[i]);
        said = (size_t)(f->start - floor) >= length &&
               memcmp(f->start - length, words[i], length) == 0;
    }
    if (!said || !step_over_any(&at, end, U"∶:") || at >= end) return false;
    if (!numeral_read(at, end, &other) || !other.valid) return false;
    int64_t under = decimal_whole(other.value, 1000000);
    if (under < 1) return false;
    f->end = other.end;
    decimal_ratio(&f->value, 1, under);
    f->upper = f->value;
    f->fraction = true;
    return true;
}

/* 10-20万元 is 10万 to 20万元: a 万 or 亿 at the end counts for both numbers if the lower has none;
 * so does 百 or 千 if the lower has no power at all. */
static struct decimal scaled_low(const struct numeral *low, const struct numeral *high)
{
    struct decimal scaled = low->value;
    bool shares = high->final_power >= 4 ? !low->scaled : high->final_power && !low->powers;
    if (!shares || !decimal_scale(&scaled, high->final_power)) return low->value;
    return decimal_compare(scaled, high->value) < 0 ? scaled : low->value;
}

static bool apply_upper(struct figure *f, const struct unit *first, const struct numeral *high)
{
    struct decimal low = first ? f->value : scaled_low(&f->number, high);
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
    step_over(&at, end, "(含)");
    if (!step_over_to(&at, end) || at >= end || !numeral_read(at, end, &high) || !high.valid) {
        return false;
    }
    at = high.end;
    struct figure ahead = *f;
    const struct unit *u = take_unit(&ahead, &high, &at, end);
    if (!u || (first && strcmp(u->name, first->name) != 0)) return false;
    if (!apply_upper(&ahead, first, &high)) return false;
    *f = ahead;
    f->end = at;
    apply_unit(f, u);
    return true;
}

/* 五元七毛 of 三元六角至五元七毛: a range whose ends are figures of several units. */
static void take_upper_compound(struct figure *f, const char *end)
{
    const char *at = f->end;
    struct figure upper = {0};
    if (!step_over_to(&at, end) || at >= end || !numeral_read(at, end, &upper.number)) return;
    upper.end = upper.number.end;
    upper.value = upper.upper = upper.number.value;
    const struct unit *u = take_unit(&upper, &upper.number, &upper.end, end);
    if (!u || !upper.number.valid) return;
    apply_unit(&upper, u);
    compound_take(&upper, end);
    if (upper.unit != f->unit || decimal_compare(f->value, upper.value) >= 0) return;
    f->upper = upper.value;
    f->end = upper.end;
}

/* 公斤 of 元/公斤. */
static void take_quotient(struct figure *f, const char *end)
{
    const char *at = f->end, *behind;
    if (!step_over_any(&at, end, U"/")) return;
    if (!unit_at(at, end, &behind)) {
        behind = at;
        if (!step_over_any(&behind, end, U"年月日")) return;
    }
    f->end = behind;
    f->unit_name = (struct view){f->unit_start, (size_t)(behind - f->unit_start)};
    f->composed = true;
}

/* 300兆瓦 of 2×300兆瓦: so many machines of the same power have together so many times of it. Of
 * other units it is a shape (3×4米) or a race (4×100米). */
static bool take_product(struct figure *f, const char *end)
{
    const char *at = f->end;
    struct numeral each;
    int64_t times = f->number.arabic ? decimal_whole(f->number.value, 99) : -1;
    if (times < 1 || !step_over_any(&at, end, U"×✕xX*") || at >= end) return false;
    if (!numeral_read(at, end, &each) || !each.valid || !each.arabic) return false;
    struct figure machine = {.value = each.value};
    const char *behind = each.end;
    const struct unit *u = take_unit(&machine, &each, &behind, end);
    if (!u || u->dimension != DIMENSION_POWER || !decimal_ratio(&machine.value, times, 1))
        return false;
    f->value = f->upper = machine.value;
    f->unit_start = machine.unit_start;
    f->end = behind;
    apply_unit(f, u);
    return true;
}

static void take_measure(struct figure *f, const char *end)
{
    const char *at = f->end;
    const struct unit *u = take_unit(f, &f->number, &at, end);
    if (!u) {
        if (take_range(f, NULL, end) || !f->number.scaled) return;
        if (step_over_any(&f->end, end, U"多余")) f->approx = true; /* 1.2亿多农户 */
        return;
    }
    f->end = at;
    if (take_range(f, u, end)) return;
    apply_unit(f, u);
    if (compound_take(f, end)) take_upper_compound(f, end);
    take_quotient(f, end);
}

/* 百 and 千 alone say "all" (百姓, 千家), 一三五 and 七一 are lists and names; 百万 and 1.8亿 are
 * figures also without a unit. */
static bool is_figure(const struct figure *f)
{
    const struct numeral *n = &f->number;
    bool one_character = (size_t)(n->end - n->start) == sizeof "百" - 1;
    if (f->fraction) return true;
    if (n->positional || (n->half && !f->unit)) return false;
    if (n->bare && one_character) return f->qualified && (f->unit || n->scaled);
    if (!n->arabic && !n->powers && n->value.digits == 0) return false; /* 零 */
    return f->unit || (n->scaled && (f->qualified || !n->bare));
}

bool figure_read(const char *floor, const char *at, const char *end, struct figure *f)
{
    *f = (struct figure){.start = at, .end = at};
    if (!numeral_read(at, end, &f->number)) return false;
    f->end = f->unit_start = f->number.end;
    if (!f->number.valid) return false;
    f->value = f->number.value;
    f->upper = f->number.upper;
    f->approx = f->number.vague;
    bool parts = take_mixed(f, end) || take_parts(f, end) || take_slash(f, end);
    if (parts)
        take_unit_of_parts(f, end);
    else if (!take_ratio(f, floor, end) && !take_product(f, end))
        take_measure(f, end);
    figure_take_behind(f, end);
    figure_take_scale(f, floor);
    figure_take_before(f, floor);
    f->range = decimal_compare(f->value, f->upper) != 0;
    return is_figure(f);
}
