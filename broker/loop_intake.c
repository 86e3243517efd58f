/* loop_intake.c: messages in. Who may say this, is it what the tables say, and what is it to the
 * core? Whatever is wrong with it is answered with ERROR, counted and logged, never asserted. */
#include "broker/loop_parts.h"
#include <stdlib.h>
#include <string.h>

/* A turn ends at one of these bounds, so that its answers are not late. */
enum { TURN_MESSAGES = 256, TURN_BYTES = 16 << 20, TURN_GROWN = 64 << 20 };

/* The work on so many bytes of documents takes a while, in which nobody is answered: a millisecond
 * or two. Each document counts as some more. */
enum { A_WHILE = 64 << 10, A_DOCUMENT = 1 << 10 };

/* What a message may take in the store beside its own bytes. */
enum { ROOM_A_MESSAGE = 1 << 20 };

/* ---- Refusals ---- */

void refuse(struct loop *l, const struct wire_id *to, const struct peer *peer, uint64_t request,
            int code, struct view text)
{
    struct msg msg = {.number = MSG_ERROR};
    msg.error = (struct msg_error){(uint64_t)code, request, text};
    l->refused[code]++;
    log_limited(&l->refusals, LOG_WARN, "refused, %s: %.*s", error_name((unsigned)code),
                (int)text.len, text.at);
    if (to->len > 0) outbox_message(l, to, peer, &msg, NULL);
}

/* Strangers are told only now and then, or a flood of theirs would be ours. */
static void refuse_from(struct loop *l, const struct wire_id *from, uint64_t request,
                        const struct err *err)
{
    const struct peer *p = peers_find(l->peers, from);
    if (p || peers_may_scold(l->peers, from, l->now_ms))
        refuse(l, from, p, request, err->code, view_of(err->text));
    else
        l->refused[err->code]++;
}

/* ---- Messages that are events as they are ---- */

/* A message as its handler gets it: from a peer in session and in the right role. */
struct heard {
    struct peer *peer;
    const struct msg *msg;
    struct view header, body;
};

static struct core_event event_of(const struct heard *h, enum core_event_kind kind)
{
    return (struct core_event){.kind = kind, .peer = h->peer->number};
}

static int take_bye(struct loop *l, const struct heard *h, struct err *err)
{
    struct core_event event = event_of(h, CORE_BYE);
    apply(l, &event, NULL);
    return 0;
}

static int take_ping(struct loop *l, const struct heard *h, struct err *err)
{
    struct core_event event = event_of(h, CORE_PING);
    event.token = h->msg->ping.token;
    apply(l, &event, NULL);
    return 0;
}

/* A sign of life, or what is said along with something else. */
static int take_sign(struct loop *l, const struct heard *h, struct err *err)
{
    struct core_event event = event_of(h, CORE_HEARD);
    apply(l, &event, NULL);
    return 0;
}

static int take_pong(struct loop *l, const struct heard *h, struct err *err)
{
    outbox_ponged(l, h->peer, h->msg->pong.token);
    return take_sign(l, h, err);
}

static int take_credit(struct loop *l, const struct heard *h, struct err *err)
{
    struct core_event event = event_of(h, CORE_CREDIT);
    event.credit.docs = h->msg->credit.docs;
    event.credit.bytes = h->msg->credit.bytes;
    apply(l, &event, NULL);
    return 0;
}

static int take_heartbeat(struct loop *l, const struct heard *h, struct err *err)
{
    const struct msg_heartbeat *m = &h->msg->heartbeat;
    struct core_event event = event_of(h, CORE_HEARTBEAT);
    event.heartbeat.leases = m->leases.at;
    event.heartbeat.count = m->leases.count;
    event.heartbeat.busy = m->busy;
    event.heartbeat.idle_ms = m->idle_ms;
    event.heartbeat.finished = m->finished;
    event.heartbeat.rss_bytes = m->rss_bytes;
    apply(l, &event, NULL);
    return 0;
}

/* ---- Messages with more to them ---- */

static int take_submit(struct loop *l, const struct heard *h, struct err *err)
{
    return document_submit(l, h->peer, &h->msg->submit, h->body, err);
}

static int take_result(struct loop *l, const struct heard *h, struct err *err)
{
    return document_result(l, h->peer, &h->msg->result, h->body, err);
}

static int take_change(struct loop *l, const struct heard *h, struct err *err)
{
    return change_begin(l, h->peer, &h->msg->change, err);
}

static int take_status(struct loop *l, const struct heard *h, struct err *err)
{
    outbox_status(l, h->peer, h->msg->status.request);
    return take_sign(l, h, err);
}

