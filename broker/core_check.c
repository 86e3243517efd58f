/* core_check.c: what must hold after every event. The simulator and the tests ask after each. */
#include "broker/core_state.h"

#define MUST(truth, sentence)                                                                      \
    do {                                                                                           \
        if (!(truth)) return sentence;                                                             \
    } while (0)

static const char *check_entry(const struct core *core, const struct lease *l, uint32_t i)
{
    const struct lease_entry *e = &l->entries[i];
    const struct document *d = e->document;
    if (!d) return NULL;
    MUST(e->held, "an open entry is held against its worker's credit");
    MUST(d->place == PLACE_LEASED && d->lease == l && d->entry == i,
         "an open entry's document is leased there and nowhere else");
    MUST(d->retry.num == e->num && d->retry.bytes == e->bytes,
         "an entry tells number and length of its document");
    MUST(table_find(&core->documents, e->num) == d, "a leased document is found by its number");
    MUST(d->retry.attempts >= 1, "a leased document's attempt is counted");
    return NULL;
}

static const char *check_lease(const struct core *core, const struct session *s,
                               const struct lease *l, struct session *sum)
{
    uint32_t open = 0;
    MUST(l->worker == s && table_find(&core->leases, l->id) == l,
         "a lease is found by its number and belongs to one worker");
    MUST(l->id < core->next_lease, "lease numbers ascend");
    for (uint32_t i = 0; i < l->count; i++) {
        const char *broken = check_entry(core, l, i);
        if (broken) return broken;
        open += l->entries[i].document != NULL;
        sum->held_docs += l->entries[i].held;
        sum->held_bytes += l->entries[i].held ? l->entries[i].bytes : 0;
    }
    MUST(open == l->open && open > 0, "a lease has open entries, and knows how many");
    return NULL;
}

static const char *check_worker(const struct core *core, const struct session *s, uint64_t *leases,
                                uint64_t *running)
{
    struct session sum = {0};
    for (const struct lease *l = s->leases; l; l = l->next) {
        const char *broken = check_lease(core, s, l, &sum);
        if (broken) return broken;
        sum.lease_count++;
        *running += l->open;
    }
    *leases += sum.lease_count;
    MUST(sum.lease_count == s->lease_count, "a worker knows how many leases it has");
    MUST(sum.held_docs == s->held_docs && sum.held_bytes == s->held_bytes,
         "what a worker holds is the sum of its leases");
    bool pinned =
        core->config.mixed || view_equal(buf_view(&s->extractor), buf_view(&core->extractor));
    MUST(!s->leases || pinned, "only the pinned extractor is at work");
    return NULL;
}

static const char *check_workers(const struct core *core)
{
    uint64_t leases = 0, running = 0;
    size_t count = 0;
    for (const struct session *s = core->workers.first; s; s = s->next, count++) {
        MUST(session_find(core, s->peer) == s, "a session is found by its peer");
        const char *broken = check_worker(core, s, &leases, &running);
        if (broken) return broken;
    }
    MUST(count == core->workers.count, "the list of workers knows its length");
    MUST(leases == core->leases.count, "every lease has a worker");
    MUST(running == core->running, "the documents that run are those in open entries");
    return NULL;
}

static const char *check_heap(const struct core *core, const struct heap *h, enum place place)
{
    for (size_t i = 0; i < h->count; i++) {
        const struct document *d = h->at[i];
        MUST(d->heap_at == i && d->place == place, "a retry knows its place in its heap");
        MUST(i == 0 || !h->before(d, h->at[(i - 1) / 2]), "a heap is in order");
        MUST(table_find(&core->documents, d->retry.num) == d, "a retry is found by its number");
        MUST(d->recorded, "a retry has a record");
    }
    return NULL;
}

static const char *check_queue(const struct core *core)
{
    const struct queue *q = &core->queue;
    uint64_t last = 0;
    uint32_t live = 0;
    for (uint32_t i = 0; i < q->count; i++) {
        const struct core_waiting *w = &q->ring[(q->head + i) % q->room];
        MUST(w->num > last && w->num < q->next, "the window ascends");
        last = w->num;
        if (w->bytes == UINT32_MAX) continue;
        live++;
        MUST(!table_find(&core->documents, w->num), "what is in the window is nowhere else");
    }
    MUST(live == q->live, "the window knows how many wait in it");
    MUST(q->next <= core->next_num, "the window ends where the documents end");
    MUST(q->sleeping.count + q->ready.count <= core->config.retry_room,
         "retries have bounded room");
    const char *broken = check_heap(core, &q->sleeping, PLACE_SLEEPING);
    return broken ? broken : check_heap(core, &q->ready, PLACE_READY);
}

/* Where all is read, what waits is all in memory. */
static const char *check_sum(const struct core *core)
{
    const struct queue *q = &core->queue;
    uint64_t retries = q->sleeping.count + q->ready.count;
    uint64_t known = core->running + retries + q->live;
    MUST(core->running + retries == core->documents.count, "a known document is in one place");
    MUST(known <= core->states[STATE_WAITING], "what is known to wait is waiting in the ledger");
    bool all_read = q->next == core->next_num && !q->retries_unread && !q->retries_reading;
    MUST(!all_read || known == core->states[STATE_WAITING], "what waits in the ledger is known");
    return NULL;
}

static const char *check_ledger(const struct core *core)
{
    uint64_t all = 0, failed = 0, skipped = 0;
    for (int i = 0; i < CORE_STATES; i++) all += core->states[i];
    for (unsigned i = 0; i < 256; i++) {
        failed += reason_state(i) == STATE_FAILED ? core->reasons[i] : 0;
        skipped += reason_state(i) == STATE_SKIPPED ? core->reasons[i] : 0;
    }
    MUST(all == core->next_num - 1, "every document is in one state");
    MUST(core->states[STATE_RUNNING] == 0, "RUNNING is not stored");
    MUST(failed == core->states[STATE_FAILED], "the reasons of what failed add up");
    MUST(skipped == core->states[STATE_SKIPPED], "the reasons of what was skipped add up");
    return NULL;
}

const char *core_check(const struct core *core)
{
    static const char *(*const checks[])(const struct core *) = {check_ledger, check_workers,
                                                                 check_queue, check_sum};
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        const char *broken = checks[i](core);
        if (broken) return broken;
    }
    return NULL;
}
