/* core_lease.c: what is leased, and to whom.
 *
 *     TASK ──▶ open ── RESULT for each entry ─────────────────────────▶ gone
 *               ├───── not named in a HEARTBEAT, or its session ended ─▶ gone, open entries LOST
 *               └───── all its documents were stopped ──── REVOKE ─────▶ gone
 *
 * An outcome counts only for (session, lease, number) that is open; any other is late, and ignored.
 * An entry whose document was stopped is closed, but held against the worker's credit until the
 * worker tells of it or the lease is gone: the worker does not know yet.
 */
#include "broker/core_state.h"
#include <assert.h>
#include <stdlib.h>

/* A HEARTBEAT that comes sooner after the TASK may have left before the worker had it: that it does
 * not name the lease says nothing. */
#define NAMED_AFTER_MS 1000

/* Workers give a broker up that is silent for LIVENESS_MS, and are missed LIVENESS_MS after their
 * last word. So for this long after the broker looked away, losses may be of its own making. */
#define AFTERMATH_MS (2 * LIVENESS_MS)

/* A worker may name leases that are none of its own. So many are answered with REVOKE, the others
 * at its next HEARTBEAT: one message in must not be thousands out. */
#define REVOKES_A_BEAT 64

static void record(struct core *core, const struct lease *l)
{
    struct core_job *jobs = arena_alloc(&core->out->arena, l->count * sizeof *jobs);
    for (uint32_t i = 0; i < l->count; i++)
        jobs[i] = (struct core_job){l->entries[i].num, l->entries[i].document->retry.attempts};
    for (int send = BROKEN(LEASE) ? 1 : 0; send <= 1; send++) {
        struct core_effect *e =
            effect_send(core, send ? CORE_SEND_TASK : CORE_PUT_LEASE, send ? l->worker->peer : 0);
        e->task.lease = l->id;
        e->task.jobs = jobs;
        e->task.count = l->count;
    }
}

static void add_entry(struct core *core, struct lease *l, const struct pick *pick)
{
    struct document *d = pick->retry ? pick->retry : document_new(core, pick->num, pick->bytes);
    d->place = PLACE_LEASED;
    d->lease = l;
    d->entry = l->count;
    d->retry.attempts++;
    l->entries[l->count++] = (struct lease_entry){d, pick->num, pick->bytes, true};
    l->open++;
    l->worker->held_docs++;
    l->worker->held_bytes += pick->bytes;
    core->running++;
}

static void link_to_worker(struct lease *l, struct session *worker)
{
    l->worker = worker;
    l->next = worker->leases;
    if (l->next) l->next->previous = l;
    worker->leases = l;
    worker->lease_count++;
}

static void unlink_from_worker(struct lease *l)
{
    if (l->previous)
        l->previous->next = l->next;
    else
        l->worker->leases = l->next;
    if (l->next) l->next->previous = l->previous;
    l->worker->lease_count--;
}

void lease_open(struct core *core, struct session *worker, const struct pick *picks, size_t count)
{
    struct lease *l = xcalloc(1, sizeof *l + count * sizeof *l->entries);
    l->id = core->next_lease++;
    l->sent_ms = core->clock_ms;
    link_to_worker(l, worker);
    for (size_t i = 0; i < count; i++) add_entry(core, l, &picks[i]);
    table_add(&core->leases, l->id, l);
    core->tasks++;
    record(core, l);
}

static void release(struct lease *l, struct lease_entry *entry)
{
    if (!entry->held) return;
    entry->held = false;
    l->worker->held_docs--;
    l->worker->held_bytes -= entry->bytes;
}

static void lease_end(struct core *core, struct lease *l)
{
    assert(l->open == 0);
    for (uint32_t i = 0; i < l->count; i++) release(l, &l->entries[i]);
    effect_add(core, CORE_DELETE_LEASE)->lease = l->id;
    unlink_from_worker(l);
    table_remove(&core->leases, l->id);
    free(l);
}

static void revoke(struct core *core, uint32_t peer, uint64_t lease)
{
    effect_send(core, CORE_SEND_REVOKE, peer)->lease = lease;
}

/* A lease without open entries goes; what its worker still holds of it is called back. */
static void settle(struct core *core, struct lease *l)
{
    if (l->open > 0) return;
    bool held = false;
    for (uint32_t i = 0; i < l->count; i++) held |= l->entries[i].held;
    if (held) revoke(core, l->worker->peer, l->id);
    lease_end(core, l);
}

/* The document is in no lease any more; its worker may still hold it. The lease stays as it is. */
static void close_entry(struct core *core, struct document *d)
{
    struct lease *l = d->lease;
    l->entries[d->entry].document = NULL;
    l->open--;
    core->running--;
    d->lease = NULL;
    d->retry.lease = l->id;
}

void lease_void(struct core *core, struct document *d)
{
    struct lease *l = d->lease;
    close_entry(core, d);
    settle(core, l);
}

/* Was the lease out while the broker did not look (pass_time() in core.c), and was that not long
 * ago? Then its worker heard nothing either, and had to take it for void. */
