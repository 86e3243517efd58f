/* session_take.c: what the broker says, as the session understands it. */
#include "client/session_parts.h"
#include "proto/language.h"
#include <inttypes.h>
#include <string.h>

enum { GREETING_MS = 500 }; /* HELLO is not repeated before */

uint64_t reply_request(const struct msg *msg)
{
    switch (msg->number) {
    case MSG_ERROR: return msg->error.request;
    case MSG_SUBMITTED: return msg->submitted.request;
    case MSG_STATUS_IS: return msg->status_is.request;
    case MSG_LISTED: return msg->listed.request;
    case MSG_FETCHED: return msg->fetched.request;
    case MSG_ANSWER: return msg->answer.request;
    case MSG_CHECKED: return msg->checked.request;
    case MSG_CHANGED: return msg->changed.request;
    case MSG_STOPPING: return msg->stopping.request;
    default: return 0;
    }
}

static int take_welcome(struct session *s, const struct msg_welcome *w, struct err *err)
{
    if (w->protocol != PROTOCOL_VERSION)
        return fail(err, ERR_WRONG_PROTOCOL,
                    "the broker at %s speaks protocol %" PRIu64 ", this client %d",
                    place_name(s->place), w->protocol, PROTOCOL_VERSION);
    struct view store = {s->store, s->welcome.store.len};
    if (s->epoch > 0 && !view_equal(store, w->store))
        return fail(err, 0,
                    "there is another store behind %s than before: what was acknowledged is "
                    "not in it",
                    place_name(s->place));
    s->welcome = *w;
    s->welcome.version = (struct view){0};
    s->welcome.store.at =
        memcpy(s->store, w->store.at, w->store.len); /* at most 16: messages.def */
    s->is_open = true;
    s->epoch++;
    s->redial_ms = REDIAL_MS;
    place_found(s->place);
    return 0;
}

/* The broker forgot us; several messages may have been refused for it before it heard our HELLO. */
static void greet_again(struct session *s)
{
    if (!s->is_open && clock_mono_ms() - s->greeted_ms < GREETING_MS) return;
    s->is_open = false;
    session_greet(s);
}

int session_refusal(const char *before, const struct msg_error *e, struct err *err)
{
    const char *sentence = error_sentence((unsigned)e->code), *told = _(sentence);
    bool twice = told != sentence;
    return fail(err, (int)e->code, "%s%s%s%.*s%s", before, twice ? told : "", twice ? " (" : "",
                (int)e->text.len, e->text.at, twice ? ")" : "");
}

static int refused(struct session *s, const struct msg_error *e, struct err *err)
{
    struct buf before = {0};
    buf_format(&before, _("the broker at %s: "), place_name(s->place));
    int result = session_refusal(buf_string(&before), e, err);
    buf_free(&before);
    return result;
}

/* An ERROR: 1 if it is a reply to a request, 0 if it was about the session, -1 if it ends it. */
static int take_error(struct session *s, const struct msg_error *e, struct err *err)
{
    if (e->code == ERR_HELLO_FIRST) {
        greet_again(s);
    } else if (e->code == ERR_STOPPING) { /* another broker may follow */
        s->is_open = false;
    } else if (error_is_fatal((unsigned)e->code)) {
        return refused(s, e, err);
    } else if (e->request == 0) {
        log_limited(&s->gate, LOG_WARN, "the broker: %.*s", (int)e->text.len, e->text.at);
    }
    return e->code != ERR_HELLO_FIRST && e->code != ERR_STOPPING && e->request != 0;
}

int session_take(struct session *s, struct reply *r, struct err *err)
{
    switch (r->msg.number) {
    case MSG_WELCOME: return take_welcome(s, &r->msg.welcome, err);
    case MSG_ERROR: return take_error(s, &r->msg.error, err);
    case MSG_PING: {
        struct msg pong = {MSG_PONG, .pong = {.token = r->msg.ping.token}};
        session_put(s, &pong, (struct view){0});
        return 0;
    }
    case MSG_TASK:
    case MSG_REVOKE: return s->extractor != NULL;
    default: return reply_request(&r->msg) != 0;
    }
}
