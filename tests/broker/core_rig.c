/* core_rig.c: see core_rig.h. */
#include "tests/broker/core_rig.h"

struct rig rig_begin(const struct core_config *config)
{
    static const struct core_config defaults;
    static const struct core_start empty = {.next_num = 1, .next_lease = 1};
    struct rig f = {.now_ms = 1000000};
    f.core = core_new(config ? config : &defaults, &empty, f.now_ms);
    return f;
}

void rig_end(struct rig *f)
{
    core_free(&f->core);
    core_effects_free(&f->out);
}

void rig_step(struct rig *f, const struct core_event *event)
{
    core_step(f->core, event, f->now_ms, &f->out);
    const char *broken = core_check(f->core);
    if (broken) test_fail(__FILE__, __LINE__, "broken invariant: %s", broken);
}

void rig_hello(struct rig *f, uint32_t peer, enum core_role role, const char *extractor)
{
    struct core_event e = {.kind = CORE_HELLO, .peer = peer};
    e.hello.protocol = PROTOCOL_VERSION;
    e.hello.role = role;
    e.hello.name = view_of("somewhere:1");
    e.hello.extractor = view_of(extractor);
    e.hello.children = 1;
    rig_step(f, &e);
}

void rig_credit(struct rig *f, uint32_t peer, uint64_t docs, uint64_t bytes)
{
    struct core_event e = {.kind = CORE_CREDIT, .peer = peer};
    e.credit.docs = docs;
    e.credit.bytes = bytes;
    rig_step(f, &e);
}

void rig_worker(struct rig *f, uint32_t peer, uint64_t docs, uint64_t bytes)
{
    rig_hello(f, peer, CORE_WORKER, "x");
    rig_credit(f, peer, docs, bytes);
}

static void begin_submit(struct rig *f, size_t docs, uint64_t bytes)
{
    struct core_event e = {.kind = CORE_SUBMIT, .peer = CLIENT};
    e.submit.request = 7;
    e.submit.docs = docs;
    e.submit.bytes = bytes;
    rig_step(f, &e);
}

void rig_submit(struct rig *f, size_t docs, uint32_t bytes)
{
    struct core_event e = {.kind = CORE_OFFER, .peer = CLIENT};
    e.offer.bytes = bytes;
    begin_submit(f, docs, docs * bytes);
    for (size_t i = 0; i < docs && !f->out.refused; i++) rig_step(f, &e);
}

void rig_offer(struct rig *f, const struct core_event *offered)
{
    begin_submit(f, 1, offered->offer.bytes);
    CHECK(!f->out.refused);
    rig_step(f, offered);
}

/* An empty store has nothing that could be read. */
static void answer_wants(struct rig *f)
{
    struct core_event none = {.kind = CORE_RETRIES};
    if (rig_count(f, CORE_WANT_RETRIES) == 0) return;
    core_step(f->core, &none, f->now_ms, &(struct core_effects){0});
}

void rig_tick(struct rig *f)
{
    rig_step(f, &(struct core_event){.kind = CORE_TICK});
    answer_wants(f);
}

void rig_pass(struct rig *f, uint64_t ms)
{
    for (uint64_t end = f->now_ms + ms; f->now_ms < end;) {
        f->now_ms += end - f->now_ms < 100 ? end - f->now_ms : 100;
        for (uint32_t peer = WORKER; peer <= OTHER; peer++)
            if (core_admits(f->core, peer, CORE_WORKER) == 0)
                rig_step(f, &(struct core_event){.kind = CORE_PING, .peer = peer});
        if (f->now_ms < end) rig_tick(f);
    }
    rig_tick(f);
}

void rig_heartbeat(struct rig *f, uint32_t peer, const uint64_t *leases, size_t count)
{
    struct core_event e = {.kind = CORE_HEARTBEAT, .peer = peer};
    e.heartbeat.leases = leases;
    e.heartbeat.count = count;
    rig_step(f, &e);
}

void rig_result(struct rig *f, uint32_t peer, uint64_t lease, struct core_outcome outcome)
{
    struct core_event e = {.kind = CORE_RESULT, .peer = peer};
    e.result.lease = lease;
    e.result.outcomes = &outcome;
    e.result.count = 1;
    rig_step(f, &e);
}

size_t rig_count(const struct rig *f, enum core_effect_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < f->out.count; i++) count += f->out.at[i].kind == kind;
    return count;
}

const struct core_effect *rig_effect(const struct rig *f, enum core_effect_kind kind, size_t nth)
{
    for (size_t i = 0; i < f->out.count; i++)
        if (f->out.at[i].kind == kind && nth-- == 0) return &f->out.at[i];
    test_fail(__FILE__, __LINE__, "there are only %zu effects of kind %d", rig_count(f, kind),
              kind);
}

struct core_outcome rig_outcome(uint64_t num, enum state state, unsigned reason)
{
    return (struct core_outcome){.num = num, .state = (uint8_t)state, .reason = (uint8_t)reason};
}

uint64_t rig_lease(const struct rig *f)
{
    return rig_effect(f, CORE_SEND_TASK, 0)->task.lease;
}

uint64_t rig_first_job(const struct rig *f)
{
    return rig_effect(f, CORE_SEND_TASK, 0)->task.jobs[0].num;
}

int rig_refusal(const struct rig *f)
{
    CHECK_INT(f->out.refused, rig_count(f, CORE_SEND_ERROR) > 0);
    return f->out.refused ? rig_effect(f, CORE_SEND_ERROR, 0)->error.code : 0;
}

uint64_t rig_in_state(const struct rig *f, enum state state)
{
    struct core_status status;
    core_status(f->core, &status);
    return status.states[state];
}
