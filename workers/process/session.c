/* session.c: see session.h. */
#include "workers/process/session.h"
#include "proto/version.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAUSE_FIRST_MS = 50, PAUSE_MAX_MS = 5000 };

/* While greeting: when to say HELLO again, and when to give up, without a connection and with one.
 */
enum { HELLO_MS = 500, GREETING_MS = LIVENESS_MS, PATIENCE_MS = 10000 };

/* When a session is no longer taken for one that ended soon, and how long to rest after several. */
enum { STEADY_MS = 10000, REST_FIRST_MS = 250, REST_DOUBLED_MOST = 6 };

/* How often the silence that ends a session is doubled: 64 s for 2 s. */
enum { SILENCE_DOUBLED_MOST = 5 };

/* Who holds nothing is missed by nobody, and beats more slowly. */
enum { IDLE_BEATS = 2 };

void heard_free(struct heard *h)
{
    wire_in_free(&h->in);
    arena_free(&h->arena);
}

/* Opening and closing */

static void tell_once(struct session *s, const char *why)
{
    log_line(s->told ? LOG_DEBUG : LOG_WARN, "no session with %s: %s", s->endpoint, why);
    s->told = true;
}

void session_close(struct session *s, uint64_t now, int linger_ms)
{
    wire_close(&s->wire, linger_ms);
    s->state = SESSION_CLOSED;
    s->retry_ms = now;
    if (!s->error) return;
    uint64_t pause = s->pause_ms ? s->pause_ms : PAUSE_FIRST_MS;
    s->retry_ms += pause;
    s->pause_ms = 2 * pause < PAUSE_MAX_MS ? 2 * pause : PAUSE_MAX_MS;
}

void session_free(struct session *s)
{
    wire_close(&s->wire, 0);
    buf_free(&s->out);
}

static void say_hello(struct session *s, uint64_t now)
{
    struct msg_hello hello = {.protocol = PROTOCOL_VERSION,
                              .role = view_of("worker"),
                              .version = view_of(GARNER_VERSION),
                              .name = view_of(s->name),
                              .extractor = view_of(s->extractor),
                              .children = s->children};
    session_say(s, &(struct msg){.number = MSG_HELLO, .hello = hello});
    s->beat_ms = now + HELLO_MS;
}

/* What was said before the connection stood is under way already. */
static void say_hello_again(struct session *s, uint64_t now)
{
    if (wire_way(s->wire) == WIRE_THROUGH) say_hello(s, now);
    s->beat_ms = now + HELLO_MS;
}

static enum session_news open_session(struct session *s, uint64_t now)
{
    struct err err;
    s->wire = wire_dealer(s->endpoint, s->keys, &err);
    if (!s->wire) {
        log_line(LOG_ERROR, "%s", err.text);
        return SESSION_REFUSED;
    }
    s->state = SESSION_GREETING;
    s->heard_ms = now;
    s->error = 0;
    s->ponged = 0;
    s->unanswered = false;
    say_hello(s, now);
    return SESSION_NO_NEWS;
}

static enum session_news lose(struct session *s, uint64_t now, const char *why)
{
    const char *trouble = wire_trouble(s->wire);
    if (trouble && s->state == SESSION_GREETING) why = trouble;
    tell_once(s, why);
    session_close(s, now, 0);
    return SESSION_LOST;
}

/* How long to wait for WELCOME. On a connection that stands it may take long, where thousands come
 * at once or the way is long; to begin anew would only make it longer. */
static uint64_t greeting_ms(const struct session *s)
{
    return wire_way(s->wire) != WIRE_APART && !wire_trouble(s->wire) ? PATIENCE_MS : GREETING_MS;
}

/* A time that is not the same for all, so that a crowd does not come back as one. */
static uint64_t rest_ms(const struct session *s)
{
    if (s->starved <= 1) return 0;
    unsigned doubled = s->starved - 2 < REST_DOUBLED_MOST ? s->starved - 2 : REST_DOUBLED_MOST;
    uint32_t least = REST_FIRST_MS << doubled;
    return least + arc4random_uniform(least);
}

