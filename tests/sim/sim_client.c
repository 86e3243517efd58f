/* sim_client.c: submitters, who offer until they are told, and now and then change by hand. */
#include "tests/sim/sim.h"
#include <stddef.h>

enum { PATIENCE_MS = 1500, HELLO_AGAIN_MS = 700 };

static struct offer make_offer(struct sim *s, uint32_t low, uint32_t high)
{
    static const uint8_t reasons[] = {REASON_UNREADABLE, REASON_TOO_LARGE, REASON_EMPTY};
    struct random *r = &s->random;
    struct offer o = {.name = (uint32_t)random_between(r, low, high)};
    o.content = 1 + (uint32_t)random_below(r, s->contents);
    o.bytes = 1 + (o.content * 7919u) % (o.content % 7 == 0 ? 900000 : 4000);
    if (!random_chance(r, 60)) return o;
    o.content = 0;
    o.reason = reasons[random_below(r, sizeof reasons)];
    return o;
}

static struct packet make_request(struct sim *s, uint64_t request, uint32_t low, uint32_t high)
{
    struct packet p = {.kind = P_SUBMIT, .request = request};
    if (random_chance(&s->random, s->weather.change)) {
        p.kind = P_CHANGE;
        p.to = random_chance(&s->random, 500) ? STATE_WAITING : STATE_SKIPPED;
        return p;
    }
    struct offer *offers = arena_alloc(&s->arena, OFFERS * sizeof *offers);
    p.docs = random_below(&s->random, OFFERS + 1);
    for (size_t i = 0; i < p.docs; i++) {
        offers[i] = make_offer(s, low, high);
        p.bytes += offers[i].bytes;
    }
    p.offers = offers;
    return p;
}

/* In an orderly world each client has names of its own, and one request under way, so that what
 * comes last is known beforehand (sim_oracle.c). */
void client_begin(struct sim *s, uint32_t peer)
{
    struct peer *p = &s->peers[peer];
    uint32_t low = 0, high = s->names - 1;
    if (s->weather.orderly) {
        low = peer % 2 ? s->names / 2 : 0;
        high = peer % 2 ? s->names - 1 : s->names / 2 - 1;
    }
    p->request_count = random_between(&s->random, 1, 8);
    p->requests = arena_alloc(&s->arena, p->request_count * sizeof *p->requests);
    p->answered = arena_alloc(&s->arena, p->request_count * sizeof *p->answered);
    for (size_t i = 0; i < p->request_count; i++) {
        p->requests[i] = make_request(s, i + 1, low, high);
        p->answered[i] = false;
    }
    p->window = s->weather.orderly ? 1 : random_between(&s->random, 1, 5);
}

bool client_is_done(const struct peer *p)
{
    return p->first == p->request_count;
}

static void say_hello(struct sim *s, uint32_t peer)
{
    struct peer *p = &s->peers[peer];
    if (p->said_hello_ms != 0 && s->now_ms - p->said_hello_ms < HELLO_AGAIN_MS) return;
    p->said_hello_ms = s->now_ms;
    send_to_broker(s, (struct packet){.kind = P_HELLO, .link = p->link});
}

/* What was not answered in time is offered again; in an orderly world over a new connection, so
 * that no request of the old one comes after it. */
static void lose_patience(struct sim *s, uint32_t peer)
{
    struct peer *p = &s->peers[peer];
    if (p->sent == p->first || s->now_ms - p->sent_ms < PATIENCE_MS) return;
    p->sent = p->first;
    if (s->weather.orderly) connect_peer(s, peer);
}

static void send_requests(struct sim *s, struct peer *p)
{
    while (p->sent < p->request_count && p->sent < p->first + p->window) {
        size_t i = p->sent++;
        p->sent_ms = s->now_ms;
        if (p->answered[i]) continue;
        p->requests[i].link = p->link;
        send_to_broker(s, p->requests[i]);
    }
}

void client_step(struct sim *s, uint32_t peer)
{
    struct peer *p = &s->peers[peer];
    happen(s, random_between(&s->random, 50, 200), H_CLIENT, peer, NULL);
    if (!p->alive || client_is_done(p)) return;
    lose_patience(s, peer);
    if (p->welcome)
        send_requests(s, p);
    else
        say_hello(s, peer);
}

static void take_answer(struct peer *p, uint64_t request)
{
    p->answered[request - 1] = true;
    while (p->first < p->request_count && p->answered[p->first]) p->first++;
    if (p->sent < p->first) p->sent = p->first;
}

void client_receive(struct sim *s, uint32_t peer, const struct packet *packet)
{
    struct peer *p = &s->peers[peer];
    if (packet->kind == P_WELCOME) {
        p->welcome = true;
        p->sent = p->first;
    }
    if (packet->kind == P_SUBMITTED || packet->kind == P_CHANGED) take_answer(p, packet->request);
    if (packet->kind != P_ERROR) return;
    if (packet->code == ERR_HELLO_FIRST || packet->code == ERR_STOPPING) p->welcome = false;
    /* Over its window, or the disk is full: it loses patience, and offers again. */
}
