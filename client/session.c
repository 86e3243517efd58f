/* session.c: see session.h. */
#include "client/session.h"
#include "client/interrupt.h"
#include "proto/language.h"
#include "proto/log.h"
#include "proto/utf8.h"
#include "proto/version.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    STEP_MS = 20,      /* between looks at a place where nobody answers yet */
    SILENCE_MS = 1000, /* until the broker is asked whether it is there, and again */
    GREETING_MS = 500, /* HELLO is not repeated before */
    REDIAL_MS = 1000,  /* without WELCOME, until a new connection is tried, doubled up to: */
    REDIAL_MAX_MS = 8000,
    STARTING_MS = 300000, /* patience with a private broker that opens a large store */
    SHUT_OUT_MS = 500,    /* of failing handshakes, until they are believed */
    BYE_MS = 200,         /* to get BYE out */
    BUSY_MS = 20,         /* first pause after "busy", doubled up to: */
    BUSY_MAX_MS = 1000,
};

struct session {
    struct place *place;
    const char *extractor; /* of a worker; NULL: a client */
    struct wire *wire;
    struct buf connected; /* the endpoint that wire leads to */
    struct buf header;    /* room to encode in */
    struct msg_welcome welcome;
    char store[16]; /* that welcome.store points to */
    bool is_open;   /* between WELCOME and the loss of the session */
    unsigned epoch;
    uint64_t number;
    uint64_t patience_ms;
    uint64_t heard_ms;   /* when the last message came */
    uint64_t silent_ms;  /* since when an answer is overdue, 0 = none is */
    uint64_t pinged_ms;  /* the last PING */
    uint64_t greeted_ms; /* the last HELLO */
    uint64_t redial_ms;  /* how long its WELCOME may take */
    int wake_fd;
    struct log_gate gate; /* for what the broker should not have sent */
};

void reply_free(struct reply *r)
{
    wire_in_free(&r->in);
    arena_free(&r->arena);
    *r = (struct reply){0};
}

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

/* Sending */

static bool put(struct session *s, const struct msg *msg, struct view body)
{
    struct err err;
    struct wire_body *copy = NULL;
    s->header.len = 0;
    if (msg_encode(msg, &s->header, &err) != 0) {
        log_line(LOG_ERROR, "%s", err.text); /* who makes messages keeps to the limits */
        abort();
    }
    if (body.len > 0) {
        copy = wire_body_new(body.len);
        memcpy(wire_body_at(copy), body.at, body.len);
    }
    return wire_send(s->wire, NULL, buf_view(&s->header), &copy) == 0;
}

static void greet(struct session *s)
{
    char host[100] = "", name[128];
    gethostname(host, sizeof host - 1);
    host[utf8_prefix(view_of(host))] = '\0';
    snprintf(name, sizeof name, "%s:%d", host, (int)getpid());
    struct msg hello = {MSG_HELLO, .hello = {.protocol = PROTOCOL_VERSION,
                                             .role = view_of(s->extractor ? "worker" : "client"),
                                             .version = view_of(GARNER_VERSION),
                                             .name = view_of(name)}};
    if (s->extractor) {
        hello.hello.extractor = view_of(s->extractor);
        hello.hello.children = 1;
    }
    s->greeted_ms = clock_mono_ms();
    put(s, &hello, (struct view){0});
}

static void ping(struct session *s)
{
    struct msg msg = {MSG_PING, .ping = {.token = s->number}};
    s->pinged_ms = clock_mono_ms();
    put(s, &msg, (struct view){0});
}

bool session_send(struct session *s, const struct msg *msg, struct view body)
{
    return s->is_open && put(s, msg, body);
}

uint64_t session_number(struct session *s)
{
    return ++s->number;
}

/* Finding the broker */

/* Connects to where the place says the broker is, on a new socket: HELLOs that wait in an old one
 * for a broker to come back would each open a session. */
static int dial(struct session *s, struct err *err)
{
    wire_close(&s->wire, 0);
    s->is_open = false;
    s->wire = wire_dealer(buf_string(&s->place->endpoint), s->place->keys, err);
    if (!s->wire) return -1;
    s->connected.len = 0;
    buf_add_view(&s->connected, buf_view(&s->place->endpoint));
    greet(s);
    return 0;
}

