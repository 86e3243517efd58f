/* core_queue.c: what waits, and what is next.
 *
 * The store holds the queue; memory a part of it:
 *
 *     numbers    1 ─────────────── front ── window ── q->next ────────────── core->next_num
 *                leased, finished,    the next new       not read yet: WANT_WINDOW
 *                or with a record     documents
 *
 * Retries sleep until they are due, then stand ready until the front has reached their `behind`:
 * all that was new when they failed has been leased. Ready retries go before new documents. When
 * there are more records than room, the rest is read from the store when room is made.
 */
#include "broker/core_state.h"
#include <assert.h>
#include <stdlib.h>

#define DEAD           UINT32_MAX /* bytes of a window entry that stopped waiting */
#define FIRST_DELAY_MS 1000
#define MAX_DELAY_MS   60000

static bool due_before(const struct document *a, const struct document *b)
{
    if (a->due_ms != b->due_ms) return a->due_ms < b->due_ms;
    return a->retry.num < b->retry.num;
}

static bool ready_before(const struct document *a, const struct document *b)
{
    if (a->retry.behind != b->retry.behind) return a->retry.behind < b->retry.behind;
    return due_before(a, b);
}

void queue_start(struct core *core)
{
    struct queue *q = &core->queue;
    q->room = core->config.queue_room;
    q->ring = xcalloc(q->room, sizeof *q->ring);
    q->next = 1;
    q->sleeping.before = due_before;
    q->ready.before = ready_before;
    q->retries_unread = true;
}

void queue_free(struct queue *q)
{
    free(q->ring);
    free(q->sleeping.at);
    free(q->ready.at);
}

struct document *document_new(struct core *core, uint64_t num, uint32_t bytes)
{
    struct document *d = core->spare;
    if (d)
        core->spare = d->next_spare;
    else
        d = xmalloc(sizeof *d);
    *d = (struct document){.retry = {.num = num, .bytes = bytes}};
    table_add(&core->documents, num, d);
    return d;
}

void document_free(struct core *core, struct document *d)
{
    table_remove(&core->documents, d->retry.num);
    d->next_spare = core->spare;
    core->spare = d;
}

static struct core_waiting *window_at(const struct queue *q, uint32_t i)
{
    return &q->ring[(q->head + i) % q->room];
}

/* The number of the next new document; the first number not read where none is known. */
static uint64_t front(const struct queue *q)
{
    return q->count > 0 ? window_at(q, 0)->num : q->next;
}

/* The first entry is never a dead one. */
static void trim(struct queue *q)
{
    while (q->count > 0 && window_at(q, 0)->bytes == DEAD) {
        q->head = (q->head + 1) % q->room;
        q->count--;
    }
}

static bool append(struct queue *q, uint64_t num, uint32_t bytes)
{
    if (q->count == q->room) return false;
    *window_at(q, q->count++) = (struct core_waiting){num, bytes};
    q->live++;
    return true;
}

void queue_add_new(struct core *core, uint64_t num, uint32_t bytes, bool waits)
{
    struct queue *q = &core->queue;
    if (q->next != num) return; /* what is before it is unread; it will be found there */
    if (waits && !append(q, num, bytes) && !BROKEN(WINDOW)) return;
    q->next = num + 1;
}

void queue_read_retries(struct core *core)
{
    core->queue.retries_unread = true;
}

bool queue_drop_new(struct core *core, uint64_t num)
{
    struct queue *q = &core->queue;
    uint32_t low = 0, high = q->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (window_at(q, middle)->num < num)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == q->count || window_at(q, low)->num != num) return false;
    if (window_at(q, low)->bytes == DEAD) return false;
    window_at(q, low)->bytes = DEAD;
    q->live--;
    trim(q);
    return true;
}

/* Back-off: 1 s, 2 s, 4 s …; none for what was put back by hand, nor for a first loss. */
static uint64_t delay_ms(const struct core_retry *r)
{
    if (r->attempts == 0 || (r->reason == REASON_LOST && r->attempts == 1)) return 0;
    uint64_t delay = (uint64_t)FIRST_DELAY_MS << (r->attempts < 8 ? r->attempts - 1 : 7);
    return delay < MAX_DELAY_MS ? delay : MAX_DELAY_MS;
}

static size_t retries_known(const struct queue *q)
{
    return q->sleeping.count + q->ready.count;
}

