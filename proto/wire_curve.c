/* wire_curve.c: peers with keys: CURVE on both sides, the gate that lets them in.
 *
 * CURVE: ZeroMQ RFC 26. The gate: RFC 27, "ZAP". ZeroMQ asks it from its own thread over an inproc
 * socket and waits for the answer, so it is answered whenever its owner receives or waits.
 */
#include "proto/wire_parts.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- Keys ---- */

void wire_keys_make(struct wire_keys *k)
{
    *k = (struct wire_keys){0};
    int rc = zmq_curve_keypair(k->public_key, k->secret_key);
    if (rc != 0) abort(); /* a libzmq without CURVE: not Debian's */
}

bool wire_key_is_valid(const char *key)
{
    unsigned char bytes[32];
    return strlen(key) == WIRE_KEY_LEN && zmq_z85_decode(bytes, key) != NULL;
}

static void set_key(void *socket, int option, const char *key)
{
    int rc = zmq_setsockopt(socket, option, key, WIRE_KEY_LEN + 1);
    assert(rc == 0); /* keys are checked where they are read */
    (void)rc;
}

/* ---- The broker's side ---- */

#define ZAP_ENDPOINT "inproc://zeromq.zap.01"

void wire_secure(struct wire *w, const struct wire_keys *keys, wire_gate *gate, void *context)
{
    assert(!w->secure);
    w->gate = gate;
    w->gate_context = context;
    w->zap = context_socket(ZMQ_REP);
    wire_set(w->zap, ZMQ_LINGER, 0);
    if (zmq_bind(w->zap, ZAP_ENDPOINT) != 0) abort(); /* a second gate in one process */
    w->secure = wire_socket(ZMQ_ROUTER);
    wire_set(w->secure, ZMQ_CURVE_SERVER, 1);
    set_key(w->secure, ZMQ_CURVE_SECRETKEY, keys->secret_key);
    zmq_setsockopt(w->secure, ZMQ_ZAP_DOMAIN, "garner", strlen("garner"));
    w->monitors[1] = wire_watch(w->secure, true);
}

/* The frames of a request to the gate. */
enum { ZAP_VERSION, ZAP_REQUEST, ZAP_DOMAIN, ZAP_ADDRESS, ZAP_IDENTITY, ZAP_MECHANISM, ZAP_KEY };
enum { ZAP_FRAMES = 7, ZAP_FRAME_MOST = 256 };

struct zap_request {
    int count;
    size_t len[ZAP_FRAMES];
    char at[ZAP_FRAMES][ZAP_FRAME_MOST + 1];
};

/* False if nobody waits at the gate. Frames that are too long are cut: they match nothing. */
static bool read_request(void *zap, struct zap_request *r)
{
    int more = 1;
    size_t room = sizeof more;
    *r = (struct zap_request){0};
    for (; more; r->count++) {
        char rest[ZAP_FRAME_MOST];
        bool fits = r->count < ZAP_FRAMES;
        int len = zmq_recv(zap, fits ? r->at[r->count] : rest, ZAP_FRAME_MOST, ZMQ_DONTWAIT);
        if (len < 0) return false;
        if (fits) r->len[r->count] = (size_t)len < ZAP_FRAME_MOST ? (size_t)len : ZAP_FRAME_MOST;
        if (zmq_getsockopt(zap, ZMQ_RCVMORE, &more, &room) != 0) more = 0;
    }
    return true;
}

/* The key as text, if the request is a whole one. */
static bool read_key(struct zap_request *r, char key[WIRE_KEY_LEN + 1])
{
    if (r->count != ZAP_FRAMES || strcmp(r->at[ZAP_MECHANISM], "CURVE") != 0) return false;
    return r->len[ZAP_KEY] == 32 &&
           zmq_z85_encode(key, (const unsigned char *)r->at[ZAP_KEY], 32) != NULL;
}

static void answer(void *zap, const struct zap_request *r, const char *key)
{
    const char *code = key ? "200" : "400", *text = key ? "OK" : "this key is not allowed";
    zmq_send(zap, "1.0", 3, ZMQ_SNDMORE);
    zmq_send(zap, r->at[ZAP_REQUEST], r->len[ZAP_REQUEST], ZMQ_SNDMORE);
    zmq_send(zap, code, strlen(code), ZMQ_SNDMORE);
    zmq_send(zap, text, strlen(text), ZMQ_SNDMORE);
    zmq_send(zap, key ? key : "", key ? WIRE_KEY_LEN : 0, ZMQ_SNDMORE); /* User-Id */
    zmq_send(zap, "", 0, 0);
}

void wire_answer_gate(struct wire *w)
{
    struct zap_request r;
    while (read_request(w->zap, &r)) {
        char key[WIRE_KEY_LEN + 1];
        bool in = read_key(&r, key) && w->gate(w->gate_context, key, r.at[ZAP_ADDRESS]);
        answer(w->zap, &r, in ? key : NULL);
    }
}

struct view wire_key_of(zmq_msg_t *frame)
{
    const char *key = zmq_msg_gets(frame, "User-Id");
    return view_of(key ? key : "");
}

/* ---- A peer's side ---- */

void wire_present(struct wire *w, const struct wire_keys *keys)
{
    w->has_keys = keys != NULL;
    if (!keys) return;
    set_key(w->socket, ZMQ_CURVE_SERVERKEY, keys->server_key);
    set_key(w->socket, ZMQ_CURVE_PUBLICKEY, keys->public_key);
    set_key(w->socket, ZMQ_CURVE_SECRETKEY, keys->secret_key);
}

/* ---- Both ---- */

static void close_socket(void *socket, int linger_ms)
{
    if (!socket) return;
    wire_set(socket, ZMQ_LINGER, linger_ms);
    zmq_close(socket);
    context_release();
}

void wire_curve_close(struct wire *w, int linger_ms)
{
    close_socket(w->secure, linger_ms);
    close_socket(w->zap, 0);
}
