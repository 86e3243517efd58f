/* cohesion.c: see cohesion.h. */
#include "workers/segment/cohesion.h"
#include <string.h>

enum {
    WINDOW = 1800,     /* bytes on each side: some 600 characters */
    CELLS = 1 << 14,   /* counters of a window; pairs share cells rarely at this width */
    LINE_SHARE = 3000, /* bytes of a long line that count */
    EARLY = 90,        /* bytes at the start of a line where a new name would stand */
    AGAIN = 3,         /* times it comes in the window behind, itself included */
};

struct windows {
    const struct line_list *lines;
    const struct bigram_table *common;
    uint16_t *count[2];        /* [before, behind]: how often each pair stands in the window */
    uint8_t *cell_weight;      /* of the pair that came into an empty cell */
    uint64_t weight[2];        /* of the distinct pairs in it */
    uint64_t shared;           /* of the pairs in both */
    uint32_t first[2], end[2]; /* lines in it */
    size_t bytes[2];
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

static struct view counted_part(const struct line_list *lines, uint32_t i)
{
    struct view line = line_view(lines, i);
    if (line.len > LINE_SHARE) line.len = LINE_SHARE;
    return line;
}

/* Adds a line to window w (step 1) or takes it out (step -1). */
static void move_line(struct windows *x, int w, uint32_t i, int step)
{
    struct view line = counted_part(x->lines, i);
    struct bigrams b = bigrams_of(line);
    uint32_t hash;
    while (bigrams_next(&b, &hash)) {
        uint32_t cell = hash % CELLS;
        uint16_t *mine = &x->count[w][cell], *other = &x->count[!w][cell];
        if (*mine == 0 && *other == 0)
            x->cell_weight[cell] = (uint8_t)bigram_weight(x->common, x->lines->count, hash);
        bool was = *mine > 0;
        *mine = (uint16_t)(*mine + step);
        if (was == (*mine > 0)) continue;
        uint64_t weight = x->cell_weight[cell];
        x->weight[w] += step > 0 ? weight : -weight;
        if (*other) x->shared += step > 0 ? weight : -weight;
    }
    x->bytes[w] += step > 0 ? line.len : -line.len;
}

/* Line i goes from the window behind to the one before: both steps in one pass. */
static void hand_over(struct windows *x, uint32_t i)
{
    struct view line = counted_part(x->lines, i);
    struct bigrams b = bigrams_of(line);
    uint32_t hash;
    while (bigrams_next(&b, &hash)) {
        uint32_t cell = hash % CELLS;
        uint64_t weight = x->cell_weight[cell];
        uint16_t *before = &x->count[0][cell], *behind = &x->count[1][cell];
        if (--*behind == 0) {
            x->weight[1] -= weight;
            if (*before) x->shared -= weight;
        }
        if (++*before == 1) {
            x->weight[0] += weight;
            if (*behind) x->shared += weight;
        }
    }
    x->bytes[1] -= line.len;
    x->bytes[0] += line.len;
    x->first[1] = x->end[0] = i + 1;
}

/* Both windows one line on, and to their width again. */
static void slide(struct windows *x, uint32_t i)
{
    hand_over(x, i);
    while (x->bytes[0] > WINDOW && x->first[0] < i) move_line(x, 0, x->first[0]++, -1);
    while (x->bytes[1] < WINDOW && x->end[1] < x->lines->count) move_line(x, 1, x->end[1]++, 1);
}

static uint8_t share_of(const struct windows *x)
{
    uint64_t lesser = x->weight[0] < x->weight[1] ? x->weight[0] : x->weight[1];
    return lesser ? (uint8_t)(x->shared * 100 / lesser) : 0;
}

static uint8_t fresh_pairs(const struct windows *x, uint32_t i)
{
    struct view line = line_view(x->lines, i);
    if (line.len > EARLY) line.len = EARLY;
    struct bigrams b = bigrams_of(line);
    uint32_t hash;
    uint8_t fresh = 0;
    while (bigrams_next(&b, &hash))
        fresh += x->count[0][hash % CELLS] == 0 && x->count[1][hash % CELLS] >= AGAIN;
    return fresh;
}

void cohesion_measure(struct arena *a, const struct line_list *lines,
                      const struct bigram_table *common, struct cohesion *out)
{
    struct windows x = {.lines = lines, .common = common};
    for (int w = 0; w < 2; w++) {
        x.count[w] = arena_alloc(a, CELLS * sizeof(uint16_t));
        memset(x.count[w], 0, CELLS * sizeof(uint16_t));
    }
    x.cell_weight = arena_alloc(a, CELLS);
    while (x.bytes[1] < WINDOW && x.end[1] < lines->count) move_line(&x, 1, x.end[1]++, 1);
    for (uint32_t i = 0; i < lines->count; i++) {
        out[i] = (struct cohesion){i ? share_of(&x) : 100, fresh_pairs(&x, i)};
        slide(&x, i);
    }
}
