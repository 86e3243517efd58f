/* loop_outbox.c: what leaves after the commit. Messages are encoded when they are parked, because
 * what they were made of does not last. */
#include "broker/loop_parts.h"
#include <assert.h>
#include <errno.h>

static struct parcel *park(struct loop *l, int kind, const struct peer *p)
{
    struct outbox *o = &l->outbox;
    if (o->count == o->room) {
        o->room = o->room ? 2 * o->room : 256;
        o->at = xrealloc(o->at, o->room * sizeof *o->at);
    }
    struct parcel *parcel = &o->at[o->count++];
    *parcel = (struct parcel){.kind = kind, .turn = l->turn};
    if (p) {
        parcel->to = p->id;
        parcel->peer = p->number;
        parcel->session = p->session;
    }
    return parcel;
}

void outbox_message(struct loop *l, const struct wire_id *to, const struct peer *peer,
                    const struct msg *msg, struct wire_body *body)
{
    struct err err;
    size_t at = l->outbox.headers.len;
    if (msg_encode(msg, &l->outbox.headers, &err) != 0) {
        log_line(LOG_ERROR, "%s cannot be sent: %s", msg_name(msg->number), err.text);
        wire_body_free(&body);
        return;
    }
    struct parcel *parcel = park(l, PARCEL_MESSAGE, peer);
    parcel->to = *to;
    parcel->at = at;
    parcel->len = l->outbox.headers.len - at;
    parcel->body = body;
}

void outbox_status(struct loop *l, const struct peer *p, uint64_t request)
{
    park(l, PARCEL_STATUS, p)->request = request;
}

static struct question *question_new(const struct peer *p, struct view header)
{
    struct question *q = xcalloc(1, sizeof *q);
    q->peer = p->number;
    q->session = p->session;
    buf_add_view(&q->header, header);
    return q;
}

void outbox_question(struct loop *l, const struct peer *p, uint64_t request, struct view header)
{
    struct question *q = question_new(p, header);
    struct parcel *parcel = park(l, PARCEL_QUESTION, p);
    parcel->request = request;
    parcel->question = q;
}

/* ---- Sending ---- */

/* What a peer does not read lies in ZeroMQ's queue: up to a thousand messages of any length. So
 * behind every PROBE_BYTES goes a PING, whose PONG tells that the peer has read that far. While it
 * has more than UNREAD_MOST to read, it gets no answers. Who reads page after page hardly ever
 * waits. */
enum { PROBE_BYTES = 16 << 20, UNREAD_MOST = 64 << 20, QUESTIONS_A_PEER = 4 };

/* Tells these PINGs from those that only ask whether somebody is there. */
#define PROBE_TOKENS ((uint64_t)1 << 63)

static void probe(struct loop *l, struct peer *p)
{
    struct msg msg = {.number = MSG_PING};
    struct buf header = {0};
    if (p->gone || p->probe || p->unread < PROBE_BYTES) return;
    p->probe = msg.ping.token = PROBE_TOKENS + ++l->probes;
    p->probe_bytes = p->unread;
    msg_encode(&msg, &header, NULL);
    outbox_send_now(l, p, buf_view(&header), NULL);
    buf_free(&header);
}

void outbox_ponged(struct loop *l, struct peer *p, uint64_t token)
{
    if (p->probe == 0 || token != p->probe) return;
    p->unread -= p->probe_bytes;
    p->probe = 0;
    probe(l, p);
}

static bool may_ask(const struct peer *p)
{
    return p->questions < QUESTIONS_A_PEER && p->unread <= UNREAD_MOST;
}

static bool ask(struct loop *l, struct peer *p, struct question *q)
{
    if (!may_ask(p) || !readers_ask(l->readers, q)) return false;
    p->questions++;
    return true;
}

bool outbox_ask(struct loop *l, struct peer *p, struct view header)
{
    struct question *q = question_new(p, header);
    l->asked_ms = l->now_ms;
    if (ask(l, p, q)) return true;
    question_free(q);
    return false;
}

/* Nothing is kept for a peer that cannot be reached or does not read: the core gives its work to
 * others. */
void outbox_send_now(struct loop *l, struct peer *p, struct view header, struct wire_body **body)
{
    size_t bytes = header.len + (body && *body ? wire_body_len(*body) : 0);
    if (p->gone) {
        if (body) wire_body_free(body);
        return;
    }
    if (wire_send(l->router, &p->id, header, body) == 0) {
        p->unread += bytes;
        probe(l, p);
        return;
    }
    log_limited(&l->comings, LOG_INFO, "%.*s %s", (int)p->name.len, p->name.at,
                errno == EAGAIN ? "does not read what it is sent" : "is gone");
    p->gone = l->any_gone = true;
}

/* ---- Release ---- */

static void send_msg_now(struct loop *l, struct peer *p, const struct msg *msg,
                         struct wire_body *body)
{
    struct buf header = {0};
    if (msg_encode(msg, &header, NULL) == 0)
        outbox_send_now(l, p, buf_view(&header), &body);
    else
        wire_body_free(&body);
    buf_free(&header);
}

static void release_message(struct loop *l, struct parcel *parcel, struct peer *p)
{
    struct view header = {l->outbox.headers.at + parcel->at, parcel->len};
    if (p)
        outbox_send_now(l, p, header, &parcel->body);
    else
        wire_send(l->router, &parcel->to, header, &parcel->body); /* who may miss it */
}

static void release_question(struct loop *l, struct parcel *parcel, struct peer *p)
{
    struct msg msg = {.number = MSG_ERROR};
    if (p && ask(l, p, parcel->question)) {
        parcel->question = NULL; /* it is theirs from here on */
        return;
    }
    if (!p) return;
    l->refused[ERR_BUSY]++;
    msg.error = (struct msg_error){ERR_BUSY, parcel->request, view_of(error_sentence(ERR_BUSY))};
    send_msg_now(l, p, &msg, NULL);
}

static void release_status(struct loop *l, struct parcel *parcel, struct peer *p)
{
    if (!p) return;
    struct status_source source = {
        .core = l->core,
        .store = l->store,
        .peers = l->peers,
        .rate = &l->rate,
        .refused = l->refused,
        .started_ms = l->started_ms,
        .now_ms = l->now_ms,
        .stopping = l->stopping,
    };
    struct msg msg = {.number = MSG_STATUS_IS, .status_is = {parcel->request}};
    send_msg_now(l, p, &msg, status_body(&source));
}

/* What the parcel still owns. */
static void empty(struct parcel *parcel)
{
    wire_body_free(&parcel->body);
    if (parcel->question) question_free(parcel->question);
}

void outbox_drop(struct loop *l)
{
    for (size_t i = 0; i < l->outbox.count; i++) empty(&l->outbox.at[i]);
    l->outbox.count = l->outbox.headers.len = 0;
}

void outbox_release(struct loop *l)
{
    static void (*const release[])(struct loop *, struct parcel *, struct peer *) = {
        [PARCEL_MESSAGE] = release_message,
        [PARCEL_QUESTION] = release_question,
        [PARCEL_STATUS] = release_status,
    };
    for (size_t i = 0; i < l->outbox.count; i++) {
        struct parcel *parcel = &l->outbox.at[i];
        assert(parcel->turn <= l->committed); /* the promise */
        release[parcel->kind](l, parcel, peers_still(l->peers, parcel->peer, parcel->session));
    }
    outbox_drop(l);
}
