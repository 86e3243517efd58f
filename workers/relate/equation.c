/* equation.c: see equation.h. */
#include "workers/relate/equation.h"
#include "proto/numeral.h"
#include "workers/relate/adding.h"
#include "workers/relate/clause.h"
#include "workers/step.h"
#include <string.h>

enum {
    SIDE_BYTES = 240,    /* of one side of an equation */
    UNIT_CHARACTERS = 4, /* behind a number */
    BEFORE_BYTES = 30,   /* from the figure to the equation that it is the sum of */
    NEAR = 4,            /* the parts of a calculation that is wrong are less than a quarter off */
};

/* A side of an equation: numbers with a plus between them. */
struct side {
    struct adding total; /* of all of them, held against nothing */
    struct view first;   /* the first number */
    struct addend alone; /* it, if it is the only one */
};

static void skip_blanks(const char **at, const char *end)
{
    while (*at < end && char_is_blank(step_peek(*at, end))) step_next(at, end);
}

/* 件 of 533件, % of 45%. */
static struct view take_unit(const char **at, const char *end)
{
    const char *start = *at;
    for (int i = 0; i < UNIT_CHARACTERS && *at < end; i++) {
        uint32_t c = step_peek(*at, end);
        if (!char_is_cjk(c) && c != '%') break;
        step_next(at, end);
    }
    return (struct view){start, (size_t)(*at - start)};
}

static bool take_number(const char **at, const char *end, struct addend *a, struct view *number)
{
    struct numeral n;
    skip_blanks(at, end);
    if (*at >= end || !char_is_digit(step_peek(*at, end)) || !numeral_read(*at, end, &n))
        return false;
    if (!n.valid || n.vague) return false;
    *number = (struct view){n.start, (size_t)(n.end - n.start)};
    *a = (struct addend){.value = n.value, .place = addend_last_place(*number, n.value)};
    *at = n.end;
    a->unit = take_unit(at, end);
    skip_blanks(at, end);
    return true;
}

/* The side that begins at *at, which moves behind it. Numbers that have a unit have the same. */
static bool take_side(const char **at, const char *end, struct side *side)
{
    static const struct addend nothing;
    struct view number;
    *side = (struct side){.total = adding_to(&nothing)};
    do {
        struct addend a;
        uint32_t before = side->total.parts;
        if (!take_number(at, end, &a, &number)) return false;
        if (before == 0) side->alone = a, side->first = number;
        if (a.unit.len && side->alone.unit.len && !view_equal(a.unit, side->alone.unit))
            return false;
        adding_take(&side->total, &a);
        if (side->total.parts == before) return false;
    } while (*at < end && step_over(at, end, "+"));
    return true;
}

/* Where the side may begin that ends at `at`: behind a mark. */
static const char *side_floor(const char *floor, const char *at)
{
    if (at - floor > SIDE_BYTES) floor = at - SIDE_BYTES;
    while (floor < at && (*floor & 0xc0) == 0x80) floor++;
    for (const char *behind = at; at > floor; behind = at)
        if (char_among(text_before(&at, floor), U"\n。;；:：(（，=＝、“”‘’")) return behind;
    return floor;
}

/* The side that ends at `at`: the longest that there is. */
static bool side_before(const char *floor, const char *at, struct side *side)
{
    uint32_t before = 0;
    for (const char *start = side_floor(floor, at); start < at;) {
        const char *behind = start;
        uint32_t c = step_peek(start, at);
        bool begins = char_is_digit(c) && !char_is_digit(before) && !char_among(before, U".+");
        if (begins && !char_is_letter(before) && take_side(&behind, at, side) && behind == at)
            return true;
        before = c;
        step_next(&start, at);
    }
    return false;
}

/* The figure with the value of the sum that the number stands in, or that stands directly before
 * the equation; NULL if there is none. */
static struct record *figure_of(struct document *d, struct article *a, struct view number,
                                const struct addend *sum, const char *equation)
{
    const char *text = d->canonical.at;
    uint32_t i = first_record(&a->records, (uint32_t)(number.at - text) + 1);
    for (int tries = 4; i-- > 0 && tries > 0; tries--) {
        struct record *r = &a->records.at[i];
        struct addend own;
        if (!addend_read(text, r, &own)) continue;
        if (decimal_compare(own.value, sum->value) != 0) continue;
        const char *start = text + r->start, *behind = text + r->end;
        if (start <= number.at && number.at < behind) return r;
        if (behind <= equation && equation - behind <= BEFORE_BYTES &&
            gap_read(behind, equation).sentences == 0)
            return r;
    }
    return NULL;
}

/* The equation whose sign stands at `sign`. */
static void check(struct document *d, struct article *a, struct view text, const char *sign,
                  const char *behind)
{
    struct side left, right;
    const char *end = text.at + text.len;
    if (end - behind > SIDE_BYTES) end = behind + SIDE_BYTES;
    if (!side_before(text.at, sign, &left) || !take_side(&behind, end, &right)) return;
    const struct side *sum = left.total.parts == 1 ? &left : &right;
    const struct side *parts = sum == &left ? &right : &left;
    if (sum->total.parts != 1 || parts->total.parts < 2) return;
    if (char_among(step_peek(behind, end), U"=+-*/×")) return;
    struct adding adding = parts->total;
    adding_against(&adding, &sum->alone);
    struct record *figure = figure_of(d, a, sum->first, &sum->alone, left.first.at);
    if (figure && (adding.equal || adding_is_near(&adding, NEAR)))
        adding_mark(d->arena, figure, &adding);
}

void equation_check(struct document *d, struct article *a, struct span span)
{
    struct view text = {d->canonical.at + span.start, span.end - span.start};
    static const char wide[] = "＝";
    const char *end = text.at + text.len;
    for (const char *at = text.at; (at = memchr(at, '=', (size_t)(end - at))); at++)
        check(d, a, text, at, at + 1);
    for (const char *at = text.at; (at = text_find(at, end, wide)); at += sizeof wide - 1)
        check(d, a, text, at, at + sizeof wide - 1);
}
