/* numeral_value.c: from the atoms of a numeral to its value. See numeral_parts.h. */
#include "proto/numeral_parts.h"

static void add(struct reading *r, struct decimal *sum, struct decimal addend)
{
    if (!decimal_add(sum, addend)) r->n->valid = false;
}

static void scale(struct reading *r, struct decimal *d, int power)
{
    if (!decimal_scale(d, power)) r->n->valid = false;
}

/* The pending number × 10^power goes into the section. */
static bool apply_section(struct reading *r, int power)
{
    if (power >= r->section_power || (r->has_pending && !r->pending.digits)) return false;
    if (!r->has_pending && (r->has_section || (r->any && power != 1))) return false;
    if (!r->has_pending) {
        r->pending = decimal_of(1);
        r->n->bare = !r->any && power > 1;
    }
    scale(r, &r->pending, power);
    scale(r, &r->spread, power);
    add(r, &r->section, r->pending);
    r->section_power = power;
    r->has_section = true;
    return true;
}

/* May 万 or 亿 follow what there is? 亿 may behind 万, but only once, and behind 三万亿. */
static bool may_follow(const struct reading *r, int power, bool empty)
{
    if (power < r->total_power) return true;
    if (power != 8) return false;
    return r->total_power == 4 ? !r->counts_yi : r->trillions && !empty;
}

/* The section × 10^power (万, 亿) goes into the total; in 三万亿 the total itself is scaled. */
static bool apply_total(struct reading *r, int power)
{
    bool empty = !r->has_pending && !r->has_section;
    if (!may_follow(r, power, empty)) return false;
    if (empty && r->any && r->total_power != 4) return false;
    if (empty && !r->any) {
        r->pending = decimal_of(1);
        r->n->bare = true;
    }
    if (r->has_pending || !r->any) add(r, &r->section, r->pending);
    if (power == 8 && !r->counts_yi) {
        add(r, &r->total, r->section);
        scale(r, &r->total, 8);
    } else {
        scale(r, &r->section, power);
        add(r, &r->total, r->section);
    }
    r->trillions = power == 8 && empty && r->total_power == 4;
    r->counts_yi = r->counts_yi || power == 8;
    scale(r, &r->spread, power);
    r->section = decimal_of(0);
    r->has_section = false;
    r->section_power = NO_SECTION_POWER;
    r->total_power = power;
    r->n->scaled = true;
    return true;
}

bool reading_power(struct reading *r, int power)
{
    if (!(power >= 4 ? apply_total(r, power) : apply_section(r, power))) return false;
    r->pending = decimal_of(0);
    r->has_pending = false;
    r->last_power = power;
    r->any = r->n->powers = true;
    return true;
}

void reading_finish(struct reading *r)
{
    struct numeral *n = r->n;
    if (r->has_pending && r->lone_digit && r->last_power > 1) {
        scale(r, &r->pending, r->last_power - 1);
    }
    n->value = r->total;
    add(r, &n->value, r->section);
    if (r->has_pending) add(r, &n->value, r->pending);
    if (!r->has_pending) n->final_power = r->last_power;
    n->upper = n->value;
    add(r, &n->upper, r->spread);
    n->end = r->at;
}
