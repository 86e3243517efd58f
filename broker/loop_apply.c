/* loop_apply.c: the core's effects: on the store at once, into the outbox for later. */
#include "broker/loop_parts.h"
#include "proto/version.h"
#include <assert.h>

/* ---- On the store ---- */

static bool ends(unsigned state)
{
    return state == STATE_DONE || state == STATE_FAILED || state == STATE_SKIPPED;
}

static void put_document(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    static const char no_content[SHA256_LEN];
    const struct msg_offer *o = s->offer;
    struct msg_stored_doc doc = {
        .archive = s->submit->archive,
        .source = o->source,
        .sha256 = o->reason ? (struct view){no_content, SHA256_LEN} : o->sha256,
        .bytes = o->bytes,
        .encoding = o->encoding,
        .length = o->length,
        .submitted_ms = clock_wall_ms(),
        .declared = o->declared,
        .date = o->date,
    };
    store_add(l->store, s->match, &doc, s->body, e->put.state, e->put.reason);
    if (!ends(e->put.state)) return;
    struct msg_stored_outcome outcome = {
        .reason = e->put.reason, .detail = o->detail, .finished_ms = doc.submitted_ms};
    store_put_outcome(l->store, e->put.num, &outcome, (struct view){0});
}

/* What the worker said of it, or the submitter who could not read it any more, and what the core
 * made of that. */
static void put_outcome(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    struct view result = {0};
    struct msg_stored_outcome outcome = {
        .reason = e->set.reason,
        .exit_status = e->set.exit_status,
        .exit_signal = e->set.exit_signal,
        .attempts = e->set.attempts,
        .deaths = e->set.deaths,
        .finished_ms = clock_wall_ms(),
    };
    if (s && s->offer && s->offer->reason && s->offer->reason == e->set.reason)
        outcome.detail = s->offer->detail;
    if (e->set.outcome >= 0) {
        const struct msg_outcome *told = &s->result->outcomes.at[e->set.outcome];
        result = s->answered[e->set.outcome].result;
        outcome.detail = told->detail;
        outcome.extractor = s->extractor;
        outcome.articles = told->articles;
        outcome.records = told->records;
        outcome.cpu_us = told->cpu_us;
        outcome.encoding = told->encoding;
        outcome.length = told->length;
    }
    store_put_outcome(l->store, e->set.num, &outcome, result);
    if (e->set.outcome >= 0) status_rate_add(&l->rate, l->now_ms, result.len);
}

static void set_state(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    if (e->set.from == STATE_DONE) index_drop(l->store, e->set.num);
    store_set_state(l->store, e->set.num, e->set.state, e->set.reason);
    if (ends(e->set.state))
        put_outcome(l, e, s);
    else if (ends(e->set.from))
        store_drop_outcome(l->store, e->set.num);
    if (e->set.state == STATE_DONE) {
        const struct answered *a = &s->answered[e->set.outcome];
        index_document(l, e->set.num, a);
        intake_between(l, a->result.len + a->part.len);
    }
}

static void revive(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    store_revive(l->store, e->num);
}

static void put_lease(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    uint64_t nums[MAX_BATCH];
    assert(e->task.count <= MAX_BATCH);
    for (size_t i = 0; i < e->task.count; i++) nums[i] = e->task.jobs[i].num;
    store_put_lease(l->store, e->task.lease, nums, e->task.count);
}

static void delete_lease(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    store_drop_lease(l->store, e->lease);
}

static void put_retry(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    const struct core_retry *r = &e->retry;
    struct msg_stored_retry stored = {
        .behind = r->behind,
        .lease = r->lease,
        .bytes = r->bytes,
        .attempts = r->attempts,
        .deaths = r->deaths,
        .timeouts = r->timeouts,
        .spared = r->spared,
        .reason = r->reason,
        .exit_status = r->exit_status,
        .exit_signal = r->exit_signal,
    };
    store_put_retry(l->store, r->num, &stored);
}

