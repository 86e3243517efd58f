/* core.c: making a core, the table of events, and time. */
#include "broker/core_state.h"
#include <assert.h>
#include <stdlib.h>

#define SUBMIT_DOCS  8192
#define SUBMIT_BYTES (64 << 20)
#define QUEUE_ROOM   16384
#define RETRY_ROOM   65536

#ifdef CORE_HOOKS
int core_broken;
#endif

/* A longer pause between two events is the broker's own: it did not look, so that its peers'
 * silence says nothing. */
#define MAX_STEP_MS HEARTBEAT_MS

static struct core_config with_defaults(const struct core_config *given)
{
    struct core_config c = *given;
    if (c.submit_docs == 0) c.submit_docs = SUBMIT_DOCS;
    if (c.submit_bytes == 0) c.submit_bytes = SUBMIT_BYTES;
    if (c.queue_room == 0) c.queue_room = QUEUE_ROOM;
    if (c.retry_room == 0) c.retry_room = RETRY_ROOM;
    return c;
}

struct core *core_new(const struct core_config *config, const struct core_start *start,
                      uint64_t now_ms)
{
    struct core *core = xcalloc(1, sizeof *core);
    core->config = with_defaults(config);
    core->now_ms = core->clock_ms = now_ms;
    for (int i = 0; i < CORE_STATES; i++) core->states[i] = start->states[i];
    for (int i = 0; i < 256; i++) core->reasons[i] = start->reasons[i];
    core->next_num = start->next_num;
    core->next_lease = start->next_lease;
    buf_add_view(&core->extractor, start->extractor);
    queue_start(core);
    return core;
}

static void free_all(struct table *t)
{
    for (size_t i = 0; i < t->room; i++) free(t->rows[i].value);
    table_free(t);
}

void core_free(struct core **at)
{
    struct core *core = *at;
    if (!core) return;
    for (size_t i = 0; i < core->sessions_room; i++)
        if (core->sessions[i]) session_free(core->sessions[i]);
    free(core->sessions);
    free_all(&core->leases);
    free_all(&core->documents);
    while (core->spare) {
        struct document *d = core->spare;
        core->spare = d->next_spare;
        free(d);
    }
    queue_free(&core->queue);
    buf_free(&core->extractor);
    free(core);
    *at = NULL;
}

/* A run ends when nothing waits or runs: the next one may have another extractor. */
static void release_extractor(struct core *core)
{
    if (core->extractor.len == 0 || core->states[STATE_WAITING] > 0) return;
    buf_free(&core->extractor);
    effect_add(core, CORE_PIN);
}

static void tick(struct core *core, const struct core_event *event)
{
    core->turn++;
    session_sweep(core);
    release_extractor(core);
    queue_want(core);
    task_make_all(core);
}

static void window(struct core *core, const struct core_event *event)
{
    queue_window(core, event);
    task_make_all(core);
}

static void retries(struct core *core, const struct core_event *event)
{
    queue_retries(core, event);
    task_make_all(core);
}

static void disk(struct core *core, const struct core_event *event)
{
    core->disk_full = event->full;
}

static void stop(struct core *core, const struct core_event *event)
{
    core->stopping = true;
}

static void heard(struct core *core, const struct core_event *event)
{
    /* being admitted was all */
}

/* What each event does, and who may send it. */
static const struct {
    enum { THE_EDGE, ANYBODY, ANY_SESSION, A_CLIENT, A_WORKER } from;
    void (*run)(struct core *core, const struct core_event *event);
} handlers[] = {
    [CORE_HELLO] = {ANYBODY, session_hello},
    [CORE_BYE] = {ANYBODY, session_bye},
    [CORE_GONE] = {ANYBODY, session_bye},
    [CORE_PING] = {ANY_SESSION, session_ping},
    [CORE_HEARD] = {ANY_SESSION, heard},
    [CORE_CREDIT] = {A_WORKER, lease_credit},
    [CORE_HEARTBEAT] = {A_WORKER, lease_heartbeat},
    [CORE_RESULT] = {A_WORKER, lease_result},
    [CORE_SUBMIT] = {A_CLIENT, submit_begin},
    [CORE_OFFER] = {A_CLIENT, submit_offer},
    [CORE_CHANGE] = {A_CLIENT, submit_change},
    [CORE_CHANGE_END] = {A_CLIENT, submit_change_end},
    [CORE_WINDOW] = {THE_EDGE, window},
    [CORE_RETRIES] = {THE_EDGE, retries},
    [CORE_LEFTOVER] = {THE_EDGE, ledger_leftover},
    [CORE_TICK] = {THE_EDGE, tick},
    [CORE_DISK] = {THE_EDGE, disk},
    [CORE_STOP] = {THE_EDGE, stop},
};