static bool is_lost_in_silence(const struct core *core, const struct lease *l)
{
    return l->sent_ms < core->deaf_ms && core->clock_ms - core->deaf_ms < AFTERMATH_MS;
}

void lease_lose(struct core *core, struct lease *l)
{
    bool spare = is_lost_in_silence(core, l);
    for (uint32_t i = 0; i < l->count; i++) {
        struct document *d = l->entries[i].document;
        if (!d) continue;
        close_entry(core, d);
        if (spare)
            ledger_spare(core, d);
        else
            ledger_retry(core, d, REASON_LOST, -1);
    }
    core->lost_leases++;
    lease_end(core, l);
}

void lease_credit(struct core *core, const struct core_event *event)
{
    struct session *s = session_find(core, event->peer);
    s->credit_docs = event->credit.docs;
    s->credit_bytes = event->credit.bytes;
}

/* Marks the leases that the worker names; one that is not its own is called back. */
static void mark_named(struct core *core, struct session *s, const struct core_event *event)
{
    unsigned revoked = 0;
    for (size_t i = 0; i < event->heartbeat.count; i++) {
        uint64_t id = event->heartbeat.leases[i];
        struct lease *l = table_find(&core->leases, id);
        if (l && l->worker == s)
            l->named = s->heartbeats;
        else if (revoked++ < REVOKES_A_BEAT)
            revoke(core, s->peer, id);
    }
}

void lease_heartbeat(struct core *core, const struct core_event *event)
{
    struct session *s = session_find(core, event->peer);
    s->busy = event->heartbeat.busy;
    s->idle_ms = event->heartbeat.idle_ms;
    s->finished = event->heartbeat.finished;
    s->rss_bytes = event->heartbeat.rss_bytes;
    s->heartbeats++;
    mark_named(core, s, event);
    for (struct lease *l = s->leases, *next; l; l = next) {
        next = l->next;
        bool told = core->clock_ms - l->sent_ms >= NAMED_AFTER_MS;
        if (told && l->named != s->heartbeats) lease_lose(core, l);
    }
    effect_send(core, CORE_SEND_PONG, s->peer)->token = 0;
}

/* May a worker say this of a document? */
static bool is_valid(const struct core_outcome *o)
{
    if (o->state == STATE_DONE || o->state == STATE_WAITING) return o->reason == REASON_NONE;
    if (o->state != STATE_FAILED && o->state != STATE_SKIPPED) return false;
    if (o->reason == REASON_LOST || o->reason == REASON_SUPERSEDED || o->reason == REASON_OPERATOR)
        return false;
    return reason_state(o->reason) == o->state;
}

/* What a worker gives back it does not want: it gets no more before it grants credit again. */
static void give_back(struct core *core, struct session *s, struct document *d)
{
    s->credit_docs = 0;
    ledger_return(core, d);
}

static void apply(struct core *core, struct session *s, struct document *d,
                  const struct core_outcome *o, int32_t index)
{
    if (!is_valid(o)) {
        ledger_retry(core, d, REASON_BAD_RESULT, -1);
    } else if (o->state == STATE_WAITING) {
        give_back(core, s, d);
    } else if (o->state == STATE_FAILED && reason_retries(o->reason)) {
        if (o->reason == REASON_DIED) {
            d->retry.exit_status = o->exit_status;
            d->retry.exit_signal = o->exit_signal;
        }
        ledger_retry(core, d, o->reason, index);
    } else {
        ledger_finish(core, d, o->state, o->reason, index);
    }
}

/* The document, if it is open in this lease of this worker. */
static struct document *find_open(const struct core *core, const struct session *s, uint64_t lease,
                                  uint64_t num)
{
    struct document *d = table_find(&core->documents, num);
    if (!d || d->place != PLACE_LEASED) return NULL;
    if (BROKEN(FENCE)) return d;
    return d->lease->id == lease && d->lease->worker == s ? d : NULL;
}

/* Late, but the worker told that it does not hold the document any more. */
static void release_late(struct core *core, const struct session *s, uint64_t lease, uint64_t num)
{
    core->fenced++;
    struct lease *l = table_find(&core->leases, lease);
    if (!l || l->worker != s) return;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->entries[i].num == num) release(l, &l->entries[i]);
}

static void take_outcome(struct core *core, struct session *s, uint64_t lease,
                         const struct core_outcome *o, int32_t index)
{
    struct document *d = find_open(core, s, lease, o->num);
    if (!d) {
        release_late(core, s, lease, o->num);
        return;
    }
    struct lease *l = d->lease;
    release(l, &l->entries[d->entry]);
    close_entry(core, d);
    apply(core, s, d, o, index);
    settle(core, l);
}

void lease_result(struct core *core, const struct core_event *event)
{
    struct session *s = session_find(core, event->peer);
    core->results++;
    for (size_t i = 0; i < event->result.count; i++)
        take_outcome(core, s, event->result.lease, &event->result.outcomes[i], (int32_t)i);
}
