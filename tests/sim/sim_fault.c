/* sim_fault.c: whoever pulls the plug; and the day it stops. */
#include "tests/sim/sim.h"

/* A calm world, an orderly one (faults, but each connection keeps its order), or a wild one. */
void fault_begin(struct sim *s)
{
    struct random *r = &s->random;
    struct weather *w = &s->weather;
    w->fault_ms = random_between(r, 500, random_chance(r, 20) ? 400000 : 12000);
    w->delay_ms = random_chance(r, 700) ? 30 : 3000;
    w->orderly = random_chance(r, 300);
    w->change = random_chance(r, 300) ? 200 : 0;
    if (random_chance(r, 50)) {
        w->slow = true;
        w->delay_ms = 30;
        w->fault_ms = random_between(r, 200000, 1200000);
        return;
    }
    if (random_chance(r, 100)) return;
    w->lose = random_chance(r, 500) ? (unsigned)random_below(r, 150) : 0;
    w->repeat = random_chance(r, 500) ? (unsigned)random_below(r, 150) : 0;
    w->crash = random_chance(r, 600) ? (unsigned)random_below(r, 30) : 0;
    w->full = random_chance(r, 300) ? (unsigned)random_below(r, 60) : 0;
    w->leap = random_chance(r, 300) ? 100 : 0;
    w->worker_fault = random_chance(r, 700) ? (unsigned)random_below(r, 200) : 0;
    w->lie = random_chance(r, 400) ? (unsigned)random_below(r, 300) : 0;
    w->hang_up = random_chance(r, 500) ? (unsigned)random_below(r, 150) : 0;
}

static uint32_t any_worker(struct sim *s)
{
    uint32_t peer = (uint32_t)random_below(&s->random, s->peer_count);
    while (!s->peers[peer].is_worker) peer = (peer + 1) % s->peer_count;
    return peer;
}

/* Over a new connection; the broker hears of the end of the old one, or never does. */
static void hang_up(struct sim *s, uint32_t peer)
{
    uint32_t old = s->peers[peer].link;
    connect_peer(s, peer);
    trace(s, "peer %u hangs up: link %u, now %u", peer, old, s->peers[peer].link);
    if (random_chance(&s->random, 500)) broker_gone(s, old);
}

/* Either it dies, and comes back at once or by heal(), or it hangs. */
static void strike_worker(struct sim *s)
{
    uint32_t peer = any_worker(s);
    struct peer *p = &s->peers[peer];
    if (!p->alive) {
        p->alive = true;
    } else if (random_chance(&s->random, 500)) {
        trace(s, "worker %u dies", peer);
        p->alive = random_chance(&s->random, 500);
        p->held_count = 0;
        hang_up(s, peer);
    } else {
        trace(s, "worker %u hangs", peer);
        p->sleeps_until = s->now_ms + random_between(&s->random, 500, 6000);
    }
}

static void fill_disk(struct sim *s)
{
    struct core_event event = {.kind = CORE_DISK};
    s->broker.disk_full = event.full = !s->broker.disk_full;
    trace(s, "the disk is %s", event.full ? "full" : "not full");
    if (s->broker.core) edge_feed(s, &event);
}

/* The clock as seen leaps ahead; or the broker gets no turn for a while, the same to it. */
static void leap(struct sim *s)
{
    if (random_chance(&s->random, 500))
        s->broker.leapt_ms += random_between(&s->random, 1, 600000);
    else
        s->broker.stalled_until = s->now_ms + random_between(&s->random, 1, 5000);
}

/* A clean stop: no tasks any more, then the end. */
static void stop(struct sim *s)
{
    if (!s->broker.core) return;
    edge_feed(s, &(struct core_event){.kind = CORE_STOP});
}

static void heal(struct sim *s)
{
    trace(s, "the faults end");
    for (uint32_t i = 0; i < s->peer_count; i++) {
        struct peer *p = &s->peers[i];
        p->alive = p->honest = true;
        p->sleeps_until = 0;
        p->held_count = 0;
        connect_peer(s, i);
    }
    if (s->broker.disk_full) fill_disk(s);
    broker_stop(s); /* it may be stopping, or stalled */
    s->broker.stalled_until = 0;
}

void fault_step(struct sim *s)
{
    const struct weather *w = &s->weather;
    if (!faulty(s)) {
        heal(s);
        return;
    }
    happen(s, random_between(&s->random, 50, 300), H_FAULT, 0, NULL);
    if (random_chance(&s->random, w->worker_fault)) strike_worker(s);
    if (random_chance(&s->random, w->hang_up))
        hang_up(s, (uint32_t)random_below(&s->random, s->peer_count));
    if (random_chance(&s->random, w->full)) fill_disk(s);
    if (random_chance(&s->random, w->leap)) leap(s);
    if (random_chance(&s->random, w->crash)) broker_stop(s);
    if (random_chance(&s->random, w->crash / 4)) stop(s);
}