int core_admits(const struct core *core, uint32_t peer, enum core_role role)
{
    const struct session *s = session_find(core, peer);
    if (!s) return ERR_HELLO_FIRST;
    return role == CORE_STRANGER || s->role == role ? 0 : ERR_WRONG_ROLE;
}

static uint64_t request_of(const struct core_event *event)
{
    if (event->kind == CORE_SUBMIT) return event->submit.request;
    return event->kind == CORE_CHANGE_END ? event->request : 0;
}

/* Whether the sender may send this; if not, it was refused. */
static bool admit(struct core *core, const struct core_event *event)
{
    static const enum core_role roles[] = {
        [ANY_SESSION] = CORE_STRANGER, [A_CLIENT] = CORE_CLIENT, [A_WORKER] = CORE_WORKER};
    int from = handlers[event->kind].from;
    if (from == THE_EDGE) return true;
    assert(event->peer < CORE_MAX_PEERS);
    struct session *s = session_find(core, event->peer);
    if (s) s->heard_ms = core->clock_ms;
    if (from == ANYBODY) return true;
    int code = core_admits(core, event->peer, roles[from]);
    if (code == 0) return true;
    struct err err;
    fail(&err, code, "%s", error_sentence((unsigned)code));
    session_refuse(core, event->peer, request_of(event), &err);
    return false;
}

/* core->clock_ms is the time that the broker has looked on: the clock without its leaps (a
 * suspended machine, a stalled disk, a stopped process). After a leap the peers' messages lie
 * unread, and nobody must be taken for dead. */
static void pass_time(struct core *core, uint64_t now_ms)
{
    if (now_ms <= core->now_ms) return;
    uint64_t step = now_ms - core->now_ms;
    core->clock_ms += step < MAX_STEP_MS ? step : MAX_STEP_MS;
    core->now_ms = now_ms;
    if (step > MAX_STEP_MS) core->deaf_ms = core->clock_ms;
}

void core_step(struct core *core, const struct core_event *event, uint64_t now_ms,
               struct core_effects *out)
{
    out->count = 0;
    out->refused = false;
    arena_reset(&out->arena);
    core->out = out;
    pass_time(core, now_ms);
    if (admit(core, event)) handlers[event->kind].run(core, event);
    core->out = NULL;
}

uint64_t core_wait_ms(const struct core *core, uint64_t now_ms)
{
    const struct heap *sleeping = &core->queue.sleeping;
    uint64_t wait = MAX_STEP_MS / 2;
    if (queue_is_low(core)) return 0;            /* it is being read, a piece a turn */
    if (core->leases.count > 0) wait = SWEEP_MS; /* somebody may have to be missed */
    if (sleeping->count == 0) return wait;
    uint64_t due = sleeping->at[0]->due_ms;
    uint64_t left = due > core->clock_ms ? due - core->clock_ms : 0;
    return left < wait ? left : wait;
}

void core_status(const struct core *core, struct core_status *out)
{
    *out = (struct core_status){.leases = core->leases.count,
                                .fenced = core->fenced,
                                .lost_leases = core->lost_leases,
                                .retries = core->retries,
                                .refused = core->refused,
                                .tasks = core->tasks,
                                .results = core->results,
                                .stored = core->stored,
                                .extractor = buf_view(&core->extractor),
                                .disk_full = core->disk_full,
                                .stopping = core->stopping};
    for (int i = 0; i < CORE_STATES; i++) {
        out->states[i] = core->states[i];
        out->submitted += core->states[i];
    }
    for (int i = 0; i < 256; i++) out->reasons[i] = core->reasons[i];
    out->states[STATE_WAITING] -= core->running;
    out->states[STATE_RUNNING] = core->running;
}

bool core_next_worker(const struct core *core, uint64_t now_ms, uint32_t *at,
                      struct core_worker *out)
{
    const struct session *s = NULL;
    while (*at < core->sessions_room && (!s || s->role != CORE_WORKER)) s = core->sessions[(*at)++];
    if (!s || s->role != CORE_WORKER) return false;
    *out = (struct core_worker){.peer = s->peer,
                                .children = s->children,
                                .name = buf_view(&s->name),
                                .extractor = buf_view(&s->extractor),
                                .leases = s->lease_count,
                                .docs = s->held_docs,
                                .bytes = s->held_bytes,
                                .credit_docs = s->credit_docs,
                                .credit_bytes = s->credit_bytes,
                                .silent_ms = core->clock_ms - s->heard_ms,
                                .busy = s->busy,
                                .idle_ms = s->idle_ms,
                                .finished = s->finished,
                                .rss_bytes = s->rss_bytes};
    return true;
}
