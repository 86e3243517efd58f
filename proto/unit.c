/* unit.c: see unit.h. */
#include "proto/unit.h"
#include "proto/fold.h"
#include <stdlib.h>
#include <threads.h>

static const struct {
    const char *name, *base;
} dimensions[] = {
#define X(NAME, name, base) {name, base},
    DIMENSIONS(X)
#undef X
};

const struct unit units[] = {
#define ROW(text, name, d, n, of, needs, plus, unless)                                             \
    {text, name, DIMENSION_##d, n, of, UNIT_##needs, UNIT_PLUS_##plus, unless},
#define UNIT(text, name, d, n, of, needs)            ROW(text, name, d, n, of, needs, NOTHING, "")
#define UNIT_UNLESS(text, name, d, n, of, needs, un) ROW(text, name, d, n, of, needs, NOTHING, un)
#define UNIT_MORE(text, name, d, n, of, needs)       ROW(text, name, d, n, of, needs, MORE, "")
#define UNIT_HALF(text, name, d, n, of, needs)       ROW(text, name, d, n, of, needs, HALF, "")
#include "proto/units.def"
#undef UNIT
#undef UNIT_UNLESS
#undef UNIT_MORE
#undef UNIT_HALF
#undef ROW
};
const size_t unit_count = sizeof units / sizeof *units;

const char *dimension_name(enum dimension d)
{
    return dimensions[d].name;
}

const char *dimension_base_unit(enum dimension d)
{
    return dimensions[d].base;
}

/* Texts and names of all units, sorted and each once: the first row that is written so stands for
 * it, or else the first that is reported so. */
static struct spelling {
    struct view text;
    const struct unit *unit;
    bool reported;
} spellings[2 * sizeof units / sizeof *units];
static size_t spelling_count;
static once_flag sorted = ONCE_FLAG_INIT;

static int by_text(const void *a, const void *b)
{
    return view_compare(((const struct spelling *)a)->text, ((const struct spelling *)b)->text);
}

static int by_text_and_row(const void *a, const void *b)
{
    const struct spelling *left = a, *right = b;
    int order = by_text(a, b);
    if (order == 0) order = left->reported - right->reported;
    return order ? order : (left->unit > right->unit) - (left->unit < right->unit);
}

static void sort_spellings(void)
{
    size_t count = 0;
    for (const struct unit *u = units; u < units + unit_count; u++) {
        spellings[count++] = (struct spelling){view_of(u->text), u, false};
        spellings[count++] = (struct spelling){view_of(u->name), u, true};
    }
    qsort(spellings, count, sizeof *spellings, by_text_and_row);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || by_text(&spellings[i], &spellings[spelling_count - 1]) != 0)
            spellings[spelling_count++] = spellings[i];
}

static const struct unit *named(struct view text)
{
    const struct spelling wanted = {.text = text}, *found;
    call_once(&sorted, sort_spellings);
    found = bsearch(&wanted, spellings, spelling_count, sizeof *spellings, by_text);
    return found ? found->unit : NULL;
}

const struct unit *unit_named(struct view text)
{
    struct buf folded = {0};
    const struct unit *u = named(text); /* capitals tell MW from mW */
    if (!u) {
        fold_text(text, &folded);
        u = named(buf_view(&folded));
    }
    buf_free(&folded);
    return u;
}

/* The one of two units of a name that is of this dimension, if one is. */
static const struct unit *reported_as(struct view name, struct view dimension)
{
    const struct unit *first = unit_named(name);
    if (!first || !dimension.len ||
        view_equal(dimension, view_of(dimension_name(first->dimension))))
        return first;
    for (const struct unit *u = units; u < units + unit_count; u++)
        if (view_equal(dimension, view_of(dimension_name(u->dimension))) &&
            view_equal(name, view_of(u->name)))
            return u;
    return first;
}

struct view unit_key(struct view unit, const struct view *dimension, struct decimal *value,
                     struct buf *room)
{
    const struct unit *u = dimension ? reported_as(unit, *dimension) : unit_named(unit);
    if (!u || !u->numerator) {
        room->len = 0;
        fold_text(u ? view_of(u->name) : unit, room);
        return buf_view(room);
    }
    if (u->dimension == DIMENSION_TIMES) return view_of(u->name);
    bool ratio = u->dimension == DIMENSION_RATIO;
    const char *base = dimension_base_unit(u->dimension);
    if (!ratio && !*base) return view_of(u->name);
    if (!ratio || !dimension) decimal_ratio(value, u->numerator, u->denominator);
    return view_of(ratio ? "%" : base);
}
