/* session.h: a conversation with the broker that outlives connections and brokers.
 *
 * A session says HELLO, knows WELCOME, and pairs replies with requests by their number. When the
 * broker is silent it is asked (PING); when it forgot us it is greeted again; when a private one is
 * gone it is started again. What was asked before such a break may be lost, which session_epoch()
 * tells: it grows with each WELCOME, and whoever has requests under way sends them again. All
 * requests can be repeated without harm.
 *
 * session_ask() is for one question at a time. Who keeps several under way uses session_send() and
 * session_receive().
 */
#ifndef CLIENT_SESSION_H
#define CLIENT_SESSION_H

#include "client/place.h"
#include "proto/msg.h"
#include "proto/wire.h"

struct session;

struct reply {
    struct msg msg; /* its views live until reply_free() */
    struct view body;
    struct wire_in in;
    struct arena arena;
};
void reply_free(struct reply *r); /* harmless on a zeroed one, and twice */

/* Connects to the broker at *place (borrowed; updated) and waits for its WELCOME. patience_ms: how
 * long it may be silent, now and later. -1 with *err that says what was tried, also after an
 * interrupt (interrupt.h). */
int session_open(struct session **out, struct place *place, uint64_t patience_ms, struct err *err);

/* The same as a worker of this extractor (borrowed; not empty). Then session_receive() gives TASK
 * and REVOKE, too; to send HEARTBEATs is the caller's, and to drop its leases when session_epoch()
 * grows. */
int session_open_worker(struct session **out, struct place *place, uint64_t patience_ms,
                        const char *extractor, struct err *err);

/* The steps of it. session_new() waits for nothing; who opens several calls session_look() and
 * sessions_wait() until session_is_open(). */
struct session *session_new(struct place *place, uint64_t patience_ms);
bool session_is_open(const struct session *s);
/* Waits for the WELCOME of one. */
int session_await(struct session *s, struct err *err);

/* Says BYE, closes and sets *s to NULL. Harmless on NULL. */
void session_close(struct session **s);

/* The latest WELCOME; version is empty, store is 16 bytes. Valid as long as the session. */
const struct msg_welcome *session_welcome(const struct session *s);
unsigned session_epoch(const struct session *s);
void session_set_patience(struct session *s, uint64_t patience_ms);

/* Makes session_receive() return early when fd becomes readable; -1 = none. */
void session_wake_on(struct session *s, int fd);

/* A number for a request; never 0. */
uint64_t session_number(struct session *s);

/* Hands a message and its body (copied) to the wire. false: not now; try again after
 * session_receive(). */
bool session_send(struct session *s, const struct msg *msg, struct view body);

/* 1 with *r, a reply to a request, also one that refuses it (ERROR); 0 when timeout_ms have passed,
 * or earlier on a signal or fd; -1 with *err when there is no going on: patience is over, or the
 * broker will not have us. *r is emptied first. */
int session_receive(struct session *s, int timeout_ms, struct reply *r, struct err *err);

/* As session_receive(), without waiting. */
int session_look(struct session *s, struct reply *r, struct err *err);

/* Waits until one of the sessions may have news. */
void sessions_wait(struct session *const *s, size_t count);

/* A question under way: set msg (its number of request is filled in), begin, do something else, and
 * finish. Views in msg must live until then. */
struct question {
    struct msg msg;
    unsigned epoch;    /* of the session that it was sent in, 0 = it was not */
    unsigned pause_ms; /* the last one after "busy" */
    uint64_t again_ms; /* when it is asked again after it; 0 = it is under way */
};
void session_begin(struct session *s, struct question *q);

/* Waits for the reply, which must be of the kind `wanted`; asks again where the question may have
 * been lost, or the broker is busy. -1 with *err, whose code says why if the broker refused.
 * Replies to other requests are dropped. */
int session_finish(struct session *s, struct question *q, enum msg_number wanted, struct reply *r,
                   struct err *err);

/* As session_finish(), without waiting: 1 with the reply, 0 if it is not there yet, -1 with *err.
 */
int session_poll(struct session *s, struct question *q, enum msg_number wanted, struct reply *r,
                 struct err *err);

/* Both, for one question at a time. */
int session_ask(struct session *s, const struct msg *request, enum msg_number wanted,
                struct reply *r, struct err *err);

/* The request that a reply answers, 0 if it is to none. */
uint64_t reply_request(const struct msg *msg);

#endif
