/* session.h: a worker's session with the broker: opened, kept alive, lost, opened again.
 *
 *                    HELLO                  WELCOME
 *     CLOSED ──────────────────▶ GREETING ──────────▶ OPEN
 *        ▲    session_keep()        │ no answer          │ silence of liveness_ms, hello-first,
 *        └──────────────────────────┴────────────────────┘ mixed-extractors, stopping
 *                                   session_close()
 *
 * Every session has a socket of its own, so nothing of an old one can reach a new one.
 *
 * When the broker falls silent, the next session follows at once. If that happens again and again
 * although the connection stands, the broker has too much to do, and handshakes cost it most: then
 * each session begins later than the one before, and the broker may be silent for twice as long in
 * it. After a refusal there is a pause, which grows to five seconds until there is a WELCOME.
 *
 * While GREETING on a connection that stands, HELLO is said again every half second, for a broker
 * that was killed may have taken the first one with it; and the broker is waited for much longer
 * than where there is no connection, for thousands of workers may come at once.
 */
#ifndef WORKERS_PROCESS_SESSION_H
#define WORKERS_PROCESS_SESSION_H

#include "proto/log.h"
#include "proto/msg.h"
#include "proto/wire.h"

struct session {
    /* Set by the owner before session_keep(), and his. */
    const char *endpoint, *name, *extractor;
    unsigned children;
    const struct wire_keys *keys; /* NULL: the endpoint asks for none */

    enum { SESSION_CLOSED, SESSION_GREETING, SESSION_OPEN } state;
    struct wire *wire;
    uint64_t retry_ms;                  /* CLOSED: when to say HELLO */
    uint64_t pause_ms;                  /* the next pause after a refusal */
    uint64_t opened_ms;                 /* the last WELCOME */
    unsigned starved;                   /* sessions in a row that silence ended soon, though the
                                           connection stood: somebody has too much to do */
    uint64_t heard_ms;                  /* when HELLO was said first, or anything heard */
    uint64_t beat_ms;                   /* when the next HELLO or HEARTBEAT is due */
    uint64_t heartbeat_ms, liveness_ms; /* as WELCOME wants it */
    bool unanswered;                    /* nothing was heard since the last HEARTBEAT */
    unsigned error;                     /* enum error_code that ended the last one, 0 = silence */
    bool told;       /* a person knows that there is none; not again before the next */
    uint64_t ponged; /* token of the last PONG that answered a PING of ours */
    struct log_gate gate;
    struct buf out;
};

/* A message that was heard; it owns what msg points into. */
struct heard {
    struct wire_in in;
    struct arena arena;
    struct msg msg;
};
void heard_free(struct heard *h);

enum session_news {
    SESSION_NO_NEWS,
    SESSION_OPENED,  /* the broker knows us, with no leases, and waits for CREDIT */
    SESSION_TASK,    /* *h is a TASK, the caller's now */
    SESSION_REVOKE,  /* *h is a REVOKE, the caller's now */
    SESSION_LOST,    /* all leases are void; session_keep() will open the next session */
    SESSION_REFUSED, /* for good; s->error says why, the log has it in words */
};

/* Opens, gives up and opens again, as time passes. Call it once a turn. SESSION_REFUSED if the
 * endpoint is none. */
enum session_news session_keep(struct session *s, uint64_t now);

/* Takes in the next message. *any: whether there was one. */
enum session_news session_hear(struct session *s, uint64_t now, struct heard *h, bool *any);

/* Say something. 0, or -1 when ZeroMQ's queue is full because the broker does not read: the session
 * is lost then. session_pass() sends a RESULT that a child has encoded; *body is taken over. */
int session_say(struct session *s, const struct msg *m);
int session_pass(struct session *s, struct view header, struct wire_body **body);

/* Whether a HEARTBEAT is due, to be said with session_beat(). None is while the last one has had no
 * answer: where only the way from the broker is cut, the broker must learn that the worker is lost.
 */
bool session_beat_due(const struct session *s, uint64_t now);
int session_beat(struct session *s, uint64_t now, const struct msg_heartbeat *beat);

/* Milliseconds until session_keep() or session_beat() has something to do. */
uint64_t session_idle_ms(const struct session *s, uint64_t now);

/* Ends it: drops the socket, waiting at most linger_ms for what was said. */
void session_close(struct session *s, uint64_t now, int linger_ms);
void session_free(struct session *s);

#endif
