/* index_pairs.c: see index_pairs.h. */
#include "broker/index_pairs.h"
#include "broker/index_terms.h"
#include <stdlib.h>

enum { POINTS = PART_SEPARATOR + 1, DIGIT_BITS = 11 };

/* ---- Letters ---- */

void letters_open(struct index_letters *l)
{
    *l = (struct index_letters){.rank = xcalloc(POINTS, sizeof *l->rank)};
}

void letters_free(struct index_letters *l)
{
    free(l->rank);
    free(l->at);
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

uint64_t letters_term(const struct index_letters *l, uint64_t pair)
{
    return term_of(l->at[pair / l->count], l->at[pair % l->count]);
}

/* ---- Sorting ---- */

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