/* How long to hear nothing in an open session. Where the broker has starved sessions on connections
 * that stood, its disk may keep it: a commit that takes longer than this would make all work vain.
 */
static uint64_t silence_ms(const struct session *s)
{
    unsigned doubled = s->starved < SILENCE_DOUBLED_MOST ? s->starved : SILENCE_DOUBLED_MOST;
    return s->liveness_ms << doubled;
}

static enum session_news lose_in_silence(struct session *s, uint64_t now, const char *why)
{
    bool apart = wire_way(s->wire) == WIRE_APART;
    bool steady = s->state == SESSION_OPEN && s->heard_ms - s->opened_ms >= STEADY_MS;
    if (!apart) s->starved = steady ? 1 : s->starved + 1;
    s->error = 0;
    enum session_news news = lose(s, now, why);
    if (!apart) s->retry_ms += rest_ms(s);
    return news;
}

enum session_news session_keep(struct session *s, uint64_t now)
{
    if (s->state == SESSION_CLOSED)
        return now < s->retry_ms ? SESSION_NO_NEWS : open_session(s, now);
    bool greeting = s->state == SESSION_GREETING;
    if (now - s->heard_ms > (greeting ? greeting_ms(s) : silence_ms(s)))
        return lose_in_silence(s, now, greeting ? "no answer" : "the broker is silent");
    if (greeting && now >= s->beat_ms) say_hello_again(s, now);
    return SESSION_NO_NEWS;
}

/* Hearing */

static enum session_news hear_welcome(struct session *s, uint64_t now, const struct msg_welcome *w)
{
    if (w->protocol != PROTOCOL_VERSION) {
        log_line(LOG_ERROR, "the broker speaks protocol %" PRIu64 ", this worker %d", w->protocol,
                 PROTOCOL_VERSION);
        s->error = ERR_WRONG_PROTOCOL;
        return SESSION_REFUSED;
    }
    s->heartbeat_ms = w->heartbeat_ms ? w->heartbeat_ms : HEARTBEAT_MS;
    s->liveness_ms = w->liveness_ms ? w->liveness_ms : LIVENESS_MS;
    s->state = SESSION_OPEN;
    s->beat_ms = s->opened_ms = now;
    s->pause_ms = 0;
    s->told = false;
    log_line(LOG_INFO, "at work for %s with %u children, as %s", s->endpoint, s->children,
             s->extractor);
    return SESSION_OPENED;
}

/* What a refusal means for the session; one that is not here is only logged. */
static const struct refusal {
    unsigned code;
    enum session_news news;
} refusals[] = {
    {ERR_HELLO_FIRST, SESSION_LOST},       {ERR_STOPPING, SESSION_LOST},
    {ERR_MIXED_EXTRACTORS, SESSION_LOST}, /* until the others are gone */
    {ERR_WRONG_PROTOCOL, SESSION_REFUSED}, {ERR_WRONG_ROLE, SESSION_REFUSED},
    {ERR_KEY_REFUSED, SESSION_LOST}, /* until it is allowed */
};

static enum session_news hear_error(struct session *s, uint64_t now, const struct msg_error *e)
{
    char why[MAX_DETAIL + 64];
    snprintf(why, sizeof why, "%s: %.*s", error_name((unsigned)e->code), (int)e->text.len,
             e->text.at);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        if (refusals[i].code != e->code) continue;
        s->error = (unsigned)e->code;
        if (refusals[i].news == SESSION_LOST) return lose(s, now, why);
        log_line(LOG_ERROR, "the broker refuses this worker: %s", why);
        return SESSION_REFUSED;
    }
    log_limited(&s->gate, LOG_WARN, "the broker refused a message: %s", why);
    return SESSION_NO_NEWS;
}