void queue_add_retry(struct core *core, struct document *d)
{
    struct queue *q = &core->queue;
    if (retries_known(q) >= core->config.retry_room) {
        q->retries_unread = !BROKEN(UNREAD);
        document_free(core, d);
        return;
    }
    d->place = PLACE_SLEEPING;
    d->due_ms = core->clock_ms + delay_ms(&d->retry);
    heap_add(&q->sleeping, d);
}

void queue_drop_retry(struct core *core, struct document *d)
{
    struct queue *q = &core->queue;
    heap_remove(d->place == PLACE_SLEEPING ? &q->sleeping : &q->ready, d);
}

void queue_wake(struct core *core)
{
    struct queue *q = &core->queue;
    while (q->sleeping.count > 0 && q->sleeping.at[0]->due_ms <= core->clock_ms) {
        struct document *d = q->sleeping.at[0];
        heap_remove(&q->sleeping, d);
        d->place = PLACE_READY;
        heap_add(&q->ready, d);
    }
}

static void want(struct core *core, enum core_effect_kind kind, uint64_t from, size_t max)
{
    struct core_effect *e = effect_add(core, kind);
    e->want.from = from;
    e->want.max = (uint32_t)max;
}

static bool wants_window(const struct core *core)
{
    const struct queue *q = &core->queue;
    return q->next < core->next_num && q->count <= q->room / 4;
}

static bool wants_retries(const struct core *core)
{
    const struct queue *q = &core->queue;
    return (q->retries_unread || q->retries_reading) &&
           retries_known(q) <= core->config.retry_room / 2;
}

bool queue_is_low(const struct core *core)
{
    return wants_window(core) || wants_retries(core);
}

/* Records that found no room while others were read are found by the next pass. */
static void begin_pass(struct queue *q)
{
    if (q->retries_reading) return;
    q->retries_unread = false;
    q->retries_reading = true;
    q->retries_read = 0;
}

void queue_want(struct core *core)
{
    struct queue *q = &core->queue;
    if (wants_window(core)) want(core, CORE_WANT_WINDOW, q->next, q->room - q->count);
    if (!wants_retries(core)) return;
    begin_pass(q);
    want(core, CORE_WANT_RETRIES, q->retries_read, core->config.retry_room - retries_known(q));
}

void queue_window(struct core *core, const struct core_event *event)
{
    struct queue *q = &core->queue;
    if (event->window.from != q->next) return; /* it has moved on since it was asked for */
    if (event->window.next <= q->next) return; /* a turn that reads nothing any more: see store.h */
    for (size_t i = 0; i < event->window.count; i++) {
        const struct core_waiting *w = &event->window.at[i];
        assert(w->num >= q->next && w->bytes != DEAD);
        q->next = w->num;
        if (!append(q, w->num, w->bytes)) return;
        q->next = w->num + 1;
    }
    q->next = event->window.next;
}

void queue_retries(struct core *core, const struct core_event *event)
{
    struct queue *q = &core->queue;
    if (!q->retries_reading || event->retries.after != q->retries_read) return;
    for (size_t i = 0; i < event->retries.count; i++) {
        const struct core_retry *r = &event->retries.at[i];
        if (table_find(&core->documents, r->num)) continue; /* leased, or known already */
        struct document *d = document_new(core, r->num, r->bytes);
        d->retry = *r;
        d->recorded = true;
        queue_add_retry(core, d);
    }
    q->retries_read = event->retries.next;
    q->retries_reading = event->retries.next != 0;
}

uint64_t queue_known(const struct core *core)
{
    return core->queue.live + core->queue.ready.count;
}

bool queue_peek(const struct core *core, struct pick *out)
{
    const struct queue *q = &core->queue;
    struct document *retry = q->ready.count > 0 ? q->ready.at[0] : NULL;
    if (retry && retry->retry.behind <= front(q)) {
        *out = (struct pick){retry, retry->retry.num, retry->retry.bytes};
        return true;
    }
    if (q->count == 0) return false;
    const struct core_waiting *w = window_at(q, 0);
    *out = (struct pick){NULL, w->num, w->bytes};
    return true;
}

void queue_take(struct core *core, const struct pick *pick)
{
    struct queue *q = &core->queue;
    if (pick->retry) {
        heap_remove(&q->ready, pick->retry);
        return;
    }
    window_at(q, 0)->bytes = DEAD;
    q->live--;
    trim(q);
}
