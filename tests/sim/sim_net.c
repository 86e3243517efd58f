/* sim_net.c: time, and a network that keeps order only where the weather is orderly. */
#include "tests/sim/sim.h"
#include <stdlib.h>

static bool before(const struct happening *a, const struct happening *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

uint64_t happen(struct sim *s, uint64_t in_ms, int kind, uint32_t peer, const struct packet *packet)
{
    if (s->happening_count == s->happening_room) {
        s->happening_room = s->happening_room ? 2 * s->happening_room : 256;
        s->happenings = xrealloc(s->happenings, s->happening_room * sizeof *s->happenings);
    }
    struct happening h = {s->now_ms + in_ms, ++s->happened, kind, peer, packet};
    size_t i = s->happening_count++;
    for (; i > 0 && before(&h, &s->happenings[(i - 1) / 2]); i = (i - 1) / 2)
        s->happenings[i] = s->happenings[(i - 1) / 2];
    s->happenings[i] = h;
    return h.order;
}

bool next_happening(struct sim *s, struct happening *out)
{
    if (s->happening_count == 0) return false;
    *out = s->happenings[0];
    struct happening last = s->happenings[--s->happening_count];
    size_t i = 0, child;
    while ((child = 2 * i + 1) < s->happening_count) {
        if (child + 1 < s->happening_count &&
            before(&s->happenings[child + 1], &s->happenings[child]))
            child++;
        if (before(&last, &s->happenings[child])) break;
        s->happenings[i] = s->happenings[child];
        i = child;
    }
    s->happenings[i] = last;
    return true;
}

bool faulty(const struct sim *s)
{
    return s->now_ms < s->weather.fault_ms;
}

uint32_t connect_peer(struct sim *s, uint32_t peer)
{
    uint32_t link = ++s->link_count;
    law(s, link < LINKS, "the run is too long: no more links");
    s->broken[s->peers[peer].link] = true;
    s->peer_of[link] = peer;
    s->peers[peer].link = link;
    s->peers[peer].welcome = false;
    s->peers[peer].said_hello_ms = 0;
    return link;
}

static uint64_t delay(struct sim *s, uint32_t link, int direction)
{
    uint64_t ms = random_between(&s->random, 1, faulty(s) ? s->weather.delay_ms : 20);
    if (faulty(s) && !s->weather.orderly) return ms;
    uint64_t *arrived = &s->arrived[link][direction];
    if (s->now_ms + ms < *arrived) ms = *arrived - s->now_ms;
    *arrived = s->now_ms + ms;
    return ms;
}

static void send_packet(struct sim *s, const struct packet *packet, int direction)
{
    bool wild = faulty(s) && !s->weather.orderly;
    struct packet *copy = arena_alloc(&s->arena, sizeof *copy);
    *copy = *packet;
    trace_packet(s, direction ? "→ peer  " : "→ broker", copy);
    for (int times = wild && random_chance(&s->random, s->weather.repeat) ? 2 : 1; times > 0;
         times--) {
        if (wild && random_chance(&s->random, s->weather.lose)) continue;
        happen(s, delay(s, packet->link, direction), direction ? H_TO_PEER : H_TO_BROKER, 0, copy);
    }
}

void send_to_broker(struct sim *s, struct packet packet)
{
    send_packet(s, &packet, 0);
}

void send_to_peer(struct sim *s, struct packet packet)
{
    send_packet(s, &packet, 1);
}
