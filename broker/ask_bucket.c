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
    if (f->bucket_count == f->bucket_most) {
        f->too_many = true;
        return &f->beyond;
    }
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

struct ordering {
    const struct ask_facets *facets;
    bool by_name; /* else by count */
};

/* < 0 if the bucket of the number a comes before that of b. */
static int in_order(const void *a, const void *b, void *ordering)
{
    const struct ordering *o = ordering;
    const struct bucket *x = &o->facets->buckets[*(const uint32_t *)a];
    const struct bucket *y = &o->facets->buckets[*(const uint32_t *)b];
    if (!o->by_name && x->count != y->count) return x->count > y->count ? -1 : 1;
    return by_names(o->facets, x, y);
}

/* A heap, the last of them first. */
static void sink(struct ordering *o, uint32_t *heap, size_t count, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && in_order(&heap[child], &heap[child + 1], o) < 0) child++;
        if (in_order(&heap[at], &heap[child], o) >= 0) return;
        uint32_t swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

/* The numbers of the first `count` buckets, in order; to be freed. There may be a million of which
 * a page is wanted. */
static uint32_t *first_buckets(struct ordering *o, size_t count)
{
    uint32_t *heap = xmalloc((count + 1) * sizeof *heap);
    for (uint32_t i = 0; i < count; i++) heap[i] = i;
    for (size_t i = count / 2; i-- > 0;) sink(o, heap, count, i);
    for (uint32_t i = (uint32_t)count; count > 0 && i < o->facets->bucket_count; i++) {
        if (in_order(&i, &heap[0], o) >= 0) continue;
        heap[0] = i;
        sink(o, heap, count, 0);
    }
    if (count > 0) qsort_r(heap, count, sizeof *heap, in_order, o);
    return heap;
}

size_t ask_facets_bytes(const struct ask_facets *f)
{
    size_t bytes = sizeof *f + f->values.room + f->bucket_room * sizeof *f->buckets;
    for (uint32_t i = 0; i < value_count(f); i++) bytes += facet_value_at(f, i).len;
    return bytes + f->room.bytes +
           (f->value_slot_count + f->bucket_slot_count) * sizeof *f->value_slots;
}

bool ask_facets_too_many(const struct ask_facets *f)
{
    return f->too_many;
}

uint64_t ask_facets_count(const struct ask_facets *f)
{
    return f->bucket_count;
}

size_t ask_facets_end(struct ask_facets *f, enum order order, uint64_t from, size_t room,
                      struct arena *arena, struct buf *figures, struct msg_bucket *out)
{
    struct ordering by = {f, order == ORDER_LEAST};
    uint64_t left = from < f->bucket_count ? f->bucket_count - from : 0;
    size_t end = (size_t)(left > room ? from + room : from + left), shown = 0;
    uint32_t *first = left > 0 ? first_buckets(&by, end) : NULL;
    for (size_t i = (size_t)from; left > 0 && i < end; i++) {
        if (figures && figures->len >= ANSWER_BYTES) break;
        show_bucket(f, &f->buckets[first[i]], arena, &out[shown]);
        if (figures) add_figures(f, &f->buckets[first[i]], figures, &out[shown]);
        shown++;
    }
    free(first);
    return shown;
}
