/* index_pairs.c: see index_pairs.h. */
#include "broker/index_pairs.h"
#include "broker/index_terms.h"
#include <stdlib.h>
#include <string.h>

enum { POINTS = PART_SEPARATOR + 1, DIGIT_BITS = 11 };

/* ---- Letters ---- */

void letters_open(struct index_letters *l)
{
    *l = (struct index_letters){.rank = xcalloc(POINTS, sizeof *l->rank)};
}

static void free_order(struct index_letters *l);

void letters_free(struct index_letters *l)
{
    free(l->rank);
    free(l->at);
    free_order(l);
    *l = (struct index_letters){0};
}

void letters_add(struct index_letters *l, uint32_t c)
{
    if (l->count == l->room) {
        l->room = l->room ? 2 * l->room : 4096;
        l->at = xrealloc(l->at, l->room * sizeof *l->at);
    }
    l->at[l->count++] = c;
    l->rank[c] = 1;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

void letters_number(struct index_letters *l)
{
    if (!l->rank[PART_SEPARATOR]) letters_add(l, PART_SEPARATOR);
    qsort(l->at, l->count, sizeof *l->at, by_number);
    for (uint32_t i = 0; i < l->count; i++) l->rank[l->at[i]] = i + 1;
}

void letters_forget(struct index_letters *l)
{
    for (uint32_t i = 0; i < l->count; i++) l->rank[l->at[i]] = 0;
    l->count = 0;
}

/* ---- A stream ---- */

static void free_order(struct index_letters *l)
{
    free(l->order.at);
    free(l->order.spare);
    free(l->order.places);
    memset(&l->order, 0, sizeof l->order);
}

static void reserve_order(struct index_letters *l, size_t length)
{
    if (length <= l->order.room && l->count <= l->order.letters) return;
    free_order(l);
    l->order.room = length;
    l->order.letters = l->count;
    l->order.at = xmalloc((length + 1) * sizeof *l->order.at);
    l->order.spare = xmalloc((length + 1) * sizeof *l->order.spare);
    l->order.places = xmalloc(((size_t)l->count + 1) * sizeof *l->order.places);
}

/* The letter that is so far behind a place; behind a separator nothing counts. */
static uint32_t letter_behind(const uint32_t *at, unsigned distance)
{
    for (unsigned i = 0; i < distance; i++)
        if (at[i] == PART_SEPARATOR) return PART_SEPARATOR;
    return at[distance];
}

/* Puts the places into the order of their letters at that distance; which are the same there stay
 * in their order. */
static void sort_by_letter(struct index_letters *l, const uint32_t *points, size_t count,
                           unsigned distance)
{
    uint32_t *places = l->order.places, *from = l->order.at, *to = l->order.spare, sum = 0;
    memset(places, 0, ((size_t)l->count + 1) * sizeof *places);
    for (size_t i = 0; i < count; i++) places[l->rank[letter_behind(points + from[i], distance)]]++;
    for (uint32_t r = 0; r <= l->count; r++) {
        uint32_t here = places[r];
        places[r] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[places[l->rank[letter_behind(points + from[i], distance)]]++] = from[i];
    l->order.spare = from;
    l->order.at = to;
}

size_t letters_sort(struct index_letters *l, const uint32_t *points, uint32_t length,
                    const uint32_t **order)
{
    size_t count = 0;
    reserve_order(l, length);
    for (uint32_t i = 0; i < length; i++)
        if (points[i] != PART_SEPARATOR) l->order.at[count++] = i;
    for (unsigned distance = TERM_POINTS; distance-- > 0;)
        sort_by_letter(l, points, count, distance);
    *order = l->order.at;
    return count;
}

/* ---- Pairs ---- */

void pairs_reserve(struct index_pairs *p, size_t room)
{
    p->count = 0;
    if (room <= p->room) return;
    pairs_free(p);
    p->at = xmalloc(room * sizeof *p->at);
    p->spare = xmalloc(room * sizeof *p->spare);
    p->room = room;
}

void pairs_free(struct index_pairs *p)
{
    free(p->at);
    free(p->spare);
    *p = (struct index_pairs){0};
}

static void sort_by_digit(const uint64_t *from, uint64_t *to, size_t count, unsigned shift)
{
    enum { DIGITS = 1 << DIGIT_BITS };
    size_t places[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++) places[from[i] >> shift & (DIGITS - 1)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = places[d];
        places[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[places[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

void pairs_sort(struct index_pairs *p, unsigned low, unsigned high)
{
    for (; low < high; low += DIGIT_BITS) {
        uint64_t *sorted = p->spare;
        sort_by_digit(p->at, sorted, p->count, low);
        p->spare = p->at;
        p->at = sorted;
    }
}

unsigned bits_of(uint64_t n)
{
    return n ? 64 - (unsigned)__builtin_clzll(n) : 0;
}
