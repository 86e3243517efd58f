/* sim_law.c: what must hold at every step, told from the simulator's own books. */
#include "tests/sim/sim.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* The promises of docs/work.md, in numbers of its own: the core must not be believed. */
enum { TRIES = 10, DEATHS = 3, TIMEOUTS = 2, SPARED = 100, DEAF_MS = 500, AFTERMATH_MS = 4000 };

void law(struct sim *s, bool holds, const char *format, ...)
{
    if (holds) return;
    va_list args;
    va_start(args, format);
    fflush(stdout);
    fprintf(stderr, "seed %llu, %llu ms: broken law: ", (unsigned long long)s->seed,
            (unsigned long long)s->now_ms);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    exit(1);
}

static unsigned long long n(uint64_t number)
{
    return number;
}

static struct doc *doc_at(struct sim *s, uint64_t num)
{
    law(s, num > 0 && num < s->working.next_num, "document %llu is in the store", n(num));
    return &s->working.docs[num];
}

static struct granted *granted_find(struct sim *s, uint64_t lease)
{
    struct broker *b = &s->broker;
    for (size_t i = 0; i < b->granted_count; i++)
        if (b->granted[i].lease == lease) return &b->granted[i];
    return NULL;
}

static bool is_owner(struct sim *s, const struct granted *g, uint32_t number)
{
    return g && g->number == number && g->session == s->broker.seats[number].session;
}

static const struct core_outcome *outcome_of(const struct core_event *event, uint64_t num)
{
    if (event->kind != CORE_RESULT) return NULL;
    for (size_t i = 0; i < event->result.count; i++)
        if (event->result.outcomes[i].num == num) return &event->result.outcomes[i];
    return NULL;
}

/* What a RESULT changes must be open in that lease, of that worker, in this session. */
static void law_fence(struct sim *s, const struct core_event *event, uint64_t num)
{
    if (event->kind != CORE_RESULT) return;
    uint64_t lease = event->result.lease;
    law(s, outcome_of(event, num), "a RESULT changes only documents that it tells of");
    law(s, is_owner(s, granted_find(s, lease), event->peer),
        "late: lease %llu is not one of this session's", n(lease));
    law(s, doc_at(s, num)->lease == lease, "late: document %llu is not open in lease %llu", n(num),
        n(lease));
}

static void law_put(struct sim *s, const struct core_effect *e)
{
    const struct offer *o = &s->broker.packet->offers[s->broker.offer];
    law(s, e == s->broker.effects.at, "nothing is written between a look-up and its document");
    law(s, e->put.num == s->working.next_num && e->put.num <= DOCS, "numbers ascend by one");
    law(s, o->content == 0 ? e->put.reason == o->reason : e->put.reason == 0,
        "a document is put with the reason offered");
}

/* An effect that is stored with what a worker told names that very outcome. */
static void law_outcome(struct sim *s, const struct core_event *event, const struct core_effect *e)
{
    int32_t i = e->set.outcome;
    if (i < 0) return;
    law(s,
        event->kind == CORE_RESULT && (size_t)i < event->result.count &&
            event->result.outcomes[i].num == e->set.num &&
            event->result.outcomes[i].state == e->set.state &&
            event->result.outcomes[i].reason == e->set.reason,
        "what is stored of document %llu is what was told of it", n(e->set.num));
}

void law_time(struct sim *s)
{
    struct broker *b = &s->broker;
    uint64_t now = broker_now(s);
    if (now > b->fed_ms + DEAF_MS) b->deaf_ms = now;
    if (now > b->fed_ms) b->fed_ms = now;
}

/* Lost, and the broker had not listened while it was out, and not long ago. */
static bool is_spared(const struct sim *s, const struct core_event *event, const struct doc *d,
                      uint8_t reason)
{
    const struct broker *b = &s->broker;
    return reason == REASON_LOST && event->kind != CORE_LEFTOVER && d->spared < SPARED &&
           d->leased_ms < b->deaf_ms && b->fed_ms - b->deaf_ms < AFTERMATH_MS;
}

