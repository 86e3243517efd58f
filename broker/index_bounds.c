/* index_bounds.c: see index_bounds.h. */
#include "broker/index_bounds.h"
#include <stdlib.h>

enum { BLOCK = 512 }; /* positions */

/* Those that begin before `start` and in no article so far begin in the last one. */
static void end_blocks(struct index_bounds *b, uint32_t start)
{
    uint32_t count = start / BLOCK + (start % BLOCK > 0);
    if (count > b->block_room) {
        b->block_room = 2 * count;
        b->blocks = xrealloc(b->blocks, b->block_room * sizeof *b->blocks);
    }
    while (b->block_count < count) b->blocks[b->block_count++] = b->count ? b->count - 1 : 0;
}

void bounds_add(struct index_bounds *b, const struct index_row *row)
{
    static const struct index_bound nowhere = {UINT32_MAX, UINT32_MAX};
    if (b->count + 2 >= b->room) {
        b->room = b->room ? 2 * b->room : 256;
        b->at = xrealloc(b->at, b->room * sizeof *b->at);
    }
    uint32_t end = row->start + row->text + 1 + row->others[ZONE_TITLE - 1] + 1 +
                   row->others[ZONE_SUBTITLE - 1];
    end_blocks(b, row->start);
    b->at[b->count++] = (struct index_bound){row->start, end};
    b->at[b->count] = b->at[b->count + 1] = nowhere;
}

void bounds_free(struct index_bounds *b)
{
    free(b->at);
    free(b->blocks);
    *b = (struct index_bounds){0};
}

/* The article that a position is in: nothing here depends on the one before. */
static inline uint32_t article_of(const struct index_bounds *b, uint32_t position)
{
    uint32_t block = position / BLOCK;
    uint32_t at = block < b->block_count ? b->blocks[block] : b->count - 1;
    const struct index_bound *behind = b->at + at + 1;
    at += (behind[0].start <= position) + (behind[1].start <= position);
    while (at + 1 < b->count && b->at[at + 1].start <= position) at++;
    return at;
}

uint32_t bounds_count(const struct index_bounds *b, const uint32_t *positions, uint32_t count,
                      uint32_t *article)
{
    uint32_t found = 0, next = *article;
    for (uint32_t i = 0; i < count && b->count > 0; i++) {
        uint32_t at = article_of(b, positions[i]);
        bool counts = (at >= next) & (positions[i] < b->at[at].end);
        found += counts;
        next = counts ? at + 1 : next;
    }
    *article = next;
    return found;
}
