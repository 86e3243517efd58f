/* session_ask.c: questions, which are put again where they may have been lost. */
#include "client/session_parts.h"
#include <assert.h>

enum {
    BUSY_MS = 20, /* first pause after "busy", doubled up to: */
    BUSY_MAX_MS = 1000,
};

/* Where a request keeps its number. */
static uint64_t *number_of(struct msg *msg)
{
    switch (msg->number) {
    case MSG_SUBMIT: return &msg->submit.request;
    case MSG_STATUS: return &msg->status.request;
    case MSG_LIST_DOCS: return &msg->list_docs.request;
    case MSG_FETCH: return &msg->fetch.request;
    case MSG_ASK: return &msg->ask.request;
    case MSG_CHECK: return &msg->check.request;
    case MSG_CHANGE: return &msg->change.request;
    case MSG_STOP: return &msg->stop.request;
    default: assert(!"a request"); return NULL;
    }
}

static void send_question(struct session *s, struct question *q)
{
    q->epoch = session_send(s, &q->msg, (struct view){0}) ? s->epoch : 0;
}

void session_begin(struct session *s, struct question *q)
{
    *number_of(&q->msg) = session_number(s);
    send_question(s, q);
}

/* Sends the question again when it may have been lost, or the broker was busy and the pause is
 * over. */
static void keep_asking(struct session *s, struct question *q)
{
    if (q->again_ms == 0) {
        if (q->epoch != s->epoch) send_question(s, q);
    } else if (clock_mono_ms() >= q->again_ms) {
        q->again_ms = 0;
        session_begin(s, q);
    }
}

/* A reply that is none of those wanted: 0 if the question is asked again, -1 with *err. */
static int refuse(struct session *s, struct question *q, const struct reply *r, struct err *err)
{
    const struct msg_error *e = &r->msg.error;
    if (r->msg.number != MSG_ERROR)
        return fail(err, ERR_OUT_OF_STATE, "the broker at %s answered %s with %s",
                    place_name(s->place), msg_name(q->msg.number), msg_name(r->msg.number));
    if (e->code != ERR_BUSY) return session_refusal("", e, err);
    q->pause_ms = q->pause_ms ? 2 * q->pause_ms : BUSY_MS;
    if (q->pause_ms > BUSY_MAX_MS) q->pause_ms = BUSY_MAX_MS;
    q->again_ms = clock_mono_ms() + q->pause_ms;
    return 0;
}

int session_poll(struct session *s, struct question *q, enum msg_number wanted, struct reply *r,
                 struct err *err)
{
    int got;
    keep_asking(s, q);
    do got = session_look(s, r, err);
    while (got > 0 && reply_request(&r->msg) != *number_of(&q->msg));
    if (got <= 0) return got;
    return r->msg.number == wanted ? 1 : refuse(s, q, r, err);
}

int session_finish(struct session *s, struct question *q, enum msg_number wanted, struct reply *r,
                   struct err *err)
{
    int got;
    while ((got = session_poll(s, q, wanted, r, err)) == 0)
        session_rest(s, q->epoch && !q->again_ms ? session_step(s) : STEP_MS);
    return got < 0 ? -1 : 0;
}

int session_ask(struct session *s, const struct msg *request, enum msg_number wanted,
                struct reply *r, struct err *err)
{
    struct question q = {.msg = *request};
    session_begin(s, &q);
    return session_finish(s, &q, wanted, r, err);
}
