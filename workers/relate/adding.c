/* adding.c: see adding.h. */
#include "workers/relate/adding.h"
#include "workers/step.h"

enum {
    PARTS = 32,
    UNKNOWN_PLACE = 0, /* the place of the last digit of a figure in words: exact */
};

static bool read_decimal(struct view text, struct decimal *d)
{
    bool fraction = false;
    *d = decimal_of(0);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '.' && !fraction)
            fraction = true;
        else if (c < '0' || c > '9' || !decimal_push(d, (unsigned)(c - '0'), fraction))
            return false;
    }
    return text.len > 0;
}

int addend_last_place(struct view text, struct decimal value)
{
    struct decimal digits = decimal_of(0);
    bool any = false;
    for (const char *at = text.at, *end = at + text.len; at < end;) {
        uint32_t c = step_next(&at, end);
        if (!char_is_digit(c)) continue;
        if (!decimal_push(&digits, c - '0', false)) return UNKNOWN_PLACE;
        any = true;
    }
    for (int place = -6; any && digits.digits && place <= 12; place++) {
        struct decimal moved = digits;
        if (decimal_scale(&moved, place) && decimal_compare(moved, value) == 0) return place;
    }
    return UNKNOWN_PLACE;
}

bool addend_read(const char *text, const struct record *r, struct addend *a)
{
    const struct field *value = record_find(r, FIELD_VALUE), *unit = record_find(r, FIELD_UNIT);
    if (r->kind != RECORD_QUANTITY || !value || !unit || !unit->text.len) return false;
    if (record_find(r, FIELD_APPROX) || record_find(r, FIELD_BOUND) || record_find(r, FIELD_RANGE))
        return false;
    a->unit = unit->text;
    if (!read_decimal(value->text, &a->value)) return false;
    a->place = addend_last_place((struct view){text + r->start, r->end - r->start}, a->value);
    return true;
}

/* Persons are counted in several words. */
static bool counts_persons(struct view unit)
{
    static const char *const words[] = {"人", "名", "位", "个人"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_equal(unit, view_of(words[i]))) return true;
    return false;
}

bool addend_is_counted_as(struct view a, struct view b)
{
    return view_equal(a, b) || (counts_persons(a) && counts_persons(b));
}

/* How far the parts are from the sum; false if that is too long a number. */
static bool distance(const struct adding *a, struct decimal *apart)
{
    struct decimal less = a->sum.value;
    *apart = a->total;
    less.digits = -less.digits;
    if (!decimal_add(apart, less)) return false;
    if (apart->digits < 0) apart->digits = -apart->digits;
    return true;
}

/* Rounded figures may be off by half of their last place, each; whole ones not at all. */
static bool adds_up(const struct adding *a)
{
    struct decimal apart, room = {.digits = (int64_t)a->parts + 1, .exponent = a->place};
    if (a->parts < 2 || !distance(a, &apart)) return false;
    if (apart.digits == 0) return true;
    return a->place != 0 && decimal_ratio(&apart, 2, 1) && decimal_compare(apart, room) <= 0;
}

void adding_against(struct adding *a, const struct addend *sum)
{
    a->sum = *sum;
    if (sum->place > a->place) a->place = sum->place;
    a->equal = adds_up(a);
}

bool adding_is_near(const struct adding *a, int64_t share)
{
    struct decimal apart;
    return a->parts > 1 && distance(a, &apart) && apart.digits && decimal_ratio(&apart, share, 1) &&
           decimal_compare(apart, a->sum.value) < 0;
}

struct adding adding_to(const struct addend *sum)
{
    return (struct adding){.sum = *sum, .total = decimal_of(0), .place = sum->place};
}

bool adding_take(struct adding *a, const struct addend *part)
{
    if (a->parts == PARTS || !decimal_add(&a->total, part->value)) return false;
    if (part->place > a->place) a->place = part->place;
    a->parts++;
    a->equal = adds_up(a);
    return !a->equal;
}

void adding_mark(struct arena *arena, struct record *sum, const struct adding *a)
{
    char text[DECIMAL_TEXT];
    struct field f = {.key = FIELD_CHECKED, .type = FIELD_IS_TRUE};
    if (!a->equal) {
        size_t length = decimal_text(a->total, text);
        f = (struct field){.key = FIELD_DISPUTED,
                           .type = FIELD_IS_TEXT,
                           .text = {arena_copy(arena, text, length), length}};
    }
    record_add_field(arena, sum, f);
}
