/* wire_parts.h: what wire.c and wire_curve.c share, and nobody else. */
#ifndef PROTO_WIRE_PARTS_H
#define PROTO_WIRE_PARTS_H

#include "proto/wire.h"
#include <zmq.h>

struct wire {
    void *socket;
    bool is_router;
    char endpoint[256];

    /* A ROUTER for peers with keys: */
    void *secure; /* a second socket, for those; NULL = none */
    bool turn;    /* which of the two is read first, in turns */
    void *zap;    /* ZeroMQ asks here who may come in (RFC 27) */
    wire_gate *gate;
    void *gate_context;

    /* A DEALER: */
    bool has_keys;
    void *monitor; /* ZeroMQ tells here how the handshake went */
    const char *trouble;
};

/* wire.c */
void *context_socket(int type); /* of the context that all share; let go of it after zmq_close() */
void context_release(void);
void *wire_socket(int type); /* the same, with the bounds that all of ours have */
void wire_set(void *socket, int option, int value);

/* wire_curve.c */
void wire_present(struct wire *w, const struct wire_keys *keys); /* of a DEALER; NULL = none */
void wire_answer_gate(struct wire *w);                           /* all that wait at it */
struct view wire_key_of(zmq_msg_t *frame);                       /* of the peer that sent it */
void wire_curve_close(struct wire *w, int linger_ms);

#endif
