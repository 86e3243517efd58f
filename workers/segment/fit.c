/* fit.c: see fit.h. */
#include "workers/segment/fit.h"
#include "workers/segment/bigram.h"
#include <string.h>

enum {
    CELLS = 1 << 14, /* pairs share cells rarely on a page */
    HALF = 64,       /* one half, in the fixed point of logarithms */
    SHARE = 6,       /* pairs are not independent: a share of their sum counts, */
    MOST = 120,      /* and this much at most */
};

/* The pairs of every line, once: they are asked for again and again. */
static void list_pairs(struct arena *a, struct fit *f)
{
    uint32_t count = 0, hash;
    f->first = arena_alloc(a, (f->lines->count + 1) * sizeof *f->first);
    f->cells = arena_alloc(a, f->lines->text.len / 3 * sizeof *f->cells);
    for (uint32_t i = 0; i < f->lines->count; i++) {
        struct bigrams b = bigrams_of(line_view(f->lines, i));
        f->first[i] = count;
        while (bigrams_next(&b, &hash)) f->cells[count++] = (uint16_t)(hash % CELLS);
    }
    f->first[f->lines->count] = count;
}

struct fit fit_new(struct arena *a, const struct line_list *lines, uint32_t articles)
{
    struct fit f = {.lines = lines, .articles = articles};
    f.owner = arena_alloc(a, lines->count * sizeof *f.owner);
    f.pairs_in = arena_alloc(a, (size_t)CELLS * articles * sizeof *f.pairs_in);
    f.times = arena_alloc(a, CELLS * sizeof *f.times);
    list_pairs(a, &f);
    return f;
}

static uint16_t *pairs_in(const struct fit *f, uint32_t cell)
{
    return &f->pairs_in[(size_t)cell * f->articles];
}

void fit_count(struct fit *f, uint32_t first, uint32_t end, int step)
{
    for (uint32_t i = first; i < end; i++) {
        uint32_t owner = f->owner[i], count = f->first[i + 1] - f->first[i];
        for (uint32_t k = f->first[i]; k < f->first[i + 1]; k++) {
            pairs_in(f, f->cells[k])[owner] += step;
            f->times[f->cells[k]] += step;
        }
        f->pairs[owner] += step > 0 ? count : -count;
        f->total += step > 0 ? count : -count;
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
 * half (Jelinek and Mercer, 1980), so that long articles and short ones have the same chance. */
static void add_pair(struct fit *f, const uint16_t *in, uint32_t times)
{
    int32_t unseen = log_of(HALF) - log_of(2 * HALF);
    for (uint32_t p = 0; p < f->articles; p++) {
        f->of[p] += unseen;
        if (in[p] == 0) continue;
        uint64_t ratio = (uint64_t)HALF * in[p] * f->total / ((uint64_t)times * f->pairs[p]);
        f->of[p] += log_of(ratio + HALF) - log_of(HALF);
    }
}

void fit_compare(struct fit *f, uint32_t i)
{
    memset(f->of, 0, sizeof f->of);
    for (uint32_t k = f->first[i]; k < f->first[i + 1]; k++) {
        uint32_t cell = f->cells[k], times = f->times[cell];
        if (times > 0)
            add_pair(f, pairs_in(f, cell), times); /* one that no other has tells nothing */
    }
    for (uint32_t p = 0; p < f->articles; p++) {
        f->of[p] /= SHARE;
        if (f->of[p] > MOST) f->of[p] = MOST;
        if (f->of[p] < -MOST) f->of[p] = -MOST;
    }
}