/* Whether to dial: for the first time, because the broker moved, or because WELCOME is overdue. */
static bool should_dial(struct session *s, uint64_t now)
{
    if (s->place->endpoint.len == 0) return false;
    if (!s->wire || !view_equal(buf_view(&s->connected), buf_view(&s->place->endpoint)))
        return true;
    if (s->is_open || now - s->greeted_ms < s->redial_ms) return false;
    s->redial_ms = 2 * s->redial_ms < REDIAL_MAX_MS ? 2 * s->redial_ms : REDIAL_MAX_MS;
    return true;
}

static int give_up(struct session *s, uint64_t waited_ms, struct err *err)
{
    const char *trouble = s->wire ? wire_trouble(s->wire) : NULL;
    if (trouble) return fail(err, 0, "%s: %s", place_name(s->place), _(trouble));
    const char *hint = s->place->data ? _("see broker.log there")
                                      : _("is garner-broker running there? --broker says where");
    return fail(err, 0, "no answer from the broker at %s for %" PRIu64 " s (%s)",
                place_name(s->place), waited_ms / 1000, hint);
}

/* Whether the broker will not have this key: a handshake that fails for a moment may be a broker
 * that comes or goes. */
static bool shut_out(struct session *s, uint64_t waited_ms)
{
    return !s->is_open && s->wire && waited_ms > SHUT_OUT_MS && wire_trouble(s->wire);
}

/* Nothing was heard for a while: asks, looks for the broker, or gives up. */
static int chase(struct session *s, uint64_t now, struct err *err)
{
    if (s->is_open && now - s->heard_ms < SILENCE_MS) return 0;
    if (s->silent_ms == 0) s->silent_ms = now;
    uint64_t waited = now - s->silent_ms, patience = s->patience_ms;
    if (place_seek(s->place, err) != 0) return -1;
    if (should_dial(s, now) && dial(s, err) != 0) return -1;
    if (!s->is_open && s->place->data) patience = STARTING_MS; /* place_seek() knows better */
    if (waited > patience || shut_out(s, waited)) return give_up(s, waited, err);
    if (s->is_open && now - s->pinged_ms >= SILENCE_MS) ping(s);
    return 0;
}

/* Receiving */

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
    greet(s);
}

/* The broker speaks English; who does not gets the sentence of the error's code as well. */
static int refusal(const char *before, const struct msg_error *e, struct err *err)
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
    int result = refusal(buf_string(&before), e, err);
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

/* 1 if the message is a reply for the caller, 0 if the session took care of it, -1 with *err. */
static int take(struct session *s, struct reply *r, struct err *err)
{
    switch (r->msg.number) {
    case MSG_WELCOME: return take_welcome(s, &r->msg.welcome, err);
    case MSG_ERROR: return take_error(s, &r->msg.error, err);
    case MSG_PING: {
        struct msg pong = {MSG_PONG, .pong = {.token = r->msg.ping.token}};
        put(s, &pong, (struct view){0});
        return 0;
    }
    case MSG_TASK:
    case MSG_REVOKE: return s->extractor != NULL;
    default: return reply_request(&r->msg) != 0;
    }
}

/* The next message that is there, decoded: 1, or 0 if there is none. What no broker sends is passed
 * over. */
static int next_message(struct session *s, struct reply *r)
{
    struct err err;
    while (s->wire) {
        reply_free(r);
        int got = wire_recv(s->wire, &r->in, &err);
        if (got == 0) break;
        struct view header = r->in.header;
        r->body = r->in.body;
        if (got > 0 && msg_decode(header.at, header.len, &r->arena, &r->msg, &err) == 0) return 1;
        log_limited(&s->gate, LOG_WARN, "a message that is none: %s", err.text);
    }
    return 0;
}

/* As session_receive(), without waiting. */
static int receive_now(struct session *s, struct reply *r, struct err *err)
{
    int got = 0;
    while (got == 0 && next_message(s, r)) {
        s->heard_ms = clock_mono_ms();
        s->silent_ms = 0;
        got = take(s, r, err);
    }
    return got;
}