static bool had_its_share(const struct doc *d, uint8_t reason)
{
    return d->tries >= TRIES || d->deaths + (reason == REASON_DIED) >= DEATHS ||
           d->timeouts + (reason == REASON_TIMEOUT) >= TIMEOUTS;
}

static void law_set_state(struct sim *s, const struct core_event *event,
                          const struct core_effect *e)
{
    const struct doc *d = doc_at(s, e->set.num);
    law(s, d->state == e->set.from, "document %llu is %s, not %s", n(e->set.num),
        state_name(d->state), state_name(e->set.from));
    law_fence(s, event, e->set.num);
    law_outcome(s, event, e);
    if (e->set.state == STATE_DONE || e->set.state == STATE_FAILED)
        law(s, event->kind == CORE_OFFER || d->lease != 0, "document %llu ends in a lease",
            n(e->set.num));
    if (event->kind == CORE_OFFER || event->kind == CORE_CHANGE) return;
    law(s, e->set.attempts == d->tries, "document %llu was tried %u times, not %u", n(e->set.num),
        d->tries, e->set.attempts);
    law(s, !is_spared(s, event, d, e->set.reason),
        "document %llu is not given up because the broker did not listen", n(e->set.num));
    law(s, !reason_retries(e->set.reason) || had_its_share(d, e->set.reason),
        "document %llu is not given up before it had its share of attempts", n(e->set.num));
}

/* New: it waits and was never leased. */
static bool is_new(const struct doc *d)
{
    return d->state == STATE_WAITING && d->retry.num == 0 && d->lease == 0;
}

static uint64_t least_new(const struct sim *s)
{
    for (uint64_t i = 1; i < s->working.next_num; i++)
        if (is_new(&s->working.docs[i])) return i;
    return s->working.next_num;
}

static void law_job(struct sim *s, uint64_t lease, const struct core_job *job)
{
    struct doc *d = doc_at(s, job->num);
    law(s, d->state == STATE_WAITING, "document %llu is leased while it waits", n(job->num));
    law(s, d->lease == 0, "document %llu is in two leases", n(job->num));
    if (d->retry.num == 0) {
        law(s, least_new(s) == job->num, "new documents go by number: %llu before %llu",
            n(least_new(s)), n(job->num));
    } else {
        law(s, least_new(s) >= d->behind, "the retry of %llu goes behind new ones: %llu waits",
            n(job->num), n(least_new(s)));
        law(s, broker_now(s) >= d->not_before_ms, "the retry of %llu waits its time", n(job->num));
    }
    d->tries++;
    d->lease = lease;
    d->leased_ms = broker_now(s);
    law(s, job->attempt == d->tries, "it is attempt %u of document %llu, not %u", d->tries,
        n(job->num), job->attempt);
}

static void law_put_lease(struct sim *s, const struct core_effect *e)
{
    law(s, e->task.lease >= s->working.next_lease, "lease numbers are never used twice");
    for (size_t i = 0; i < e->task.count; i++) law_job(s, e->task.lease, &e->task.jobs[i]);
}

static void law_delete_lease(struct sim *s, const struct core_effect *e)
{
    struct broker *b = &s->broker;
    struct granted *g = granted_find(s, e->lease);
    if (g) *g = b->granted[--b->granted_count];
}

static uint64_t backoff_ms(uint32_t tries)
{
    uint64_t ms = 1000;
    while (--tries > 0 && ms < 60000) ms *= 2;
    return ms < 60000 ? ms : 60000;
}

