/* core_rig.h: a core in a test's hand: events in one line, the effects to look at. */
#ifndef TESTS_BROKER_CORE_RIG_H
#define TESTS_BROKER_CORE_RIG_H

#include "broker/core.h"
#include "tests/test.h"

#define CLIENT 1 /* peer numbers */
#define WORKER 2
#define OTHER  3

struct rig {
    struct core *core;
    struct core_effects out;
    uint64_t now_ms;
};

/* A core over an empty store; config may be NULL. Ends with rig_end(). */
struct rig rig_begin(const struct core_config *config);
void rig_end(struct rig *f);

/* One event, after which the invariants hold. */
void rig_step(struct rig *f, const struct core_event *event);
void rig_hello(struct rig *f, uint32_t peer, enum core_role role, const char *extractor);
/* HELLO of a worker with one child and extractor x, and CREDIT. */
void rig_worker(struct rig *f, uint32_t peer, uint64_t docs, uint64_t bytes);
void rig_credit(struct rig *f, uint32_t peer, uint64_t docs, uint64_t bytes);
/* A SUBMIT of that many new documents of so many bytes each. */
void rig_submit(struct rig *f, size_t docs, uint32_t bytes);
void rig_offer(struct rig *f, const struct core_event *offer); /* a SUBMIT of one */
void rig_tick(struct rig *f);
/* Time passes in steps, with a TICK and a PING of each worker in every step. */
void rig_pass(struct rig *f, uint64_t ms);
void rig_heartbeat(struct rig *f, uint32_t peer, const uint64_t *leases, size_t count);
void rig_result(struct rig *f, uint32_t peer, uint64_t lease, struct core_outcome outcome);

struct core_outcome rig_outcome(uint64_t num, enum state state, unsigned reason);

/* Among the effects of the last event: how many of a kind, and the nth of them (from 0; fails the
 * test if there are not so many). */
size_t rig_count(const struct rig *f, enum core_effect_kind kind);
const struct core_effect *rig_effect(const struct rig *f, enum core_effect_kind kind, size_t nth);

/* The lease of the first TASK of the last event, and its first document. */
uint64_t rig_lease(const struct rig *f);
uint64_t rig_first_job(const struct rig *f);

/* The code of the one ERROR of the last event, 0 if there is none. */
int rig_refusal(const struct rig *f);
uint64_t rig_in_state(const struct rig *f, enum state state);

#endif
