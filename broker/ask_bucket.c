/* ask_bucket.c: values and buckets, and what they come to. See ask_facet.h.
 *
 * Both are in hash tables. Figures are added in whole units of 10^-12, so that the order in which
 * they come is all the same.
 */
#include "broker/ask_facet_parts.h"
#include "broker/reader.h"
#include "proto/amount.h"
#include "proto/area.h"
#include "proto/leb.h"
#include "proto/total.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* ---- Values ---- */

static uint32_t value_count(const struct ask_facets *f)
{
    return (uint32_t)(f->values.len / sizeof(struct view));
}

struct view facet_value_at(const struct ask_facets *f, uint32_t number)
{
    return ((const struct view *)(const void *)f->values.at)[number];
}

static uint32_t *value_slot(const struct ask_facets *f, struct view text)
{
    uint32_t mask = f->value_slot_count - 1, at = (uint32_t)XXH3_64bits(text.at, text.len) & mask;
    while (f->value_slots[at] && !view_equal(facet_value_at(f, f->value_slots[at] - 1), text))
        at = (at + 1) & mask;
    return &f->value_slots[at];
}

static void enlarge_values(struct ask_facets *f)
{
    free(f->value_slots);
    f->value_slot_count = f->value_slot_count ? 2 * f->value_slot_count : SLOTS_LEAST;
    f->value_slots = xcalloc(f->value_slot_count, sizeof *f->value_slots);
    for (uint32_t i = 0; i < value_count(f); i++) *value_slot(f, facet_value_at(f, i)) = i + 1;
}

uint32_t facet_value(struct ask_facets *f, struct view text)
{
    if (text.len == 0) text.at = "";
    if (2 * (value_count(f) + 1) > f->value_slot_count) enlarge_values(f);
    uint32_t *slot = value_slot(f, text);
    if (*slot == 0) {
        struct view kept = {arena_copy(&f->arena, text.at, text.len), text.len};
        buf_add(&f->values, &kept, sizeof kept);
        *slot = value_count(f);
    }
    return *slot - 1;
}

/* ---- Buckets ---- */

static uint32_t *bucket_slot(const struct ask_facets *f, uint32_t first, uint32_t second,
                             uint32_t unit)
{
    static const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15); /* 2^64 by the golden ratio */
    uint32_t mask = f->bucket_slot_count - 1;
    uint64_t mixed = ((first * golden + second) * golden + unit) * golden;
    uint32_t at = (uint32_t)(mixed >> 32) & mask;
    for (; f->bucket_slots[at]; at = (at + 1) & mask) {
        const struct bucket *b = &f->buckets[f->bucket_slots[at] - 1];
        if (b->first == first && b->second == second && b->unit == unit) break;
    }
    return &f->bucket_slots[at];
}

static void enlarge_buckets(struct ask_facets *f)
{
    free(f->bucket_slots);
    f->bucket_slot_count = f->bucket_slot_count ? 2 * f->bucket_slot_count : SLOTS_LEAST;
    f->bucket_slots = xcalloc(f->bucket_slot_count, sizeof *f->bucket_slots);
    for (uint32_t i = 0; i < f->bucket_count; i++) {
        const struct bucket *b = &f->buckets[i];
        *bucket_slot(f, b->first, b->second, b->unit) = i + 1;
    }
}

struct bucket *facet_find_bucket(struct ask_facets *f, uint32_t first, uint32_t second,
                                 uint32_t unit)
{
    if (2 * (f->bucket_count + 1) > f->bucket_slot_count) enlarge_buckets(f);
    uint32_t *slot = bucket_slot(f, first, second, unit);
    if (*slot) return &f->buckets[(f->last = *slot) - 1];
    if (f->bucket_count == f->bucket_room) {
        f->bucket_room = f->bucket_room ? 2 * f->bucket_room : 64;
        f->buckets = xrealloc(f->buckets, f->bucket_room * sizeof *f->buckets);
    }
    f->buckets[f->bucket_count] =
        (struct bucket){.first = first, .second = second, .unit = unit, .least = UINT64_MAX};
    *slot = f->last = ++f->bucket_count;
    return &f->buckets[f->bucket_count - 1];
}

/* d in units of 10^-TOTAL_SCALE; false if it does not fit. Powers that 64 bits hold are by far the
 * most, and need no wide arithmetic. */
static inline bool scaled(const struct ask_facets *f, struct decimal d, total *out)
{
    int power = d.exponent + TOTAL_SCALE;
    if (power >= 0 && power < DECIMAL_DIGITS) {
        *out = (total)d.digits * (int64_t)f->narrow_powers[power];
        return true;
    }
    *out = 0;
    if (power < 0) {
        if (power > -DECIMAL_DIGITS) *out = d.digits / (int64_t)f->narrow_powers[-power];
        return true;
    }
    if (power > WIDE_DIGITS) return d.digits == 0;
    return !__builtin_mul_overflow((total)d.digits, f->powers[power], out);
}

