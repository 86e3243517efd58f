/* ask_pile.h: amounts of which one is asked for by its place in their order: a median.
 *
 * Many piles grow side by side, each by more and more amounts at a time; what a pile has never
 * moves. All their room goes at once.
 */
#ifndef BROKER_ASK_PILE_H
#define BROKER_ASK_PILE_H

#include "proto/memory.h"

struct pile_part {
    struct pile_part *before;
    uint32_t count, room;
    uint64_t at[];
};
struct pile {
    struct pile_part *last;
};

/* Zero-initialise. */
struct pile_room {
    struct pile_slab *slabs;
    size_t left, bytes; /* of the last slab; of all */
};
void pile_room_free(struct pile_room *r);

void pile_grow(struct pile_room *r, struct pile *p);
static inline void pile_add(struct pile_room *r, struct pile *p, uint64_t amount)
{
    enum { AHEAD = 16 }; /* two cache lines, of memory that nothing was written to yet */
    if (!p->last || p->last->count == p->last->room) pile_grow(r, p);
    __builtin_prefetch(&p->last->at[p->last->count + AHEAD], 1);
    p->last->at[p->last->count++] = amount;
}

size_t pile_count(const struct pile *p);
/* The amount that is at `wanted`, from 0, when all are in order: below pile_count(). All are in
 * [least, most]. */
uint64_t pile_select(const struct pile *p, size_t wanted, uint64_t least, uint64_t most);
/* All of them, in order; to be freed. */
uint64_t *pile_sorted(const struct pile *p);

#endif
