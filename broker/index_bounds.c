/* index_bounds.c: see index_bounds.h. */
#include "broker/index_bounds.h"
#include <stdlib.h>

void bounds_add(struct index_bounds *b, const struct index_row *row)
{
    if (b->count == b->room) {
        b->room = b->room ? 2 * b->room : 256;
        b->at = xrealloc(b->at, b->room * sizeof *b->at);
    }
    uint32_t end = row->start + row->text + 1 + row->others[ZONE_TITLE - 1] + 1 +
                   row->others[ZONE_SUBTITLE - 1];
    b->at[b->count++] = (struct index_bound){row->start, end};
}

void bounds_free(struct index_bounds *b)
{
    free(b->at);
    *b = (struct index_bounds){0};
}

/* The article from `low` on that a position is in: by steps that double, and by halves in the last
 * one. */
static uint32_t article_of(const struct index_bounds *b, uint32_t low, uint32_t position)
{
    uint32_t step = 1, high = low + 1;
    while (high < b->count && b->at[high].start <= position) {
        low = high;
        high = b->count - high > step ? high + step : b->count;
        step *= 2;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (b->at[middle].start <= position)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t bounds_count(const struct index_bounds *b, const uint32_t *positions, uint32_t count,
                      uint32_t *article)
{
    uint32_t found = 0, at = *article > 0 ? *article - 1 : 0;
    for (uint32_t i = 0; i < count && b->count > 0; i++) {
        at = article_of(b, at, positions[i]);
        if (at < *article || positions[i] >= b->at[at].end) continue;
        found++;
        *article = at + 1;
    }
    return found;
}