static enum session_news hear_ping(struct session *s, const struct msg_ping *ping)
{
    session_say(s, &(struct msg){.number = MSG_PONG, .pong = {.token = ping->token}});
    return SESSION_NO_NEWS;
}

static enum session_news hear_pong(struct session *s, const struct msg_pong *pong)
{
    if (pong->token) s->ponged = pong->token; /* 0 answers a HEARTBEAT */
    return SESSION_NO_NEWS;
}

static enum session_news take_in(struct session *s, uint64_t now, const struct msg *m)
{
    bool open = s->state == SESSION_OPEN;
    switch (m->number) {
    case MSG_WELCOME: return hear_welcome(s, now, &m->welcome);
    case MSG_ERROR: return hear_error(s, now, &m->error);
    case MSG_PING: return hear_ping(s, &m->ping);
    case MSG_PONG: return hear_pong(s, &m->pong);
    case MSG_TASK: return open ? SESSION_TASK : SESSION_NO_NEWS;
    case MSG_REVOKE: return open ? SESSION_REVOKE : SESSION_NO_NEWS;
    default:
        log_limited(&s->gate, LOG_WARN, "the broker sent %s, which is not for workers",
                    msg_name(m->number));
        return SESSION_NO_NEWS;
    }
}

/* Who holds a lease is no longer idle. */
static void beat_soon(struct session *s, uint64_t now)
{
    if (s->beat_ms > now + s->heartbeat_ms) s->beat_ms = now + s->heartbeat_ms;
}

enum session_news session_hear(struct session *s, uint64_t now, struct heard *h, bool *any)
{
    struct err err;
    *any = false;
    if (!s->wire) return SESSION_NO_NEWS;
    *h = (struct heard){0};
    int rc = wire_recv(s->wire, &h->in, &err);
    if (rc == 0) return SESSION_NO_NEWS;
    *any = true;
    s->heard_ms = now;
    s->unanswered = false;
    if (rc > 0) rc = msg_decode(h->in.header.at, h->in.header.len, &h->arena, &h->msg, &err);
    if (rc < 0) log_limited(&s->gate, LOG_WARN, "from the broker: %s", err.text);
    enum session_news news = rc < 0 ? SESSION_NO_NEWS : take_in(s, now, &h->msg);
    if (news == SESSION_TASK) beat_soon(s, now);
    if (news != SESSION_TASK && news != SESSION_REVOKE) heard_free(h);
    return news;
}

/* Saying */

int session_say(struct session *s, const struct msg *m)
{
    struct err err;
    s->out.len = 0;
    if (msg_encode(m, &s->out, &err) != 0) {
        log_line(LOG_ERROR, "cannot say %s: %s", msg_name(m->number), err.text);
        return 0; /* our mistake; the broker will miss it and try again */
    }
    return wire_send(s->wire, NULL, buf_view(&s->out), NULL);
}

int session_pass(struct session *s, struct view header, struct wire_body **body)
{
    return wire_send(s->wire, NULL, header, body);
}

bool session_beat_due(const struct session *s, uint64_t now)
{
    return s->state == SESSION_OPEN && !s->unanswered && now >= s->beat_ms;
}

int session_beat(struct session *s, uint64_t now, const struct msg_heartbeat *beat)
{
    s->unanswered = true;
    s->beat_ms = now + (beat->leases.count ? 1 : IDLE_BEATS) * s->heartbeat_ms;
    return session_say(s, &(struct msg){.number = MSG_HEARTBEAT, .heartbeat = *beat});
}

uint64_t session_idle_ms(const struct session *s, uint64_t now)
{
    uint64_t due = s->state == SESSION_CLOSED     ? s->retry_ms
                   : s->state == SESSION_GREETING ? s->heard_ms + greeting_ms(s) + 1
                                                  : s->heard_ms + silence_ms(s) + 1;
    if (s->state != SESSION_CLOSED && !s->unanswered && s->beat_ms < due) due = s->beat_ms;
    return due > now ? due - now : 0;
}
