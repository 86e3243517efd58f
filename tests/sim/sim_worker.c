/* sim_worker.c: workers that compute, and those that lie, forget and come late. */
#include "tests/sim/sim.h"
#include <string.h>

enum { HELLO_AGAIN_MS = 700 };

enum nature nature_of(uint32_t content)
{
    static const enum nature natures[] = {POISON, HANGS,    FLAKY,     FLAKY,
                                          BINARY, BAD_TEXT, BAD_OUTPUT};
    uint32_t kind = content * 2654435761u >> 27; /* 0 to 31 */
    return kind < sizeof natures / sizeof *natures ? natures[kind] : GOOD;
}

static struct core_outcome died(struct sim *s, uint64_t num)
{
    return (struct core_outcome){num, STATE_FAILED, REASON_DIED, 0,
                                 (uint8_t)random_between(&s->random, 1, 15)};
}

static struct core_outcome failed(uint64_t num, uint8_t reason)
{
    return (struct core_outcome){
        .num = num, .state = (uint8_t)reason_state(reason), .reason = reason};
}

/* What no worker may say of a document. */
static struct core_outcome nonsense(struct sim *s, uint64_t num)
{
    static const uint8_t pairs[][2] = {
        {0, 0},
        {STATE_RUNNING, 0},
        {STATE_DUPLICATE, 0},
        {STATE_FAILED, 0},
        {200, 0},
        {STATE_DONE, REASON_DIED},
        {STATE_SKIPPED, REASON_DIED},
        {STATE_SKIPPED, REASON_SUPERSEDED},
        {STATE_FAILED, REASON_LOST},
        {STATE_SKIPPED, REASON_OPERATOR},
        {STATE_WAITING, REASON_DIED},
    };
    const uint8_t *pair = pairs[random_below(&s->random, sizeof pairs / sizeof *pairs)];
    return (struct core_outcome){.num = num, .state = pair[0], .reason = pair[1]};
}

static struct core_outcome work(struct sim *s, uint64_t num)
{
    struct core_outcome done = {.num = num, .state = STATE_DONE};
    switch (nature_of(s->working.docs[num].content)) {
    case GOOD: return done;
    case POISON: return died(s, num);
    case HANGS: return failed(num, REASON_TIMEOUT);
    case FLAKY: return random_chance(&s->random, 400) ? died(s, num) : done;
    case BINARY: return failed(num, REASON_BINARY);
    case BAD_TEXT: return failed(num, REASON_BAD_CHARSET);
    case BAD_OUTPUT: return random_chance(&s->random, 500) ? nonsense(s, num) : done;
    }
    return done;
}

void worker_begin(struct sim *s, uint32_t peer)
{
    static const uint64_t docs[] = {1, 3, 8, 40, 300}, bytes[] = {1000, 20000, 1000000};
    struct peer *p = &s->peers[peer];
    p->children = (uint32_t)random_between(&s->random, 1, 4);
    p->credit_docs = docs[random_below(&s->random, 5)];
    p->credit_bytes = bytes[random_below(&s->random, 3)];
    p->pace_ms = random_chance(&s->random, 200) ? 1000 : 80;
}

static void drop(struct peer *p, size_t i)
{
    p->held[i] = p->held[--p->held_count];
}

static void send_result(struct sim *s, struct peer *p, uint64_t lease,
                        const struct core_outcome *outcomes, size_t count)
{
    struct core_outcome *copy = arena_alloc(&s->arena, count * sizeof *copy);
    memcpy(copy, outcomes, count * sizeof *copy);
    send_to_broker(
        s, (struct packet){
               .kind = P_RESULT, .link = p->link, .lease = lease, .docs = count, .outcomes = copy});
}

/* Some documents of one lease. */
static void compute(struct sim *s, struct peer *p)
{
    struct core_outcome outcomes[16];
    size_t count = 0, most = random_between(&s->random, 1, 16);
    if (p->held_count == 0) return;
    size_t i = random_below(&s->random, p->held_count);
    struct held *h = &p->held[i];
    while (count < most && h->done < h->count) outcomes[count++] = work(s, h->jobs[h->done++].num);
    send_result(s, p, h->lease, outcomes, count);
    if (h->done == h->count) drop(p, i);
}

static void give_back(struct sim *s, struct peer *p)
{
    struct core_outcome outcomes[256];
    for (; p->held_count > 0; drop(p, 0)) {
        struct held *h = &p->held[0];
        size_t count = 0;
        while (h->done < h->count)
            outcomes[count++] =
                (struct core_outcome){h->jobs[h->done++].num, STATE_WAITING, 0, 0, 0};
        send_result(s, p, h->lease, outcomes, count);
    }
}

