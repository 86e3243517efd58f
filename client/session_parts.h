/* session_parts.h: what the client/session*.c files share, and nobody else. */
#ifndef CLIENT_SESSION_PARTS_H
#define CLIENT_SESSION_PARTS_H

#include "client/session.h"
#include "proto/log.h"

enum {
    STEP_MS = 20,     /* between looks at a place where nobody answers yet */
    REDIAL_MS = 1000, /* without WELCOME, until a new connection is tried; doubled each time */
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

/* session.c */
/* Encodes a message and hands it to the wire, open or not. False if the wire takes nothing now. */
bool session_put(struct session *s, const struct msg *msg, struct view body);
/* Says HELLO. */
void session_greet(struct session *s);
/* Waits for the broker or for wake_fd, at most timeout_ms. */
void session_rest(struct session *s, int timeout_ms);
/* How many milliseconds it may wait before it has to look after itself. */
int session_step(const struct session *s);

/* session_take.c */
/* What a message means: 1 if it is a reply for the caller, 0 if the session took care of it, -1
 * with *err if the session is over. */
int session_take(struct session *s, struct reply *r, struct err *err);
/* *err as the broker's refusal, behind the words of `before`; always -1. The broker speaks English:
 * in another language the sentence of the error's code stands before what it said. */
int session_refusal(const char *before, const struct msg_error *e, struct err *err);

#endif