static void delete_retry(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    store_drop_retry(l->store, e->num);
}

static void pin(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    store_pin_extractor(l->store, e->text);
}

/* ---- To peers ---- */

static void send(struct loop *l, const struct core_effect *e, const struct msg *msg,
                 struct wire_body *body)
{
    const struct peer *p = peers_at(l->peers, e->peer);
    assert(p); /* its session is not closed yet */
    outbox_message(l, &p->id, p, msg, body);
}

static void send_welcome(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    struct msg msg = {.number = MSG_WELCOME};
    msg.welcome = (struct msg_welcome){
        .protocol = PROTOCOL_VERSION,
        .version = view_of(GARNER_VERSION),
        .store = {(const char *)store_id(l->store), STORE_ID_LEN},
        .heartbeat_ms = HEARTBEAT_MS,
        .liveness_ms = LIVENESS_MS,
        .window_docs = e->welcome.docs,
        .window_bytes = e->welcome.bytes,
        .max_document = l->options->max_document,
    };
    send(l, e, &msg, NULL);
}

static void send_error(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    const struct peer *p = peers_at(l->peers, e->peer);
    assert(p);
    refuse(l, &p->id, p, e->error.request, e->error.code, e->error.text);
}

static void send_pong(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    send(l, e, &(struct msg){.number = MSG_PONG, .pong = {e->token}}, NULL);
}

static void send_submitted(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    struct msg msg = {.number = MSG_SUBMITTED};
    msg.submitted = (struct msg_submitted){e->submitted.request, e->submitted.verdicts};
    send(l, e, &msg, NULL);
}

static void send_revoke(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    send(l, e, &(struct msg){.number = MSG_REVOKE, .revoke = {e->lease}}, NULL);
}

static void send_changed(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    struct msg msg = {.number = MSG_CHANGED};
    msg.changed = (struct msg_changed){e->changed.request, e->changed.documents};
    send(l, e, &msg, NULL);
}

/* Fills in the jobs of a TASK and returns their bodies, copied once: from the map into the frame.
 * NULL if one is not to be had: the turn has a fault then, and its commit will tell. */
static struct wire_body *read_jobs(struct loop *l, const struct core_effect *e,
                                   struct msg_job *jobs, struct msg_stored_doc *docs)
{
    struct store_read *turn = store_turn(l->store);
    size_t total = 0;
    for (size_t i = 0; i < e->task.count; i++) {
        const struct core_job *job = &e->task.jobs[i];
        if (!store_doc(turn, job->num, &docs[i])) return NULL;
        jobs[i] = (struct msg_job){
            job->num,         docs[i].archive, docs[i].source, docs[i].sha256,   docs[i].bytes,
            docs[i].encoding, docs[i].length,  job->attempt,   docs[i].declared, docs[i].date,
        };
        total += docs[i].length;
    }
    struct wire_body *body = wire_body_new(total);
    char *at = wire_body_at(body);
    for (size_t i = 0; i < e->task.count && body; at += docs[i++].length)
        if (docs[i].length && !store_body(turn, &docs[i], at)) wire_body_free(&body);
    return body;
}

static void send_task(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    struct msg_job jobs[MAX_BATCH];
    struct msg_stored_doc docs[MAX_BATCH];
    struct wire_body *body = read_jobs(l, e, jobs, docs);
    struct msg msg = {.number = MSG_TASK};
    msg.task.lease = e->task.lease;
    msg.task.jobs.at = jobs;
    msg.task.jobs.count = e->task.count;
    if (body) send(l, e, &msg, body);
}

static void close_session(struct loop *l, const struct core_effect *e, const struct subject *s)
{
    struct peer *p = peers_at(l->peers, e->peer);
    assert(p);
    if (p->role == CORE_WORKER)
        log_limited(&l->comings, LOG_INFO, "worker %.*s left", (int)p->name.len, p->name.at);
    peers_remove(l->peers, p);
}

/* ---- To be answered ---- */

