/* fit.c: see fit.h. */
#include "workers/segment/fit.h"
#include <string.h>

enum {
    CELLS = 1 << 14, /* pairs share cells rarely on a page */
    HALF = 64,       /* one half, in the fixed point of logarithms */
    SHARE = 6,       /* pairs are not independent: a share of their sum counts, */
    MOST = 120,      /* and this much at most */
};

struct fit fit_new(struct arena *a, const struct line_list *lines, uint32_t articles)
{
    struct fit f = {.lines = lines, .articles = articles};
    f.owner = arena_alloc(a, lines->count * sizeof *f.owner);
    f.pairs_in = arena_alloc(a, (size_t)CELLS * articles * sizeof *f.pairs_in);
    f.times = arena_alloc(a, CELLS * sizeof *f.times);
    return f;
}

static uint16_t *pairs_in(const struct fit *f, uint32_t cell)
{
    return &f->pairs_in[(size_t)cell * f->articles];
}

void fit_count(struct fit *f, uint32_t first, uint32_t end, int step)
{
    for (uint32_t i = first; i < end; i++) {
        uint32_t owner = f->owner[i], count = f->lines->at[i].pair_count;
        const uint32_t *pairs = line_pairs(f->lines, i);
        for (uint32_t k = 0; k < count; k++) f->times[pairs[k] % CELLS] += step;
        f->total += step > 0 ? count : -count;
        if (owner == FIT_NOBODY) continue;
        for (uint32_t k = 0; k < count; k++) pairs_in(f, pairs[k] % CELLS)[owner] += step;
        f->pairs[owner] += step > 0 ? count : -count;
    }
}

void fit_count_all(struct fit *f)
{
    memset(f->pairs_in, 0, (size_t)CELLS * f->articles * sizeof *f->pairs_in);
    memset(f->times, 0, CELLS * sizeof *f->times);
    memset(f->pairs, 0, sizeof f->pairs);
    f->total = 0;
    fit_count(f, 0, f->lines->count, 1);
}

/* Sixteen times the logarithm of n to base 2, straight lines between powers. n > 0. */
static int32_t log_of(uint64_t n)
{
    int32_t power = 63 - __builtin_clzll(n);
    return power * 16 + (int32_t)((n << 4 >> power) & 15);
}

/* The logarithms of a pair's frequency in each article over that in all, the two mixed half and
 * half (Jelinek and Mercer, 1980), so that long articles and short ones have the same chance; above
 * what an article without the pair gets. */
static void add_pair(struct fit *f, const uint16_t *in, uint32_t times)
{
    for (uint32_t p = 0; p < f->articles; p++) {
        if (in[p] == 0) continue;
        uint64_t ratio = (uint64_t)HALF * in[p] * f->total / ((uint64_t)times * f->pairs[p]);
        f->of[p] += log_of(ratio + HALF) - log_of(HALF);
    }
}

void fit_compare(struct fit *f, uint32_t i)
{
    const uint32_t *pairs = line_pairs(f->lines, i);
    int32_t known = 0; /* pairs that some other line has: one that none has tells nothing */
    memset(f->of, 0, f->articles * sizeof *f->of);
    for (uint32_t k = 0; k < f->lines->at[i].pair_count; k++) {
        uint32_t cell = pairs[k] % CELLS, times = f->times[cell];
        if (times == 0) continue;
        known++;
        add_pair(f, pairs_in(f, cell), times);
    }
    int32_t unseen = known * (log_of(HALF) - log_of(2 * HALF));
    for (uint32_t p = 0; p < f->articles; p++) {
        f->of[p] = (f->of[p] + unseen) / SHARE;
        if (f->of[p] > MOST) f->of[p] = MOST;
        if (f->of[p] < -MOST) f->of[p] = -MOST;
    }
}

int32_t fit_lead(const struct fit *f, uint32_t article)
{
    int32_t most = -MOST;
    for (uint32_t p = 0; p < f->articles; p++)
        if (p != article && f->pairs[p] > 0 && f->of[p] > most) most = f->of[p];
    return f->of[article] - most;
}
