/* session.c: see session.h. The connection: dialled, watched, dialled again. */
#include "client/interrupt.h"
#include "client/session_parts.h"
#include "proto/language.h"
#include "proto/utf8.h"
#include "proto/version.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SILENCE_MS = 1000,    /* until the broker is asked whether it is there, and again */
    REDIAL_MAX_MS = 8000, /* what the wait for WELCOME is doubled up to */
    STARTING_MS = 300000, /* patience with a private broker that opens a large store */
    SHUT_OUT_MS = 500,    /* of failing handshakes, until they are believed */
    BYE_MS = 200,         /* to get BYE out */
};

void reply_free(struct reply *r)
{
    wire_in_free(&r->in);
    arena_free(&r->arena);
    *r = (struct reply){0};
}

/* Sending */

bool session_put(struct session *s, const struct msg *msg, struct view body)
{
    struct err err;
    struct wire_body *copy = NULL;
    s->header.len = 0;
    if (msg_encode(msg, &s->header, &err) != 0) {
        log_line(LOG_ERROR, "%s", err.text); /* our own mistake: callers keep to the limits */
        abort();
    }
    if (body.len > 0) {
        copy = wire_body_new(body.len);
        memcpy(wire_body_at(copy), body.at, body.len);
    }
    return wire_send(s->wire, NULL, buf_view(&s->header), &copy) == 0;
}

void session_greet(struct session *s)
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
    session_put(s, &hello, (struct view){0});
}

static void ping(struct session *s)
{
    struct msg msg = {MSG_PING, .ping = {.token = s->number}};
    s->pinged_ms = clock_mono_ms();
    session_put(s, &msg, (struct view){0});
}

bool session_send(struct session *s, const struct msg *msg, struct view body)
{
    return s->is_open && session_put(s, msg, body);
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
    session_greet(s);
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

/* Whether it is a local socket that is not for this user: ZeroMQ tries it for ever. */
static bool socket_is_shut(const char *endpoint)
{
    static const char local[] = "ipc://";
    size_t len = sizeof local - 1;
    return strncmp(endpoint, local, len) == 0 && access(endpoint + len, W_OK) != 0 &&
           errno == EACCES;
}

static int give_up(struct session *s, uint64_t waited_ms, struct err *err)
{
    const char *trouble = s->wire ? wire_trouble(s->wire) : NULL;
    if (trouble) return fail(err, 0, "%s: %s", place_name(s->place), _(trouble));
    const char *hint = s->place->data ? _("see broker.log there")
                                      : _("is garner-broker running there? --broker says where");
    if (socket_is_shut(buf_string(&s->place->endpoint))) hint = _(strerror(EACCES));
    return fail(err, 0, "no answer from the broker at %s for %g s (%s)", place_name(s->place),
                (double)waited_ms / 1000, hint);
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

/* The next reply for the caller among the messages that are there: 1, 0 if none is, -1 with *err.
 */
static int receive_now(struct session *s, struct reply *r, struct err *err)
{
    int got = 0;
    while (got == 0 && next_message(s, r)) {
        s->heard_ms = clock_mono_ms();
        s->silent_ms = 0;
        got = session_take(s, r, err);
    }
    return got;
}

void session_rest(struct session *s, int timeout_ms)
{
    struct wire_wait items[2];
    int count = 0;
    if (s->wire) items[count++] = (struct wire_wait){.wire = s->wire, .fd = -1};
    if (s->wake_fd >= 0) items[count++] = (struct wire_wait){.fd = s->wake_fd};
    wire_wait(items, count, timeout_ms);
}

int session_step(const struct session *s)
{
    return s->is_open ? SILENCE_MS : STEP_MS;
}

int session_receive(struct session *s, int timeout_ms, struct reply *r, struct err *err)
{
    int got = receive_now(s, r, err);
    if (got != 0 || timeout_ms == 0) return got;
    if (chase(s, clock_mono_ms(), err) != 0) return -1;
    int step = session_step(s);
    session_rest(s, timeout_ms < step ? timeout_ms : step);
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
    if (was_open) session_put(*s, &bye, (struct view){0});
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
