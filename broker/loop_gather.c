/* loop_gather.c: see loop_gather.h. */
#include "broker/loop_gather.h"

unsigned gather_ms(struct gathered *g, const struct core_status *s, uint64_t began_ms,
                   uint64_t now_ms)
{
    /* A core that was made anew counts from 0. */
    uint64_t done = s->stored > g->stored ? s->stored - g->stored : 0;
    uint64_t passed = now_ms - g->ms, turn = now_ms - began_ms;
    g->stored = s->stored;
    if (done == 0) return 0;
    g->ms = now_ms;
    if (turn >= GATHER_MS) return 0;
    if (done * GATHER_MS * GATHER_HELD > s->states[STATE_RUNNING] * passed) return 0;
    return GATHER_MS - (unsigned)turn;
}