static void law_put_retry(struct sim *s, const struct core_event *event,
                          const struct core_effect *e)
{
    const struct core_retry *r = &e->retry;
    struct doc *d = doc_at(s, r->num);
    const struct core_outcome *o = outcome_of(event, r->num);
    bool undone = event->kind == CORE_LEFTOVER && event->leftover.undone;
    bool unworked = undone || (o && o->state == STATE_WAITING && o->reason == 0);
    bool spared = is_spared(s, event, d, unworked ? 0 : r->reason);
    bool once = r->reason == REASON_LOST && r->attempts == 1;
    bool first_loss = r->reason == REASON_LOST && r->attempts + r->spared == 1;
    law_fence(s, event, r->num);
    d->deaths += o && r->reason == REASON_DIED && !unworked;
    d->timeouts += o && r->reason == REASON_TIMEOUT && !unworked;
    d->tries -= unworked || spared;
    d->spared += spared;
    law(s, r->attempts == d->tries && r->deaths == d->deaths && r->timeouts == d->timeouts,
        "document %llu: %u tries, %u deaths, %u timeouts, not %u, %u, %u", n(r->num), d->tries,
        d->deaths, d->timeouts, r->attempts, r->deaths, r->timeouts);
    law(s, r->spared == d->spared, "document %llu was spared %u times, not %u", n(r->num),
        d->spared, r->spared);
    law(s, unworked || !had_its_share(d, 0), "document %llu had its share of attempts", n(r->num));
    law(s, r->bytes == d->bytes, "a retry record tells the length");
    d->behind = unworked || first_loss ? 0 : s->working.next_num;
    d->not_before_ms = broker_now(s);
    if (d->tries > 0 && !unworked && !once) d->not_before_ms += backoff_ms(d->tries);
}

static void grant(struct sim *s, const struct core_effect *e)
{
    struct broker *b = &s->broker;
    if (b->granted_count == b->granted_room) {
        b->granted_room = b->granted_room ? 2 * b->granted_room : 64;
        b->granted = xrealloc(b->granted, b->granted_room * sizeof *b->granted);
    }
    struct granted *g = &b->granted[b->granted_count++];
    *g = (struct granted){e->task.lease, e->peer, b->seats[e->peer].session, NULL, e->task.count};
    g->docs = arena_alloc(&s->arena, g->count * sizeof *g->docs);
    for (size_t i = 0; i < g->count; i++) {
        uint64_t num = e->task.jobs[i].num;
        g->docs[i] = (struct granted_doc){num, doc_at(s, num)->bytes, true};
    }
}

static void law_task(struct sim *s, const struct core_effect *e)
{
    struct broker *b = &s->broker;
    const struct seat *seat = &b->seats[e->peer];
    uint64_t docs = 0, bytes = 0;
    grant(s, e);
    for (size_t i = 0; i < b->granted_count; i++) {
        const struct granted *g = &b->granted[i];
        for (size_t k = 0; k < g->count && is_owner(s, g, e->peer); k++) {
            docs += g->docs[k].held;
            bytes += g->docs[k].held ? g->docs[k].bytes : 0;
        }
    }
    law(s, seat->session != 0, "a TASK goes to a worker in session");
    law(s, docs <= seat->credit_docs, "a worker holds %llu documents and granted %llu", n(docs),
        n(seat->credit_docs));
    law(s, bytes <= seat->credit_bytes || docs == 1, "a worker holds %llu bytes and granted %llu",
        n(bytes), n(seat->credit_bytes));
    law(s, b->config.mixed || seat->extractor == s->working.extractor,
        "extractor %u gets a TASK in a run of extractor %u", seat->extractor, s->working.extractor);
}

/* An extractor is pinned when none is, and released when all work is done. */
static void law_pin(struct sim *s, const struct core_effect *e)
{
    law(s, (e->text.len > 0) == (s->working.extractor == 0), "an extractor is pinned once a run");
    for (uint64_t i = 1; i < s->working.next_num && e->text.len == 0; i++)
        law(s, s->working.docs[i].state != STATE_WAITING, "a run is not over: %llu waits", n(i));
}