static int take_question(struct loop *l, const struct heard *h, struct err *err)
{
    outbox_question(l, h->peer, h->msg->list_docs.request, h->header);
    return take_sign(l, h, err);
}

static int take_stop(struct loop *l, const struct heard *h, struct err *err)
{
    struct msg msg = {.number = MSG_STOPPING, .stopping = {h->msg->stop.request}};
    log_line(LOG_INFO, "%.*s asks to stop", (int)h->peer->name.len, h->peer->name.at);
    outbox_message(l, &h->peer->id, h->peer, &msg, NULL);
    l->stopping = true;
    l->stopped_by = h->peer->session;
    return 0;
}

/* ---- All of them ---- */

static const struct handler {
    int (*take)(struct loop *l, const struct heard *h, struct err *err);
    enum core_role role; /* STRANGER: any that has a session */
    unsigned may;        /* enum key_role that it needs, 0 = none */
    bool has_request;    /* its first field; ERROR names it */
    bool has_body;
} handlers[] = {
    [MSG_PING] = {take_ping, CORE_STRANGER, 0, false, false},
    [MSG_PONG] = {take_pong, CORE_STRANGER, 0, false, false},
    [MSG_BYE] = {take_bye, CORE_STRANGER, 0, false, false},
    [MSG_SUBMIT] = {take_submit, CORE_CLIENT, KEY_SUBMIT, true, true},
    [MSG_CREDIT] = {take_credit, CORE_WORKER, KEY_WORK, false, false},
    [MSG_RESULT] = {take_result, CORE_WORKER, KEY_WORK, false, true},
    [MSG_HEARTBEAT] = {take_heartbeat, CORE_WORKER, KEY_WORK, false, false},
    [MSG_STATUS] = {take_status, CORE_CLIENT, KEY_QUERY | KEY_SUBMIT, true, false},
    [MSG_LIST_DOCS] = {take_question, CORE_CLIENT, KEY_QUERY, true, false},
    [MSG_FETCH] = {take_question, CORE_CLIENT, KEY_QUERY, true, false},
    [MSG_ASK] = {take_question, CORE_CLIENT, KEY_QUERY, true, false},
    [MSG_CHECK] = {take_question, CORE_CLIENT, KEY_QUERY, true, false},
    [MSG_CHANGE] = {take_change, CORE_CLIENT, KEY_ADMIN, true, false},
    [MSG_STOP] = {take_stop, CORE_CLIENT, KEY_ADMIN, true, false},
};

/* NULL for messages that only a broker sends. */
static const struct handler *handler_of(enum msg_number number)
{
    size_t count = sizeof handlers / sizeof *handlers;
    return (size_t)number < count && handlers[number].take ? &handlers[number] : NULL;
}

static int forbidden(const struct peer *p, const char *what, struct err *err)
{
    char roles[KEY_ROLES_TEXT];
    key_roles_text(p->may, roles);
    return fail(err, ERR_FORBIDDEN, "%s: this key may only %s", what, roles);
}

/* Gives a question from a peer to the reading threads; false if it is none, or may not be asked
 * now. It is answered from the last commit, so it need not wait for the next; but what the same
 * peer said before comes first. */
static bool ask_at_once(struct loop *l, const struct wire_in *in)
{
    struct msg msg = {0};
    struct peer *p = peers_find(l->peers, &in->from);
    arena_reset(&l->asked);
    if (!p || p->said_in > l->committed || in->body.len > 0 || held_has(&l->held, &in->from))
        return false;
    if (msg_decode(in->header.at, in->header.len, &l->asked, &msg, NULL) != 0) return false;
    const struct handler *handler = handler_of(msg.number);
    bool may = handler && handler->take == take_question && handler->may & p->may &&
               core_admits(l->core, p->number, handler->role) == 0;
    if (!may || !outbox_ask(l, p, in->header)) return false;
    p->asked = l->any_asked = true;
    return true;
}

void intake_signs(struct loop *l)
{
    uint32_t at = 0;
    if (!l->any_asked) return;
    l->any_asked = false;
    for (struct peer *p; (p = peers_next(l->peers, &at));) {
        struct core_event event = {.kind = CORE_HEARD, .peer = p->number};
        if (!p->asked || p->gone) continue;
        p->asked = false;
        p->heard_ms = l->now_ms;
        apply(l, &event, NULL);
    }
}