static void grant_credit(struct sim *s, struct peer *p)
{
    send_to_broker(s, (struct packet){.kind = P_CREDIT,
                                      .link = p->link,
                                      .docs = p->credit_docs,
                                      .bytes = p->credit_bytes});
}

static void send_heartbeat(struct sim *s, struct peer *p)
{
    uint64_t *leases = arena_alloc(&s->arena, (p->held_count + 1) * sizeof *leases), count = 0;
    bool lies = !p->honest && random_chance(&s->random, s->weather.lie);
    for (size_t i = 0; i < p->held_count; i++)
        if (!lies || random_chance(&s->random, 700)) leases[count++] = p->held[i].lease;
    if (lies) leases[count++] = random_below(&s->random, s->working.next_lease + 2);
    if (count > p->held_count + 1) count = p->held_count + 1;
    p->beat_ms = s->now_ms;
    send_to_broker(
        s, (struct packet){.kind = P_HEARTBEAT, .link = p->link, .docs = count, .leases = leases});
    grant_credit(s, p);
}

/* A RESULT for a lease and for documents that it may or may not hold, with any state and reason. */
static void lie(struct sim *s, struct peer *p)
{
    struct core_outcome outcomes[4];
    size_t count = random_between(&s->random, 1, 4);
    for (size_t i = 0; i < count; i++)
        outcomes[i] = (struct core_outcome){random_below(&s->random, s->working.next_num + 2),
                                            (uint8_t)random_below(&s->random, 8),
                                            (uint8_t)random_below(&s->random, 27), 1, 9};
    send_result(s, p, random_below(&s->random, s->working.next_lease + 2), outcomes, count);
}

static void say_hello(struct sim *s, struct peer *p)
{
    if (p->said_hello_ms != 0 && s->now_ms - p->said_hello_ms < HELLO_AGAIN_MS) return;
    p->said_hello_ms = p->heard_ms = s->now_ms;
    send_to_broker(s, (struct packet){.kind = P_HELLO,
                                      .link = p->link,
                                      .extractor = p->extractor,
                                      .children = p->children});
}

static void leave(struct sim *s, struct peer *p)
{
    if (random_chance(&s->random, 500)) give_back(s, p);
    send_to_broker(s, (struct packet){.kind = P_BYE, .link = p->link});
    p->welcome = false;
    p->held_count = 0;
}

static void misbehave(struct sim *s, struct peer *p)
{
    if (!faulty(s)) return;
    if (!p->honest && random_chance(&s->random, s->weather.lie)) lie(s, p);
    if (random_chance(&s->random, s->weather.worker_fault / 4)) leave(s, p);
    if (random_chance(&s->random, s->weather.worker_fault / 4)) give_back(s, p);
}

static void live(struct sim *s, struct peer *p)
{
    if (p->welcome && s->now_ms - p->heard_ms > LIVENESS_MS) {
        p->welcome = false; /* nothing was heard: its leases are void */
        if (p->honest) p->held_count = 0;
    }
    if (!p->welcome) {
        say_hello(s, p);
        if (p->honest) return; /* a dishonest one goes on, and is late */
    }
    compute(s, p);
    if (s->now_ms - p->beat_ms >= HEARTBEAT_MS) send_heartbeat(s, p);
    misbehave(s, p);
}

void worker_step(struct sim *s, uint32_t peer)
{
    struct peer *p = &s->peers[peer];
    happen(s, random_between(&s->random, p->pace_ms / 2, p->pace_ms), H_WORKER, peer, NULL);
    if (p->alive && s->now_ms >= p->sleeps_until) live(s, p);
}

static void hold(struct sim *s, struct peer *p, const struct packet *packet)
{
    if (p->held_count == LEASES_HELD) return;
    p->held[p->held_count++] = (struct held){packet->lease, packet->jobs, packet->docs, 0};
}

static void take_error(struct sim *s, struct peer *p, const struct packet *packet)
{
    p->welcome = false;
    if (packet->code == ERR_MIXED_EXTRACTORS) p->sleeps_until = s->now_ms + 2000;
}

void worker_receive(struct sim *s, uint32_t peer, const struct packet *packet)
{
    struct peer *p = &s->peers[peer];
    if (!p->alive) return;
    p->heard_ms = s->now_ms;
    if (packet->kind == P_WELCOME) {
        p->welcome = true;
        if (p->honest) p->held_count = 0;
        grant_credit(s, p);
    }
    if (packet->kind == P_TASK && (p->welcome || !p->honest)) hold(s, p, packet);
    if (packet->kind == P_ERROR) take_error(s, p, packet);
    for (size_t i = 0; packet->kind == P_REVOKE && i < p->held_count; i++)
        if (p->held[i].lease == packet->lease) drop(p, i--);
}
