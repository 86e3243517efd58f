/* compound.c: see compound.h. */
#include "workers/figure/compound.h"
#include "workers/step.h"
#include <string.h>

/* Two units that make one figure; one of the first is `factor` of the second. Names of units, and
 * the units of units.def that the sum is told in. */
static const struct pair {
    const char *first, *second, *larger, *smaller;
    int factor;
} pairs[] = {
    {"元", "角", "元", "角", 10},         {"元", "分", "元", "分钱", 100},
    {"块", "角", "块钱", "角", 10},       {"块", "分", "块钱", "分钱", 100},
    {"块钱", "分", "块钱", "分钱", 100},  {"角", "分", "角", "分钱", 10},
    {"年", "月", "年", "个月", 12},       {"岁", "月", "岁", "个月", 12},
    {"周", "天", "周", "天", 7},          {"星期", "天", "星期", "天", 7},
    {"天", "小时", "天", "小时", 24},     {"小时", "分钟", "小时", "分钟", 60},
    {"小时", "分", "小时", "分钟", 60},   {"小时", "刻钟", "小时", "刻钟", 4},
    {"小时", "秒", "小时", "秒", 3600},   {"分钟", "秒", "分钟", "秒", 60},
    {"分", "秒", "分钟", "秒", 60},       {"公里", "米", "公里", "米", 1000},
    {"米", "厘米", "米", "厘米", 100},    {"尺", "寸", "尺", "寸", 10},
    {"英尺", "英寸", "英尺", "英寸", 12}, {"斤", "两", "斤", "两重", 10},
    {"公斤", "克", "公斤", "克", 1000},   {"吨", "公斤", "吨", "公斤", 1000},
};

/* A last digit behind the unit `last` counts tenths of it: hundredths, where the figure is told in
 * a unit ten times as large, as 成 is told as a fraction. */
static const struct tail {
    const char *last, *unit, *told;
    int power;
} tails[] = {
    {"块", "块", "块钱", -1},   {"角", "角", "角", -1}, {"角", "元", "元", -2},
    {"角", "块钱", "块钱", -2}, {"米", "米", "米", -1}, {"成", "成", "成", -2},
};

static void set_unit(struct figure *f, const struct unit *u)
{
    f->unit = u;
    f->unit_name = view_of(u->name);
}

/* A number and a unit that adds to `first`, at `at`. */
static const struct pair *pair_at(const struct unit *first, const char *at, const char *end,
                                  struct numeral *second, const char **behind)
{
    step_over(&at, end, "零");
    if (at >= end || !numeral_read(at, end, second) || !second->valid) return NULL;
    const struct unit *u = unit_at(second->end, end, behind);
    for (size_t i = 0; u && i < sizeof pairs / sizeof *pairs; i++) {
        const struct pair *p = &pairs[i];
        if (strcmp(p->first, first->name) == 0 && strcmp(p->second, u->name) == 0) return p;
    }
    return NULL;
}

static bool take_pair(struct figure *f, const char *end, const char **last)
{
    const char *behind;
    struct numeral second;
    struct decimal sum = f->value;
    const struct pair *p = pair_at(f->unit, f->end, end, &second, &behind);
    if (!p || !decimal_ratio(&sum, p->factor, 1) || !decimal_add(&sum, second.value)) return false;
    struct decimal larger = sum;
    bool is_decimal = decimal_ratio(&larger, 1, p->factor);
    f->value = f->upper = is_decimal ? larger : sum;
    f->end = behind;
    set_unit(f, unit_of(is_decimal ? p->larger : p->smaller));
    *last = p->second;
    return true;
}

/* The digit at `at`, 5 for 半, with nothing behind it that it could count; its place after the
 * point goes to *power. 0 if there is none. */
static int tail_digit(const char *at, const char *end, const char **behind, int *power)
{
    const char *ignored;
    struct numeral n;
    *power = step_over(&at, end, "零") ? -1 : 0;
    if (at >= end || !numeral_read(at, end, &n)) return 0;
    if (n.half) {
        *behind = n.end;
        return unit_at(n.end, end, &ignored) ? 0 : 5;
    }
    if (!numeral_is_plain(&n) || n.powers) return 0;
    uint32_t next = step_peek(n.end, end);
    if (n.digits != 1 || unit_at(n.end, end, &ignored) || char_is_letter(next)) return 0;
    if (char_is_cjk(next) && !char_among(next, U"左右以至到上下多的和高宽长深厚")) return 0;
    if (next == '.' || next == '/') return 0;
    *behind = n.end;
    return (int)decimal_whole(n.value, 9);
}

static const struct tail *tail_of(const char *last, const char *unit)
{
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        const struct tail *t = &tails[i];
        if (strcmp(t->last, last) == 0 && strcmp(t->unit, unit) == 0) return t;
    }
    return NULL;
}

static bool take_tail(struct figure *f, const char *end, const char *last)
{
    const char *behind;
    int power;
    const struct tail *t = tail_of(last, f->unit->name);
    int digit = t && !f->number.point ? tail_digit(f->end, end, &behind, &power) : 0;
    if (digit < 1 || !decimal_add(&f->value, (struct decimal){digit, t->power + power}))
        return false;
    f->upper = f->value;
    f->end = behind;
    set_unit(f, unit_of(t->told));
    return true;
}

bool compound_take(struct figure *f, const char *end)
{
    const char *last = f->unit->name;
    bool taken = false;
    while (take_pair(f, end, &last)) taken = true;
    return take_tail(f, end, last) || taken;
}

bool compound_follows(const struct unit *u, const char *at, const char *end)
{
    const char *behind;
    struct numeral second;
    int power;
    if (pair_at(u, at, end, &second, &behind)) return true;
    return tail_of(u->name, u->name) && tail_digit(at, end, &behind, &power) > 0;
}