static int take_from_peer(struct loop *l, const struct heard *h, struct err *err)
{
    const char *name = msg_name(h->msg->number);
    const struct handler *handler = handler_of(h->msg->number);
    if (!handler) return fail(err, ERR_OUT_OF_STATE, "%s is not for a broker", name);
    int code = core_admits(l->core, h->peer->number, handler->role);
    if (code) return fail(err, code, "%s: %s", name, error_sentence((unsigned)code));
    if (handler->may && !(handler->may & h->peer->may)) return forbidden(h->peer, name, err);
    if (h->body.len > 0 && !handler->has_body)
        return fail(err, ERR_MALFORMED, "%s with a body frame", name);
    return handler->take(l, h, err);
}

/* ---- Any message ---- */

static uint64_t request_of(const struct msg *msg)
{
    const struct handler *handler = handler_of(msg->number);
    return handler && handler->has_request ? msg->status.request : 0;
}

static void take(struct loop *l, const struct wire_in *in)
{
    struct err err = {0};
    struct msg msg = {0};
    struct peer *p = peers_find(l->peers, &in->from);
    struct heard heard = {p, &msg, in->header, in->body};
    int rc;
    arena_reset(&l->arena);
    if (p) p->heard_ms = l->now_ms;
    rc = msg_decode(in->header.at, in->header.len, &l->arena, &msg, &err);
    if (rc == 0 && msg.number == MSG_HELLO)
        rc = hello_take(l, p, in, &msg.hello, &err);
    else if (rc == 0 && !p)
        rc = fail(&err, ERR_HELLO_FIRST, "%s without a session: say HELLO", msg_name(msg.number));
    else if (rc == 0)
        rc = take_from_peer(l, &heard, &err);
    if (rc != 0) refuse_from(l, &in->from, request_of(&msg), &err);
}

/* ---- The phase ---- */

uint64_t intake_need(const struct loop *l)
{
    return TURN_BYTES + ROOM_A_MESSAGE + l->held.bytes;
}

/* They tell what was committed before they were made, so they need not wait. */
static void intake_answers(struct loop *l)
{
    struct question *q;
    while ((q = readers_answered(l->readers))) {
        struct peer *p = peers_still(l->peers, q->peer, q->session);
        if (q->refused) l->refused[q->refused]++;
        if (p) p->questions--;
        if (p) outbox_send_now(l, p, buf_view(&q->header), &q->body);
        question_free(q);
    }
}

/* False if there is nothing more, or no room for it. */
static bool fetch_one(struct loop *l)
{
    struct held m = {0};
    struct err err;
    if (held_is_full(&l->held)) return false;
    int got = wire_recv(l->router, &m.in, &err);
    if (got == 0) return false;
    if (got > 0 && ask_at_once(l, &m.in)) {
        wire_in_free(&m.in);
        return true;
    }
    if (got < 0) {
        m.bad = xmalloc(sizeof *m.bad);
        *m.bad = err;
    }
    held_add(&l->held, &m);
    return true;
}

/* Whoever asks as fast as they are answered must not keep the turn from going on. */
void intake_questions(struct loop *l)
{
    l->unlooked = 0;
    intake_answers(l);
    for (int count = 0; count < TURN_MESSAGES && fetch_one(l); count++) intake_answers(l);
}

void intake_between(struct loop *l, size_t bytes)
{
    l->unlooked += A_DOCUMENT + bytes;
    if (l->unlooked >= A_WHILE) intake_questions(l);
}

static bool turn_is_full(const struct loop *l, int messages)
{
    return messages == TURN_MESSAGES || l->taken >= TURN_BYTES || l->grown >= TURN_GROWN;
}

static void refuse_frames(struct loop *l, struct held *m)
{
    refuse_from(l, &m->in.from, 0, m->bad);
    free(m->bad);
}

/* Its peer's questions wait from now on for the turn's end. */
static void take_in_turn(struct loop *l, struct held *m)
{
    struct peer *p = peers_find(l->peers, &m->in.from);
    if (p) p->said_in = l->turn;
    l->taken += m->in.header.len + m->in.body.len;
    take(l, &m->in);
    wire_in_free(&m->in);
}

void intake_messages(struct loop *l)
{
    struct held m;
    l->more = false;
    l->taken = l->grown = 0;
    for (int count = 0; !turn_is_full(l, count); count++) {
        intake_questions(l);
        if (!held_next(&l->held, &m)) return;
        if (m.bad) {
            refuse_frames(l, &m);
            continue;
        }
        uint64_t bytes = m.in.header.len + m.in.body.len;
        if (count > 0 && !store_fits(l->store, bytes + ROOM_A_MESSAGE)) {
            held_back(&l->held, &m);
            l->more = true;
            return;
        }
        take_in_turn(l, &m);
    }
    l->more = true;
}