static void wait_for_news(struct session *s, int timeout_ms)
{
    struct wire_wait items[2];
    int count = 0;
    if (s->wire) items[count++] = (struct wire_wait){.wire = s->wire, .fd = -1};
    if (s->wake_fd >= 0) items[count++] = (struct wire_wait){.fd = s->wake_fd};
    wire_wait(items, count, timeout_ms);
}

/* How long it may wait before it has to look after itself. */
static int step_of(const struct session *s)
{
    return s->is_open ? SILENCE_MS : STEP_MS;
}

int session_receive(struct session *s, int timeout_ms, struct reply *r, struct err *err)
{
    int got = receive_now(s, r, err);
    if (got != 0 || timeout_ms == 0) return got;
    if (chase(s, clock_mono_ms(), err) != 0) return -1;
    int step = step_of(s);
    wait_for_news(s, timeout_ms < step ? timeout_ms : step);
    return receive_now(s, r, err);
}

int session_look(struct session *s, struct reply *r, struct err *err)
{
    int got = receive_now(s, r, err);
    return got != 0 ? got : chase(s, clock_mono_ms(), err);
}

void sessions_wait(struct session *const *s, size_t count)
{
    struct wire_wait *items = xcalloc(count + 1, sizeof *items);
    int waited = 0;
    for (size_t i = 0; i < count; i++)
        if (s[i]->wire) items[waited++] = (struct wire_wait){.wire = s[i]->wire, .fd = -1};
    wire_wait(items, waited, STEP_MS);
    free(items);
}

/* Opening and closing */

struct session *session_new(struct place *place, uint64_t patience_ms)
{
    struct session *s = xcalloc(1, sizeof *s);
    s->place = place;
    s->patience_ms = patience_ms;
    s->wake_fd = -1;
    s->redial_ms = REDIAL_MS;
    return s;
}

bool session_is_open(const struct session *s)
{
    return s->is_open;
}

int session_await(struct session *s, struct err *err)
{
    struct reply r = {0};
    int result = 0;
    while (result >= 0 && !s->is_open && !interrupt_came())
        result = session_receive(s, STEP_MS, &r, err);
    reply_free(&r);
    if (result >= 0 && !s->is_open) result = fail(err, 0, "interrupted");
    return result < 0 ? -1 : 0;
}

static int open_as(const char *extractor, struct session **out, struct place *place,
                   uint64_t patience_ms, struct err *err)
{
    *out = session_new(place, patience_ms);
    (*out)->extractor = extractor;
    if (session_await(*out, err) == 0) return 0;
    session_close(out);
    return -1;
}

int session_open(struct session **out, struct place *place, uint64_t patience_ms, struct err *err)
{
    return open_as(NULL, out, place, patience_ms, err);
}

int session_open_worker(struct session **out, struct place *place, uint64_t patience_ms,
                        const char *extractor, struct err *err)
{
    return open_as(extractor, out, place, patience_ms, err);
}

void session_close(struct session **s)
{
    if (!*s) return;
    struct msg bye = {.number = MSG_BYE};
    bool was_open = (*s)->is_open;
    if (was_open) put(*s, &bye, (struct view){0});
    wire_close(&(*s)->wire, was_open ? BYE_MS : 0);
    buf_free(&(*s)->connected);
    buf_free(&(*s)->header);
    free(*s);
    *s = NULL;
}

const struct msg_welcome *session_welcome(const struct session *s)
{
    return &s->welcome;
}

unsigned session_epoch(const struct session *s)
{
    return s->epoch;
}

void session_set_patience(struct session *s, uint64_t patience_ms)
{
    s->patience_ms = patience_ms;
}

void session_wake_on(struct session *s, int fd)
{
    s->wake_fd = fd;
}

/* Asking */

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
    if (e->code != ERR_BUSY) return refusal("", e, err);
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
        wait_for_news(s, q->epoch && !q->again_ms ? step_of(s) : STEP_MS);
    return got < 0 ? -1 : 0;
}

int session_ask(struct session *s, const struct msg *request, enum msg_number wanted,
                struct reply *r, struct err *err)
{
    struct question q = {.msg = *request};
    session_begin(s, &q);
    return session_finish(s, &q, wanted, r, err);
}