void facet_add_figure(struct ask_facets *f, struct bucket *b, uint64_t amount)
{
    total figure;
    if (amount < b->least) b->least = amount;
    if (amount > b->most) b->most = amount;
    b->figures++;
    if (!scaled(f, amount_digits(amount), &figure) ||
        __builtin_add_overflow(b->sum, figure, &b->sum))
        b->too_large = true;
    if (++f->figures <= MAX_MEDIAN) pile_add(&f->room, &b->amounts, amount);
}

/* ---- The end ---- */

static struct view decimal_view(struct arena *arena, uint64_t amount)
{
    char text[DECIMAL_TEXT];
    unsigned len = decimal_text(amount_of(amount), text);
    return (struct view){arena_copy(arena, text, len), len};
}

/* Its text outlives the facets. */
static struct view kept_value(const struct ask_facets *f, uint32_t number, struct arena *arena)
{
    struct view text = facet_value_at(f, number);
    return (struct view){arena_copy(arena, text.at, text.len), text.len};
}

static void show_figures(const struct ask_facets *f, struct bucket *b, struct arena *arena,
                         struct msg_bucket *out)
{
    out->unit = kept_value(f, b->unit, arena);
    if (b->figures == 0) return;
    out->least = decimal_view(arena, b->least);
    out->most = decimal_view(arena, b->most);
    if (!b->too_large) out->sum = total_view(arena, b->sum);
    if (f->figures > MAX_MEDIAN) return;
    uint64_t median = pile_select(&b->amounts, (b->figures - 1) / 2, b->least, b->most);
    out->median = decimal_view(arena, median);
}

static void show_bucket(const struct ask_facets *f, struct bucket *b, struct arena *arena,
                        struct msg_bucket *out)
{
    struct view value = kept_value(f, b->first, arena), second = kept_value(f, b->second, arena);
    *out = (struct msg_bucket){.value = value, .second = second, .count = b->count};
    if (f->facets[0] == FACET_PLACE) {
        out->area = value;
        out->value = area_code_name(value, arena);
    }
    if (f->facets[1] == FACET_PLACE) {
        out->second_area = second;
        out->second = area_code_name(second, arena);
    }
    show_figures(f, b, arena, out);
}

/* Each amount once, as what it is above the one before, and how often it is there. */
static void add_figures(const struct ask_facets *f, struct bucket *b, struct buf *figures,
                        struct msg_bucket *out)
{
    unsigned char pair[2 * LEB_MOST];
    size_t count = b->figures, start = figures->len;
    uint64_t last = 0;
    if (f->figures > MAX_MEDIAN || count == 0) return;
    uint64_t *at = pile_sorted(&b->amounts);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && at[end] == at[i];) end++;
        unsigned char *behind = leb_put(leb_put(pair, at[i] - last), end - i);
        buf_add(figures, pair, (size_t)(behind - pair));
        last = at[i];
    }
    free(at);
    out->figures_length = figures->len - start;
}

static int by_names(const struct ask_facets *f, const struct bucket *a, const struct bucket *b)
{
    int order = view_compare(facet_value_at(f, a->first), facet_value_at(f, b->first));
    if (order == 0)
        order = view_compare(facet_value_at(f, a->second), facet_value_at(f, b->second));
    return order ? order : view_compare(facet_value_at(f, a->unit), facet_value_at(f, b->unit));
}

static int by_name(const void *a, const void *b, void *facets)
{
    return by_names(facets, a, b);
}

static int by_count(const void *a, const void *b, void *facets)
{
    const struct bucket *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return by_names(facets, x, y);
}

size_t ask_facets_bytes(const struct ask_facets *f)
{
    size_t bytes = sizeof *f + f->values.room + f->bucket_room * sizeof *f->buckets;
    for (uint32_t i = 0; i < value_count(f); i++) bytes += facet_value_at(f, i).len;
    return bytes + f->room.bytes +
           (f->value_slot_count + f->bucket_slot_count) * sizeof *f->value_slots;
}

uint64_t ask_facets_count(const struct ask_facets *f)
{
    return f->bucket_count;
}

size_t ask_facets_end(struct ask_facets *f, enum order order, uint64_t from, size_t room,
                      struct arena *arena, struct buf *figures, struct msg_bucket *out)
{
    size_t shown = 0;
    if (f->bucket_count > 0)
        qsort_r(f->buckets, f->bucket_count, sizeof *f->buckets,
                order == ORDER_LEAST ? by_name : by_count, f);
    for (uint64_t i = from; i < f->bucket_count && shown < room; i++) {
        if (figures && figures->len >= ANSWER_BYTES) break;
        show_bucket(f, &f->buckets[i], arena, &out[shown]);
        if (figures) add_figures(f, &f->buckets[i], figures, &out[shown]);
        shown++;
    }
    return shown;
}