struct core_found found_of(const struct store_found *f)
{
    return (struct core_found){f->num, (uint32_t)f->length, (uint8_t)f->state, (uint8_t)f->reason};
}

struct core_retry retry_of(uint64_t num, const struct msg_stored_retry *r)
{
    return (struct core_retry){
        .num = num,
        .behind = r->behind,
        .lease = r->lease,
        .bytes = (uint32_t)r->bytes,
        .attempts = (uint16_t)r->attempts,
        .deaths = (uint16_t)r->deaths,
        .timeouts = (uint16_t)r->timeouts,
        .spared = (uint16_t)r->spared,
        .reason = (uint8_t)r->reason,
        .exit_status = (uint8_t)r->exit_status,
        .exit_signal = (uint8_t)r->exit_signal,
    };
}

static void answer_window(struct loop *l, const struct core_effect *e)
{
    size_t room = e->want.max;
    struct store_waiting *found = arena_alloc(&l->arena, room * sizeof *found);
    struct core_waiting *told = arena_alloc(&l->arena, room * sizeof *told);
    struct core_event event = {.kind = CORE_WINDOW};
    event.window.from = e->want.from;
    event.window.count =
        store_window(store_turn(l->store), e->want.from, found, room, &event.window.next);
    for (size_t i = 0; i < event.window.count; i++)
        told[i] = (struct core_waiting){found[i].num, (uint32_t)found[i].length};
    event.window.at = told;
    apply(l, &event, NULL);
}

static void answer_retries(struct loop *l, const struct core_effect *e)
{
    struct store_read *turn = store_turn(l->store);
    struct core_retry *told = arena_alloc(&l->arena, e->want.max * sizeof *told);
    struct core_event event = {.kind = CORE_RETRIES};
    struct msg_stored_retry r;
    size_t count = 0;
    uint64_t num = e->want.from;
    while (count < e->want.max && (num = store_next_retry(turn, num, &r)) != 0)
        told[count++] = retry_of(num, &r);
    event.retries.after = e->want.from;
    event.retries.next = num;
    event.retries.at = told;
    event.retries.count = count;
    apply(l, &event, NULL);
}

/* ---- All of them ---- */

static void (*const appliers[])(struct loop *, const struct core_effect *,
                                const struct subject *) = {
    [CORE_PUT_DOCUMENT] = put_document,
    [CORE_SET_STATE] = set_state,
    [CORE_REVIVE] = revive,
    [CORE_PUT_LEASE] = put_lease,
    [CORE_DELETE_LEASE] = delete_lease,
    [CORE_PUT_RETRY] = put_retry,
    [CORE_DELETE_RETRY] = delete_retry,
    [CORE_PIN] = pin,
    [CORE_SEND_WELCOME] = send_welcome,
    [CORE_SEND_ERROR] = send_error,
    [CORE_SEND_PONG] = send_pong,
    [CORE_SEND_SUBMITTED] = send_submitted,
    [CORE_SEND_TASK] = send_task,
    [CORE_SEND_REVOKE] = send_revoke,
    [CORE_SEND_CHANGED] = send_changed,
    [CORE_CLOSE] = close_session,
};

/* What the core wants to know is answered last, for the answers are events and have effects. */
bool apply(struct loop *l, const struct core_event *event, const struct subject *subject)
{
    enum { WANTS = 4 };
    struct core_effect wants[WANTS];
    size_t wanted = 0;
    core_step(l->core, event, l->now_ms, &l->effects);
    bool taken = !l->effects.refused;
    for (size_t i = 0; i < l->effects.count; i++) {
        const struct core_effect *e = &l->effects.at[i];
        if (e->kind < CORE_WANT_WINDOW) {
            appliers[e->kind](l, e, subject);
            continue;
        }
        assert(wanted < WANTS);
        wants[wanted++] = *e;
    }
    for (size_t i = 0; i < wanted; i++)
        (wants[i].kind == CORE_WANT_WINDOW ? answer_window : answer_retries)(l, &wants[i]);
    return taken;
}
