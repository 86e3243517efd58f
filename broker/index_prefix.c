/* index_prefix.c: see index_prefix.h. */
#include "broker/index_prefix.h"
#include "broker/ones.h"
#include <stdlib.h>
#include <string.h>

enum {
    WORD = 64,               /* bits */
    WINDOW_FIRST = 64,       /* what part of the segment is the first window, */
    WINDOW_STEP = 8,         /* how much larger the next one is, */
    WINDOW_MOST = 1 << 27,   /* and the largest: positions */
    GATHERED = 1 << 15,      /* positions that are sorted, at most; */
    GATHERED_ALL = 1 << 19,  /* likewise, if all are asked for; */
    GATHERED_SHARE = 1 << 9, /* but one of so many of the segment: there are as many bits to look
                                at, however few are set */
    WAITING_MOST = 1 << 10
};

void prefix_cursor_open(struct prefix_cursor *c, struct txn *t, const struct index_segment *s,
                        const uint32_t *points, uint32_t count)
{
    *c = (struct prefix_cursor){.txn = t, .segment = s, .size = s->length / WINDOW_FIRST + 1};
    c->low = term_of(points[0], count > 1 ? points[1] : 0, 0);
    c->high = count > 1 ? c->low + term_of(0, 1, 0) : term_of(points[0] + 1, 0, 0);
}

void prefix_cursor_close(struct prefix_cursor *c)
{
    free(c->sorted);
    free(c->bits);
    free(c->waiting.at);
    c->sorted = c->waiting.at = NULL;
    c->bits = NULL;
}

void prefix_cursor_all(struct prefix_cursor *c)
{
    c->all = true;
    c->size = WINDOW_MOST;
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

/* ---- In no order ---- */

static bool give_list(struct prefix_cursor *c, struct terms_reader *r,
                      const struct index_source *source)
{
    while (terms_next_group(r, 0)) {
        uint32_t count = source ? source_move(source, r->positions, r->filled) : r->filled;
        c->take(c->to, r->positions, count);
    }
    return true;
}

void prefix_cursor_each(struct prefix_cursor *c, prefix_taker *take, void *to)
{
    c->take = take;
    c->to = to;
    each_list(c, give_list);
}

/* ---- A few ---- */

static uint32_t most_gathered(const struct prefix_cursor *c)
{
    uint32_t share = c->segment->length / GATHERED_SHARE, most = c->all ? GATHERED_ALL : GATHERED;
    return share < most ? share : most;
}

static void gather_list(struct prefix_cursor *c, struct terms_reader *r,
                        const struct index_source *source)
{
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
}

static bool gather_few(struct prefix_cursor *c, struct terms_reader *r,
                       const struct index_source *source)
{
    if (r->count > c->most - c->count) return false;
    gather_list(c, r, source);
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
    for (unsigned shift = 0; shift < 32 && c->segment->length >> shift; shift += DIGIT_BITS) {
        uint32_t *from = c->sorted;
        sort_by_digit(from, spare, c->count, shift);
        c->sorted = spare;
        spare = from;
    }
    free(spare);
    c->room = c->count;
}

bool prefix_cursor_gather(struct prefix_cursor *c, uint32_t most)
{
    c->most = most;
    c->gathered = each_list(c, gather_few);
    if (!c->gathered) c->count = 0;
    sort(c);
    return c->gathered;
}

static uint32_t take_sorted(struct prefix_cursor *c, uint32_t from, uint32_t to, uint32_t *out,
                            uint32_t most)
{
    uint32_t count = 0;
    while (c->at < c->count && c->sorted[c->at] < from) c->at++;
    for (; count < most && c->at < c->count && c->sorted[c->at] < to; c->at++)
        out[count++] = c->sorted[c->at];
    return count;
}

/* ---- Many: the window ---- */

static void set_waiting(struct prefix_cursor *c)
{
    for (uint32_t i = 0; i < c->waiting.count; i++) {
        uint32_t at = c->waiting.at[i];
        c->bits[at / WORD] |= UINT64_C(1) << at % WORD;
    }
    c->waiting.count = 0;
}

/* Neighbours in a list are far apart, and so are their bits: each has a line of memory of its own.
 * All lines of some lists are asked for before the first of the bits is set. */
static void set_bits_of(struct prefix_cursor *c, const uint32_t *positions, uint32_t count)
{
    if (c->waiting.count + count > WAITING_MOST) set_waiting(c);
    uint32_t *out = c->waiting.at + c->waiting.count;
    for (uint32_t i = 0; i < count; i++) {
        out[i] = positions[i] - c->start;
        __builtin_prefetch(&c->bits[out[i] / WORD], 1);
    }
    c->waiting.count += count;
}

/* Of ascending positions, those that come to lie in the window; returns how many. */
static uint32_t keep_inside(const struct prefix_cursor *c, uint32_t *positions, uint32_t count,
                            const struct index_source *source)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = positions[i];
        bool there = !source || source_moved(source, at, &at);
        positions[kept] = at;
        kept += there && at >= c->start && at < c->end;
    }
    return kept;
}

