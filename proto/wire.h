/* wire.h: ZeroMQ, wrapped: the only header of ours whose source includes zmq.h.
 *
 * A message is one header frame and at most one body frame. The broker's side is a ROUTER that
 * knows its peers by the identity ZeroMQ gave them; a peer's side is a DEALER. Sockets belong to
 * the thread that opened them.
 */
#ifndef PROTO_WIRE_H
#define PROTO_WIRE_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>

struct wire;      /* a socket */
struct wire_body; /* a received or prepared body frame, owned by one holder */

#define WIRE_ID_MAX 16
struct wire_id { /* which peer, on a ROUTER; the last byte tells whether it came with a key */
    unsigned char len, at[WIRE_ID_MAX + 1];
};

/* Keys, as CURVE has them (ZeroMQ RFC 26): 40 characters of Z85 (RFC 32), and a NUL. */
#define WIRE_KEY_LEN 40
struct wire_keys {
    char public_key[WIRE_KEY_LEN + 1], secret_key[WIRE_KEY_LEN + 1];
    char server_key[WIRE_KEY_LEN + 1]; /* public, of the broker; empty on its own side */
};
void wire_keys_make(struct wire_keys *k); /* a new pair */
bool wire_key_is_valid(const char *key);

/* Opens a ROUTER with nothing bound. Exits only on a broken installation. */
struct wire *wire_router(void);
int wire_bind(struct wire *w, const char *endpoint, struct err *err);

/* Endpoints bound from now on are for peers that know the broker's public key and have one that the
 * gate lets in; all they say is encrypted. The gate is asked, within wire_recv(), for each new
 * connection: key is 40 characters, address the peer's as text. */
typedef bool wire_gate(void *context, const char *key, const char *address);
void wire_secure(struct wire *w, const struct wire_keys *keys, wire_gate *gate, void *context);

/* The endpoint last bound, with the port that a "tcp://…:*" got; static storage of the socket. */
const char *wire_endpoint(const struct wire *w);

/* Opens a DEALER that connects, and connects again, to endpoint (names are resolved each time).
 * keys: NULL for an endpoint that asks for none. */
struct wire *wire_dealer(const char *endpoint, const struct wire_keys *keys, struct err *err);

/* How far a DEALER has come. */
enum wire_way {
    WIRE_APART,     /* there is no connection */
    WIRE_CONNECTED, /* there is one; the handshake is under way */
    WIRE_THROUGH    /* what was sent goes to the broker */
};
enum wire_way wire_way(struct wire *w);

/* Why a DEALER cannot get in, in words; NULL as long as nothing speaks against it. */
const char *wire_trouble(struct wire *w);

/* Closes *w, waiting at most linger_ms for what was sent, and sets it to NULL. Harmless on NULL. */
void wire_close(struct wire **w, int linger_ms);

/* A received message. Everything in it is valid until wire_in_free(). */
struct wire_in {
    struct wire_id from; /* on a ROUTER */
    struct view key;     /* the public key that it came with, 40 characters; empty: without one */
    struct view header, body;
    struct wire_body *frames; /* owner of the bytes */
};

/* 1 with *in filled, 0 if nothing is there, -1 with *err for a message of a wrong number of frames
 * or over its limits (already dropped; in->from says whose). Never blocks. */
int wire_recv(struct wire *w, struct wire_in *in, struct err *err);
void wire_in_free(struct wire_in *in);

/* A body to be sent: room for len bytes to be filled in place, no copy later. */
struct wire_body *wire_body_new(size_t len);
char *wire_body_at(struct wire_body *b);
size_t wire_body_len(const struct wire_body *b);
void wire_body_free(struct wire_body **b); /* of one never sent */

/* Sends header (copied) and *body (may be NULL or point to NULL; taken over and set to NULL, also
 * on failure). `to` is NULL on a DEALER. 0; -1 when the peer is gone (ROUTER: unreachable) or its
 * queue is full; never blocks. errno is EHOSTUNREACH or EAGAIN. What a peer sent before it went may
 * still be there to be received. */
int wire_send(struct wire *w, const struct wire_id *to, struct view header,
              struct wire_body **body);

/* Whether wire_send() on a DEALER would find room; who sends much asks first. */
bool wire_can_send(struct wire *w);

/* Whether a wire_wait() since the last call has seen that a connection of the ROUTER ended. Whose
 * it was shows when something is sent to its peer, though perhaps some milliseconds later. */
bool wire_has_lost(struct wire *w);

/* Waits until one of the sockets or file descriptors is readable, or timeout_ms have passed (-1 =
 * for ever); interrupted by a signal it returns early. Sets .ready. Returns how many are ready. */
struct wire_wait {
    struct wire *wire; /* either a socket */
    int fd;            /* or, where wire is NULL, a descriptor */
    bool want_write;   /* wait for room to write instead (descriptors only) */
    bool ready;
};
int wire_wait(struct wire_wait *items, int count, int timeout_ms);

/* Thread-to-thread pairs, for the broker's compactor: bind and connect to the same "inproc://name".
 */
struct wire *wire_pair(const char *name, bool bind, struct err *err);

#endif