void law_effect(struct sim *s, const struct core_event *event, const struct core_effect *e)
{
    switch (e->kind) {
    case CORE_PUT_DOCUMENT: law_put(s, e); break;
    case CORE_SET_STATE: law_set_state(s, event, e); break;
    case CORE_PUT_LEASE: law_put_lease(s, e); break;
    case CORE_DELETE_LEASE: law_delete_lease(s, e); break;
    case CORE_PUT_RETRY: law_put_retry(s, event, e); break;
    case CORE_PIN: law_pin(s, e); break;
    case CORE_SEND_TASK: law_task(s, e); break;
    default: break;
    }
}

/* A lease that went took nothing with it. */
static void law_left_behind(struct sim *s)
{
    const struct core_effects *effects = &s->broker.effects;
    for (size_t i = 0; i < effects->count; i++)
        for (uint64_t k = 1; effects->at[i].kind == CORE_DELETE_LEASE && k < s->working.next_num;
             k++)
            law(s, s->working.docs[k].lease != effects->at[i].lease,
                "document %llu is left behind in lease %llu", n(k), n(effects->at[i].lease));
}

/* The core's ledger is the store's. */
void law_step(struct sim *s)
{
    struct core_status status;
    uint64_t states[CORE_STATES] = {0};
    const char *broken = core_check(s->broker.core);
    law(s, !broken, "%s", broken);
    law_left_behind(s);
    core_status(s->broker.core, &status);
    for (uint64_t i = 1; i < s->working.next_num; i++) {
        const struct doc *d = &s->working.docs[i];
        law(s, d->state == STATE_WAITING || (d->retry.num == 0 && d->lease == 0),
            "document %llu is %s and still in the queue", n(i), state_name(d->state));
        states[d->lease ? STATE_RUNNING : d->state]++;
    }
    law(s, status.submitted == s->working.next_num - 1, "the ledger adds up to what was submitted");
    for (int i = 0; i < CORE_STATES && !s->broker.leftovers_due; i++)
        law(s, status.states[i] == states[i], "%llu documents are %s, not %llu", n(states[i]),
            state_name((unsigned)i), n(status.states[i]));
}

/* The worker told what became of these: it does not hold them any more. */
void law_heard(struct sim *s, uint32_t number, const struct packet *result)
{
    struct granted *g = granted_find(s, result->lease);
    if (!is_owner(s, g, number)) return;
    for (size_t i = 0; i < result->docs; i++)
        for (size_t k = 0; k < g->count; k++)
            if (g->docs[k].num == result->outcomes[i].num) g->docs[k].held = false;
}

static bool is_committed(const struct sim *s, const struct offer *o)
{
    for (uint64_t i = 1; i < s->committed.next_num; i++)
        if (s->committed.docs[i].name == o->name && s->committed.docs[i].content == o->content)
            return true;
    return false;
}

static bool is_recorded(const struct record *r, const struct packet *task)
{
    if (!r || r->count != task->docs) return false;
    for (size_t i = 0; i < r->count; i++)
        if (r->jobs[i].num != task->jobs[i].num || r->jobs[i].attempt != task->jobs[i].attempt)
            return false;
    return true;
}

static const struct record *record_find(const struct sim *s, uint64_t lease)
{
    for (size_t i = 0; i < s->committed.record_count; i++)
        if (s->committed.records[i].lease == lease) return &s->committed.records[i];
    return NULL;
}

/* The promise: nothing leaves before the commit that makes it true. */
void law_release(struct sim *s, const struct parcel *p)
{
    law(s, p->turn <= s->broker.committed, "nothing leaves before its commit");
    if (p->packet.kind == P_SUBMITTED)
        for (size_t i = 0; i < p->packet.docs; i++)
            law(s, is_committed(s, &p->packet.offers[i]),
                "what is acknowledged is in the store: name %u, content %u",
                p->packet.offers[i].name, p->packet.offers[i].content);
    if (p->packet.kind != P_TASK) return;
    law(s, is_recorded(record_find(s, p->packet.lease), &p->packet),
        "the lease record of a TASK is in the store before it leaves: %llu", n(p->packet.lease));
}