static void set_bits(struct prefix_cursor *c, struct terms_reader *r,
                     const struct index_source *source)
{
    uint32_t first = source ? source_first(source, c->start) : c->start;
    if (!source && r->first >= c->end) return;
    while (terms_next_group(r, first)) {
        uint32_t *at = r->positions, count = r->filled;
        bool inside = !source && at[0] >= c->start && at[count - 1] < c->end;
        if (!source && at[0] >= c->end) return;
        set_bits_of(c, at, inside ? count : keep_inside(c, at, count, source));
    }
}

static bool fill_list(struct prefix_cursor *c, struct terms_reader *r,
                      const struct index_source *source)
{
    set_bits(c, r, source);
    return true;
}

static void open_window(struct prefix_cursor *c, uint32_t from)
{
    uint32_t left = c->segment->length - from, size = left < c->size ? left : c->size;
    free(c->bits);
    c->bits = xcalloc((size_t)size / WORD + 1, sizeof *c->bits);
    if (!c->waiting.at) c->waiting.at = xmalloc(WAITING_MOST * sizeof *c->waiting.at);
    c->start = from;
    c->end = from + size;
    c->size = c->size < WINDOW_MOST / WINDOW_STEP ? WINDOW_STEP * c->size : WINDOW_MOST;
}

static void fill_window(struct prefix_cursor *c, uint32_t from)
{
    open_window(c, from);
    each_list(c, fill_list);
    set_waiting(c);
}

/* What was gathered becomes bits, if all lists are to go into one window. */
static bool stop_gathering(struct prefix_cursor *c)
{
    if (c->segment->length > c->size) return false;
    open_window(c, 0);
    for (uint32_t i = 0; i < c->count; i += LIST_GROUP) {
        uint32_t count = c->count - i < LIST_GROUP ? c->count - i : LIST_GROUP;
        set_bits_of(c, c->sorted + i, keep_inside(c, c->sorted + i, count, NULL));
    }
    return true;
}

static bool take_list(struct prefix_cursor *c, struct terms_reader *r,
                      const struct index_source *source)
{
    uint32_t most = most_gathered(c);
    bool fits = c->count <= most && r->count <= most - c->count;
    if (!c->bits && !fits && !stop_gathering(c)) return false;
    if (c->bits)
        set_bits(c, r, source);
    else
        gather_list(c, r, source);
    return true;
}

static void begin(struct prefix_cursor *c)
{
    if (c->gathered || c->bits) return;
    bool all = each_list(c, take_list);
    c->gathered = all && !c->bits;
    if (c->gathered) sort(c);
    if (all && c->bits) set_waiting(c);
    if (!all) fill_window(c, 0);
}

/* ---- Asking ---- */

/* Of those in [from, to), which is not empty and lies in the window. */
static uint32_t take_bits(const struct prefix_cursor *c, uint32_t from, uint32_t to, uint32_t *out,
                          uint32_t most)
{
    uint32_t bit = from - c->start, last = (to - c->start - 1) / WORD, count = 0;
    uint64_t word = c->bits[bit / WORD] >> bit % WORD << bit % WORD;
    for (uint32_t i = bit / WORD;; word = c->bits[i]) {
        for (; word && count < most; word &= word - 1)
            out[count++] = c->start + i * WORD + (uint32_t)__builtin_ctzll(word);
        if (count == most || ++i > last) break;
    }
    while (count > 0 && out[count - 1] >= to) count--;
    return count;
}

/* The end of the window that has `from`, which becomes the next one if need be; 0 if it is behind
 * the segment. */
static uint32_t window_of(struct prefix_cursor *c, uint32_t *from)
{
    if (*from < c->start) *from = c->start; /* what is before it was asked for */
    if (*from >= c->segment->length) return 0;
    if (*from >= c->end) fill_window(c, *from);
    return c->end;
}

uint32_t prefix_cursor_take(struct prefix_cursor *c, uint32_t from, uint32_t to, uint32_t *out,
                            uint32_t most)
{
    uint32_t count = 0, end;
    begin(c);
    if (c->gathered) return take_sorted(c, from, to, out, most);
    for (; count == 0 && from < to && (end = window_of(c, &from)) > 0; from = end) {
        if (end > to) end = to;
        if (from < end) count = take_bits(c, from, end, out, most);
    }
    return count;
}

bool prefix_cursor_has_bits(struct prefix_cursor *c)
{
    begin(c);
    return !c->gathered;
}

/* Of bits [low, high) of the window, which is not empty. */
static uint32_t ones_in(const uint64_t *bits, uint32_t low, uint32_t high, bool once)
{
    uint32_t last = (high - 1) / WORD, count = 0;
    uint64_t mask = UINT64_MAX << low % WORD;
    for (uint32_t i = low / WORD; i <= last; i++, mask = UINT64_MAX) {
        if (i == last) mask &= UINT64_MAX >> (WORD - 1 - (high - 1) % WORD);
        if (!(bits[i] & mask)) continue;
        if (once) return 1;
        count += ones(bits[i] & mask);
    }
    return count;
}

uint32_t prefix_cursor_in(struct prefix_cursor *c, uint32_t from, uint32_t to, bool once)
{
    uint32_t count = 0, end;
    for (; from < to && !(once && count > 0) && (end = window_of(c, &from)) > 0; from = end) {
        if (end > to) end = to;
        if (from < end) count += ones_in(c->bits, from - c->start, end - c->start, once);
    }
    return count;
}
