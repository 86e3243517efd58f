/* index_prefix.c: see index_prefix.h. */
#include "broker/index_prefix.h"
#include <stdlib.h>
#include <string.h>

enum { GATHERED_MOST = 1 << 15, WINDOW = 1 << 26, WORD = 64 };

void prefix_cursor_open(struct prefix_cursor *c, struct txn *t, const struct index_segment *s,
                        const uint32_t *points, uint32_t count)
{
    *c = (struct prefix_cursor){.txn = t, .segment = s};
    c->low = term_of(points[0], count > 1 ? points[1] : 0, 0);
    c->high = count > 1 ? c->low + term_of(0, 1, 0) : term_of(points[0] + 1, 0, 0);
}

void prefix_cursor_close(struct prefix_cursor *c)
{
    free(c->sorted);
    free(c->bits);
    c->sorted = NULL;
    c->bits = NULL;
}

/* ---- All lists of its terms ---- */

/* False ends it. */
typedef bool list_taker(struct prefix_cursor *c, struct terms_reader *r,
                        const struct index_source *source);

static bool each_list(struct prefix_cursor *c, list_taker *take)
{
    struct term_lists l;
    for (uint32_t i = 0; i < lists_count(c->segment); i++) {
        struct index_lists of = lists_at(c->segment, i);
        if (c->high < of.high) of.high = c->high;
        if (of.low >= of.high) continue;
        for (bool any = term_lists_open(&l, c->txn, of, c->low); any; any = term_lists_next(&l))
            if (!take(c, &l.reader, of.source)) return false;
    }
    return true;
}

static bool count_list(struct prefix_cursor *c, struct terms_reader *r,
                       const struct index_source *source)
{
    c->count += r->count;
    return true;
}

uint64_t prefix_cursor_count(const struct prefix_cursor *cursor)
{
    struct prefix_cursor c = *cursor;
    if (c.gathered) return c.count;
    c.count = 0;
    each_list(&c, count_list);
    return c.count;
}

/* ---- A few ---- */

static bool gather_list(struct prefix_cursor *c, struct terms_reader *r,
                        const struct index_source *source)
{
    if (c->count + r->count > GATHERED_MOST) return false;
    while (c->count + r->count > c->room) {
        c->room = c->room ? 2 * c->room : 1024;
        c->sorted = xrealloc(c->sorted, c->room * sizeof *c->sorted);
    }
    while (terms_next_group(r, 0))
        for (uint32_t i = 0; i < r->filled; i++) {
            uint32_t *out = &c->sorted[c->count];
            *out = r->positions[i];
            c->count += !source || source_moved(source, r->positions[i], out);
        }
    return true;
}

static void sort_by_digit(const uint32_t *from, uint32_t *to, size_t count, unsigned shift)
{
    enum { DIGITS = 1 << 11 };
    uint32_t places[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++) places[from[i] >> shift & (DIGITS - 1)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        uint32_t here = places[d];
        places[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[places[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

static int by_place(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void sort(struct prefix_cursor *c)
{
    enum { FEW = 512, DIGIT_BITS = 11 };
    if (c->count <= FEW) {
        if (c->count > 1) qsort(c->sorted, c->count, sizeof *c->sorted, by_place);
        return;
    }
    uint32_t *spare = xmalloc(c->count * sizeof *spare);
    for (unsigned shift = 0; shift < 32; shift += DIGIT_BITS) {
        uint32_t *from = c->sorted;
        sort_by_digit(from, spare, c->count, shift);
        c->sorted = spare;
        spare = from;
    }
    free(spare);
    c->room = c->count;
}

static bool in_sorted(struct prefix_cursor *c, uint32_t from, uint32_t *position)
{
    while (c->at < c->count && c->sorted[c->at] < from) c->at++;
    if (c->at == c->count) return false;
    *position = c->sorted[c->at];
    return true;
}

/* ---- Many: the window ---- */

static bool set_bits(struct prefix_cursor *c, struct terms_reader *r,
                     const struct index_source *source)
{
    uint32_t first = source ? source_first(source, c->start) : c->start, moved;
    while (terms_next_group(r, first))
        for (uint32_t i = 0; i < r->filled; i++) {
            moved = r->positions[i];
            if (source && !source_moved(source, moved, &moved)) continue;
            if (moved < c->start) continue;
            if (moved >= c->end) return true;
            c->bits[(moved - c->start) / WORD] |= UINT64_C(1) << (moved - c->start) % WORD;
        }
    return true;
}

static void fill_window(struct prefix_cursor *c, uint32_t from)
{
    uint32_t length = c->segment->length, least = length < WINDOW ? length : WINDOW;
    size_t bytes = ((size_t)least / WORD + 1) * sizeof *c->bits;
    if (!c->bits) c->bits = xmalloc(bytes);
    memset(c->bits, 0, bytes);
    c->start = from;
    c->end = length - from < least ? length : from + least;
    each_list(c, set_bits);
}

/* The first bit from `from` on, within the window. */
static bool in_window(const struct prefix_cursor *c, uint32_t from, uint32_t *position)
{
    uint32_t bit = from - c->start, last = (c->end - c->start - 1) / WORD;
    if (from < c->start || from >= c->end) return false;
    uint64_t word = c->bits[bit / WORD] >> bit % WORD << bit % WORD;
    for (uint32_t i = bit / WORD;; word = c->bits[i]) {
        if (word) {
            *position = c->start + i * WORD + (uint32_t)__builtin_ctzll(word);
            return true;
        }
        if (++i > last) return false;
    }
}

bool prefix_cursor_seek(struct prefix_cursor *c, uint32_t from, uint32_t *position)
{
    if (!c->gathered && !c->bits) {
        c->gathered = each_list(c, gather_list);
        if (c->gathered) sort(c);
    }
    if (c->gathered) return in_sorted(c, from, position);
    while (from < c->segment->length) {
        if (c->bits && in_window(c, from, position)) return true;
        if (c->bits && from < c->end) from = c->end;
        if (from < c->segment->length) fill_window(c, from);
    }
    return false;
}
