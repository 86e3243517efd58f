/* wire_parts.h: what the proto/wire*.c files share, and nobody else. */
#ifndef PROTO_WIRE_PARTS_H
#define PROTO_WIRE_PARTS_H

#include "proto/wire.h"
#include <zmq.h>

struct wire {
    void *socket;
    bool is_router;
    char endpoint[256];
    void *monitors[2]; /* of `socket` and of `secure`; NULL = none */

    /* A ROUTER for peers with keys: */
    void *secure; /* a second socket, for those; NULL = none */
    bool turn;    /* which of the two is read first, in turns */
    void *zap;    /* ZeroMQ asks here who may come in (RFC 27) */
    wire_gate *gate;
    void *gate_context;
    bool has_lost; /* a connection has ended */

    /* A DEALER: */
    bool has_keys;
    enum wire_way way;
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

/* wire_watch.c */
void *wire_watch(void *socket, bool is_router); /* a monitor; NULL where there can be none */
void wire_watch_end(void *socket, void **monitor);
void wire_look(struct wire *w); /* takes in all that the monitors tell */

#endif
