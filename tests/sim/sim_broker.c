/* sim_broker.c: the broker's turn, with every moment at which it can end. */
#include "tests/sim/sim.h"
#include <stdlib.h>
#include <string.h>

uint64_t broker_now(const struct sim *s)
{
    return s->now_ms + s->broker.leapt_ms;
}

static void schedule(struct sim *s, uint64_t in_ms)
{
    struct broker *b = &s->broker;
    uint64_t at = s->now_ms + in_ms;
    if (at < b->stalled_until) at = b->stalled_until;
    if (b->due_order != 0 && b->due_ms <= at) return;
    b->due_ms = at;
    b->due_order = happen(s, at - s->now_ms, H_TURN, 0, NULL);
}

static void forget(struct broker *b)
{
    core_free(&b->core);
    memset(b->seats, 0, sizeof b->seats);
    memset(b->number_of, 0, sizeof b->number_of);
    b->granted_count = b->parcel_count = 0;
    b->seat_count = 0;
}

/* A core over what is committed: in a new process, or in place, after a turn that was undone. Then
 * the disk may be given a rest before anything is written again, and there is no work either. */
static void start_core(struct sim *s, bool in_place)
{
    struct broker *b = &s->broker;
    struct core_start start;
    forget(b);
    disk_undo(s);
    disk_start(s, &start);
    b->core = core_new(&b->config, &start, broker_now(s));
    b->fed_ms = broker_now(s);
    b->deaf_ms = 0;
    b->packet = NULL;
    b->leftovers_due = true;
    b->undone = in_place;
    trace(s, "broker starts: %llu documents, %zu leases left over",
          (unsigned long long)(start.next_num - 1), s->working.record_count);
    if (!in_place || random_chance(&s->random, 300)) edge_leftovers(s);
    if (b->disk_full) edge_feed(s, &(struct core_event){.kind = CORE_DISK, .full = true});
}

void broker_start(struct sim *s)
{
    start_core(s, false);
    schedule(s, 1);
}

void broker_stop(struct sim *s)
{
    struct broker *b = &s->broker;
    if (!b->core) return;
    trace(s, "broker dies");
    forget(b);
    b->inbox_count = 0;
    b->due_order = 0;
    happen(s, random_between(&s->random, 5, faulty(s) ? 3000 : 50), H_RESTART, 0, NULL);
}

void broker_receive(struct sim *s, const struct packet *packet)
{
    struct broker *b = &s->broker;
    if (s->weather.orderly && s->broken[packet->link]) return;
    if (!b->core) {
        /* The peer's socket keeps some of what it could not deliver. */
        if (!s->weather.orderly && random_chance(&s->random, 500))
            happen(s, 500, H_TO_BROKER, 0, packet);
        return;
    }
    if (b->inbox_count == b->inbox_room) {
        b->inbox_room = b->inbox_room ? 2 * b->inbox_room : 64;
        b->inbox = xrealloc(b->inbox, b->inbox_room * sizeof *b->inbox);
    }
    b->inbox[b->inbox_count++] = packet;
    schedule(s, random_below(&s->random, 4));
}

void broker_gone(struct sim *s, uint32_t link)
{
    uint32_t number = s->broker.number_of[link];
    if (!s->broker.core || number == 0) return;
    edge_feed(s, &(struct core_event){.kind = CORE_GONE, .peer = number});
}

static bool struck(struct sim *s, unsigned chance)
{
    return faulty(s) && random_chance(&s->random, chance);
}

static bool dies_here(struct sim *s)
{
    if (!struck(s, s->weather.crash)) return false;
    broker_stop(s);
    return true;
}

static void intake(struct sim *s)
{
    struct broker *b = &s->broker;
    size_t most = random_between(&s->random, 1, 40), count = 0;
    while (count < b->inbox_count && count < most) edge_packet(s, b->inbox[count++]);
    if (count == 0) return;
    memmove(b->inbox, b->inbox + count, (b->inbox_count - count) * sizeof *b->inbox);
    b->inbox_count -= count;
}

/* 0 if it came through, else the core has started again from the commit before. */
static int commit(struct sim *s)
{
    if (struck(s, s->weather.full)) {
        trace(s, "the commit fails");
        start_core(s, true);
        return -1;
    }
    disk_commit(s);
    s->broker.committed = s->broker.turn;
    return 0;
}

/* Everything that leaves is held against the law first. It may die with half of it sent. */
static void release(struct sim *s)
{
    struct broker *b = &s->broker;
    for (size_t i = 0; i < b->parcel_count; i++) {
        if (dies_here(s)) return;
        law_release(s, &b->parcels[i]);
        send_to_peer(s, b->parcels[i].packet);
    }
    b->parcel_count = 0;
}

void broker_turn(struct sim *s)
{
    struct broker *b = &s->broker;
    b->due_order = 0;
    b->turn++;
    if (b->leftovers_due && random_chance(&s->random, 200)) edge_leftovers(s);
    intake(s);
    if (dies_here(s)) return;
    edge_feed(s, &(struct core_event){.kind = CORE_TICK});
    if (dies_here(s)) return;
    if (commit(s) == 0) {
        if (dies_here(s)) return;
        release(s);
    }
    if (!b->core) return;
    if (s->weather.slow && faulty(s))
        b->stalled_until = s->now_ms + random_between(&s->random, 5000, 60000);
    schedule(s, b->inbox_count ? 1 : core_wait_ms(b->core, broker_now(s)));
}
