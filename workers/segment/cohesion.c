/* cohesion.c: see cohesion.h. */
#include "workers/segment/cohesion.h"
#include <string.h>

enum {
    WINDOW = 1800,     /* bytes on each side: some 600 characters */
    CELLS = 1 << 14,   /* counters of a window; pairs share cells rarely at this width */
    LINE_SHARE = 1000, /* pairs of a long line that count */
    EARLY = 29,        /* pairs at the start of a line where a new name would stand */
    AGAIN = 3,         /* times it comes in the window behind, itself included */
};

enum side { BEFORE, BEHIND };

/* How often a pair stands in each window, and the weight of the one that came into the empty cell.
 */
struct cell {
    uint16_t count[2];
    uint16_t weight;
};

struct windows {
    const struct line_list *lines;
    const struct bigram_table *common;
    struct cell *cells;
    uint64_t weight[2];        /* of the distinct pairs in each window */
    uint64_t shared;           /* of the pairs in both */
    uint32_t first[2], end[2]; /* lines in it */
    size_t bytes[2];
};

/* The part of a line's pairs that counts. */
struct part {
    const uint32_t *at, *end;
    uint32_t bytes;
};

static uint32_t log2_of(uint32_t n)
{
    return n ? 31 - (uint32_t)__builtin_clz(n) : 0;
}

uint32_t bigram_weight(const struct bigram_table *common, uint32_t lines, uint32_t hash)
{
    uint32_t seen = bigram_table_get(common, hash);
    return seen >= lines ? 0 : log2_of(lines / (seen ? seen : 1));
}

static struct part counted_part(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i];
    uint32_t pairs = line->pair_count < LINE_SHARE ? line->pair_count : LINE_SHARE;
    uint32_t bytes = line->end - line->start;
    const uint32_t *at = line_pairs(lines, i);
    return (struct part){at, at + pairs, bytes < 3 * LINE_SHARE ? bytes : 3 * LINE_SHARE};
}

/* Adds a line to the window behind. */
static void take_in(struct windows *x, uint32_t i)
{
    struct part p = counted_part(x->lines, i);
    for (; p.at < p.end; p.at++) {
        struct cell *cell = &x->cells[*p.at % CELLS];
        if (cell->count[BEHIND]++ > 0) continue;
        if (cell->count[BEFORE] == 0)
            cell->weight = (uint16_t)bigram_weight(x->common, x->lines->count, *p.at);
        else
            x->shared += cell->weight;
        x->weight[BEHIND] += cell->weight;
    }
    x->bytes[BEHIND] += p.bytes;
}

/* Takes a line out of the window before. */
static void let_go(struct windows *x, uint32_t i)
{
    struct part p = counted_part(x->lines, i);
    for (; p.at < p.end; p.at++) {
        struct cell *cell = &x->cells[*p.at % CELLS];
        if (--cell->count[BEFORE] > 0) continue;
        x->weight[BEFORE] -= cell->weight;
        if (cell->count[BEHIND]) x->shared -= cell->weight;
    }
    x->bytes[BEFORE] -= p.bytes;
}

/* Line i goes from the window behind to the one before: both steps in one pass. */
static void hand_over(struct windows *x, uint32_t i)
{
    struct part p = counted_part(x->lines, i);
    for (; p.at < p.end; p.at++) {
        struct cell *cell = &x->cells[*p.at % CELLS];
        if (--cell->count[BEHIND] == 0) {
            x->weight[BEHIND] -= cell->weight;
            if (cell->count[BEFORE]) x->shared -= cell->weight;
        }
        if (++cell->count[BEFORE] == 1) {
            x->weight[BEFORE] += cell->weight;
            if (cell->count[BEHIND]) x->shared += cell->weight;
        }
    }
    x->bytes[BEHIND] -= p.bytes;
    x->bytes[BEFORE] += p.bytes;
    x->first[BEHIND] = x->end[BEFORE] = i + 1;
}

/* The window behind, to its width again. */
static void fill_up(struct windows *x)
{
    while (x->bytes[BEHIND] < WINDOW && x->end[BEHIND] < x->lines->count)
        take_in(x, x->end[BEHIND]++);
}

/* Both windows one line on. */
static void slide(struct windows *x, uint32_t i)
{
    hand_over(x, i);
    while (x->bytes[BEFORE] > WINDOW && x->first[BEFORE] < i) let_go(x, x->first[BEFORE]++);
    fill_up(x);
}

static uint8_t share_of(const struct windows *x)
{
    uint64_t lesser = x->weight[0] < x->weight[1] ? x->weight[0] : x->weight[1];
    return lesser ? (uint8_t)(x->shared * 100 / lesser) : 0;
}

static uint8_t fresh_pairs(const struct windows *x, uint32_t i)
{
    const uint32_t *pairs = line_pairs(x->lines, i);
    uint32_t count = x->lines->at[i].pair_count, fresh = 0;
    for (uint32_t k = 0; k < count && k < EARLY; k++) {
        const struct cell *cell = &x->cells[pairs[k] % CELLS];
        fresh += cell->count[BEFORE] == 0 && cell->count[BEHIND] >= AGAIN;
    }
    return (uint8_t)fresh;
}

void cohesion_measure(struct arena *a, const struct line_list *lines,
                      const struct bigram_table *common, struct cohesion *out)
{
    struct windows x = {.lines = lines, .common = common};
    x.cells = arena_alloc(a, CELLS * sizeof *x.cells);
    memset(x.cells, 0, CELLS * sizeof *x.cells);
    fill_up(&x);
    for (uint32_t i = 0; i < lines->count; i++) {
        out[i] = (struct cohesion){i ? share_of(&x) : 100, fresh_pairs(&x, i)};
        slide(&x, i);
    }
}
