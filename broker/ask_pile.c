/* ask_pile.c: see ask_pile.h. */
#include "broker/ask_pile.h"
#include <stdlib.h>
#include <string.h>

enum {
    PART_LEAST = 8, /* amounts */
    PART_MOST = 8192,
    SLAB_LEAST = 64 << 10,
    SLAB_MOST = 2 << 20
};

/* ---- Room ---- */

struct pile_slab {
    struct pile_slab *before;
    size_t size;
    char at[];
};

void pile_room_free(struct pile_room *r)
{
    for (struct pile_slab *s = r->slabs, *before; s; s = before) {
        before = s->before;
        free(s);
    }
    *r = (struct pile_room){0};
}

/* The first one is small, for most answers need no other. */
static void add_slab(struct pile_room *r)
{
    size_t size = r->slabs ? SLAB_MOST : SLAB_LEAST;
    struct pile_slab *s = xmalloc_large(size);
    *s = (struct pile_slab){r->slabs, size};
    r->slabs = s;
    r->left = size - sizeof *s;
    r->bytes += size;
}

void pile_grow(struct pile_room *r, struct pile *p)
{
    uint32_t room = !p->last                    ? PART_LEAST
                    : p->last->room < PART_MOST ? 2 * p->last->room
                                                : PART_MOST;
    size_t bytes = sizeof *p->last + room * sizeof *p->last->at;
    if (!r->slabs || r->left < bytes) add_slab(r);
    struct pile_part *part = (void *)((char *)r->slabs + (r->slabs->size - r->left));
    r->left -= bytes;
    *part = (struct pile_part){.before = p->last, .room = room};
    p->last = part;
}

size_t pile_count(const struct pile *p)
{
    size_t count = 0;
    for (const struct pile_part *part = p->last; part; part = part->before) count += part->count;
    return count;
}

/* All of them, to be freed. */
static uint64_t *gathered(const struct pile *p)
{
    uint64_t *all = xmalloc((pile_count(p) + 1) * sizeof *all), *at = all;
    for (const struct pile_part *part = p->last; part; part = part->before) {
        memcpy(at, part->at, part->count * sizeof *at);
        at += part->count;
    }
    return all;
}

/* ---- Order ---- */

static int by_amount(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

uint64_t *pile_sorted(const struct pile *p)
{
    uint64_t *all = gathered(p);
    qsort(all, pile_count(p), sizeof *all, by_amount);
    return all;
}

/* ---- One of them ---- */

/* C. A. R. Hoare, "Algorithm 65: Find", 1961. */
static uint64_t find(uint64_t *at, size_t count, size_t wanted)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        uint64_t pivot = at[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;; i++, j--) {
            while (at[i] < pivot) i++;
            while (at[j] > pivot) j--;
            if (i >= j) break;
            uint64_t swap = at[i];
            at[i] = at[j];
            at[j] = swap;
        }
        if (wanted <= j)
            high = j;
        else
            low = j + 1;
    }
    return at[wanted];
}

static uint64_t find_in(const struct pile *p, size_t wanted)
{
    uint64_t *all = gathered(p), found = find(all, pile_count(p), wanted);
    free(all);
    return found;
}

enum { SPLIT_BITS = 10, SPLITS = 1 << SPLIT_BITS };

static void count_splits(const struct pile *p, uint64_t least, unsigned shift,
                         size_t counts[SPLITS])
{
    memset(counts, 0, SPLITS * sizeof *counts);
    for (const struct pile_part *part = p->last; part; part = part->before)
        for (uint32_t i = 0; i < part->count; i++) counts[(part->at[i] - least) >> shift]++;
}

/* Those in [least, least + 2^shift), of which there are `count`: without a branch each, for which
 * there is room for one more. To be freed. */
static struct pile_part *take_split(const struct pile *p, uint64_t least, unsigned shift,
                                    size_t count)
{
    struct pile_part *out = xmalloc(sizeof *out + (count + 1) * sizeof *out->at);
    *out = (struct pile_part){.room = (uint32_t)count};
    for (const struct pile_part *part = p->last; part; part = part->before)
        for (uint32_t i = 0; i < part->count; i++) {
            out->at[out->count] = part->at[i];
            out->count += (part->at[i] - least) >> shift == 0;
        }
    return out;
}

/* Many are counted by splits of equal width, and only those of the split that it is in are looked
 * at closer. */
uint64_t pile_select(const struct pile *p, size_t wanted, uint64_t least, uint64_t most)
{
    size_t counts[SPLITS], split = 0;
    if (least == most) return least;
    if (pile_count(p) < SPLITS) return find_in(p, wanted);
    unsigned bits = 64 - (unsigned)__builtin_clzll(most - least);
    unsigned shift = bits > SPLIT_BITS ? bits - SPLIT_BITS : 0;
    count_splits(p, least, shift, counts);
    for (; wanted >= counts[split]; split++) wanted -= counts[split];
    least += (uint64_t)split << shift;
    if (shift == 0) return least;
    struct pile inside = {take_split(p, least, shift, counts[split])};
    uint64_t found = pile_select(&inside, wanted, least, least + ((UINT64_C(1) << shift) - 1));
    free(inside.last);
    return found;
}
