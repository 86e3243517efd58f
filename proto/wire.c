/* wire.c: see wire.h. */
#include "proto/limits.h"
#include "proto/log.h"
#include "proto/tables.h"
#include "proto/wire_parts.h"
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

struct wire_body { /* a received message's frames, or the one that is to be sent */
    zmq_msg_t frames[2];
    int count;
};

/* All sockets share one context. It is ended with the last socket, because only that waits for what
 * lingers. */
static pthread_mutex_t context_lock = PTHREAD_MUTEX_INITIALIZER;
static void *context;
static int context_sockets;

void *context_socket(int type)
{
    pthread_mutex_lock(&context_lock);
    if (!context) context = zmq_ctx_new();
    if (!context) out_of_memory("open sockets");
    void *socket = zmq_socket(context, type);
    if (!socket) { /* more descriptors than the system lets us have */
        log_line(LOG_ERROR, "cannot open a socket: %s", zmq_strerror(errno));
        _exit(2); /* trouble, in all our programs */
    }
    context_sockets++;
    pthread_mutex_unlock(&context_lock);
    return socket;
}

void context_release(void)
{
    pthread_mutex_lock(&context_lock);
    if (--context_sockets == 0) {
        while (zmq_ctx_term(context) != 0 && errno == EINTR) continue;
        context = NULL;
    }
    pthread_mutex_unlock(&context_lock);
}

void wire_set(void *socket, int option, int value)
{
    int rc = zmq_setsockopt(socket, option, &value, sizeof value);
    assert(rc == 0);
    (void)rc;
}

/* Bounds on what ZeroMQ buffers, and on how long it believes in a peer that says nothing. Its own
 * heartbeat only has to find half-open connections; it is slow, because a PONG may have to wait
 * behind a body of MAX_BODY bytes. */
static void set_bounds(void *socket)
{
    static const struct {
        int option, value;
    } bounds[] = {
        {ZMQ_LINGER, 0},
        {ZMQ_BACKLOG, 4096},
        {ZMQ_RCVHWM, 64},        /* messages a peer */
        {ZMQ_SNDHWM, 1024},      /* more than the answers to a turn of the broker */
        {ZMQ_RECONNECT_IVL, 50}, /* milliseconds, from here on */
        {ZMQ_RECONNECT_IVL_MAX, 500},
        {ZMQ_HANDSHAKE_IVL, 10000},
        {ZMQ_HEARTBEAT_IVL, 10000},
        {ZMQ_HEARTBEAT_TIMEOUT, 60000},
    };
    int64_t longest = MAX_BODY;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        wire_set(socket, bounds[i].option, bounds[i].value);
    int rc = zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &longest, sizeof longest);
    assert(rc == 0);
    (void)rc;
}

void *wire_socket(int type)
{
    void *socket = context_socket(type);
    set_bounds(socket);
    if (type == ZMQ_ROUTER) wire_set(socket, ZMQ_ROUTER_MANDATORY, 1);
    return socket;
}

static struct wire *wire_new(int type)
{
    struct wire *w = xcalloc(1, sizeof *w);
    w->socket = wire_socket(type);
    w->is_router = type == ZMQ_ROUTER;
    if (type != ZMQ_PAIR) w->monitors[0] = wire_watch(w->socket, w->is_router);
    return w;
}

/* Binds or connects; what was wrong with the endpoint is told in words. */
static int attach(struct wire *w, int (*how)(void *, const char *), const char *what,
                  const char *endpoint, struct err *err)
{
    void *socket = w->secure ? w->secure : w->socket;
    if (how(socket, endpoint) == 0) return 0;
    return fail(err, 0, "cannot %s %s: %s", what, endpoint, zmq_strerror(errno));
}

struct wire *wire_router(void)
{
    return wire_new(ZMQ_ROUTER);
}

int wire_bind(struct wire *w, const char *endpoint, struct err *err)
{
    if (attach(w, zmq_bind, "listen on", endpoint, err) != 0) return -1;
    size_t room = sizeof w->endpoint;
    if (zmq_getsockopt(w->secure ? w->secure : w->socket, ZMQ_LAST_ENDPOINT, w->endpoint, &room) !=
        0)
        return fail(err, 0, "the endpoint %s is too long", endpoint);
    return 0;
}

const char *wire_endpoint(const struct wire *w)
{
    return w->endpoint;
}

struct wire *wire_dealer(const char *endpoint, const struct wire_keys *keys, struct err *err)
{
    struct wire *w = wire_new(ZMQ_DEALER);
    wire_present(w, keys);
    if (attach(w, zmq_connect, "connect to", endpoint, err) != 0) wire_close(&w, 0);
    return w;
}

struct wire *wire_pair(const char *name, bool bind, struct err *err)
{
    struct wire *w = wire_new(ZMQ_PAIR);
    if (attach(w, bind ? zmq_bind : zmq_connect, "pair with", name, err) != 0) wire_close(&w, 0);
    return w;
}

void wire_close(struct wire **w, int linger_ms)
{
    if (!*w) return;
    wire_watch_end((*w)->socket, &(*w)->monitors[0]);
    wire_watch_end((*w)->secure, &(*w)->monitors[1]);
    wire_set((*w)->socket, ZMQ_LINGER, linger_ms);
    wire_curve_close(*w, linger_ms);
    zmq_close((*w)->socket);
    free(*w);
    *w = NULL;
    context_release();
}

/* Receiving */

static bool has_more(const zmq_msg_t *frame)
{
    return zmq_msg_more(frame) != 0;
}

/* The next frame of a message that has begun. ZeroMQ delivers messages whole, so it is there; were
 * it not, it would be taken for empty and the last. */
static void next_frame(void *socket, zmq_msg_t *frame)
{
    zmq_msg_init(frame);
    while (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) < 0 && errno == EINTR) continue;
}

static void drop_rest(void *socket)
{
    zmq_msg_t frame;
    for (bool more = true; more;) {
        next_frame(socket, &frame);
        more = has_more(&frame);
        zmq_msg_close(&frame);
    }
}

static struct view frame_view(zmq_msg_t *frame)
{
    return (struct view){zmq_msg_data(frame), zmq_msg_size(frame)};
}

/* The identity of a peer: what its socket calls it, and which socket that is. */
static void set_identity(struct wire_id *id, struct view name, bool secure)
{
    memcpy(id->at, name.at, name.len);
    id->at[name.len] = secure;
    id->len = (unsigned char)(name.len + 1);
}

/* 1 and the peer's identity; -1 if the identity is not one of ours: then nobody can be answered. */
static int take_identity(void *socket, zmq_msg_t *frame, bool secure, struct wire_id *from,
                         struct err *err)
{
    struct view id = frame_view(frame);
    size_t len = id.len;
    bool more = has_more(frame), fits = len <= WIRE_ID_MAX;
    if (fits) set_identity(from, id, secure);
    zmq_msg_close(frame);
    if (fits && more) return 1;
    if (more) drop_rest(socket);
    return fits ? fail(err, ERR_MALFORMED, "a message without frames")
                : fail(err, ERR_OVER_LIMIT, "a peer's identity of %zu bytes", len);
}

/* Takes the frames of one message, the first of which is there already. */
static int take_frames(void *socket, struct wire_in *in, struct err *err)
{
    struct wire_body *f = in->frames;
    f->count = 1;
    in->header = frame_view(&f->frames[0]);
    if (has_more(&f->frames[0])) {
        next_frame(socket, &f->frames[f->count++]);
        in->body = frame_view(&f->frames[1]);
    }
    if (has_more(&f->frames[f->count - 1])) {
        drop_rest(socket);
        return fail(err, ERR_MALFORMED, "a message of more than two frames");
    }
    if (in->header.len > MAX_HEADER)
        return fail(err, ERR_OVER_LIMIT, "a header frame of %zu bytes, more than %d",
                    in->header.len, MAX_HEADER);
    return 1;
}

/* The first frame of the next message and the socket that it came by; NULL if there is none. A
 * ROUTER's two sockets take turns. */
static void *recv_first(struct wire *w, zmq_msg_t *first)
{
    void *sockets[2] = {w->socket, w->secure};
    if (w->secure) {
        wire_answer_gate(w);
        w->turn = !w->turn;
    }
    for (int i = 0; i < 2; i++) {
        void *socket = sockets[i ^ w->turn];
        if (socket && zmq_msg_recv(first, socket, ZMQ_DONTWAIT) >= 0) return socket;
    }
    return NULL;
}

int wire_recv(struct wire *w, struct wire_in *in, struct err *err)
{
    zmq_msg_t first;
    *in = (struct wire_in){0};
    zmq_msg_init(&first);
    void *socket = recv_first(w, &first);
    if (!socket) return 0;
    if (w->is_router) {
        if (take_identity(socket, &first, socket == w->secure, &in->from, err) < 0) return -1;
        next_frame(socket, &first);
    }
    in->frames = xmalloc(sizeof *in->frames);
    zmq_msg_init(&in->frames->frames[0]);
    zmq_msg_move(&in->frames->frames[0], &first);
    zmq_msg_close(&first);
    if (take_frames(socket, in, err) > 0) {
        if (socket == w->secure) in->key = wire_key_of(&in->frames->frames[0]);
        return 1;
    }
    wire_in_free(in);
    return -1;
}

void wire_in_free(struct wire_in *in)
{
    wire_body_free(&in->frames);
    in->header = in->body = in->key = (struct view){0};
}

/* Sending */

struct wire_body *wire_body_new(size_t len)
{
    struct wire_body *b = xmalloc(sizeof *b);
    b->count = 1;
    if (zmq_msg_init_size(&b->frames[0], len) != 0) out_of_memory("make a message");
    return b;
}

char *wire_body_at(struct wire_body *b)
{
    return zmq_msg_data(&b->frames[0]);
}

size_t wire_body_len(const struct wire_body *b)
{
    return zmq_msg_size(&b->frames[0]);
}

void wire_body_free(struct wire_body **b)
{
    if (!*b) return;
    for (int i = 0; i < (*b)->count; i++) zmq_msg_close(&(*b)->frames[i]);
    free(*b);
    *b = NULL;
}

/* A signal must not come between the frames of a message: the next message would be taken for the
 * rest of this one. */
static int send_copy(void *socket, const void *bytes, size_t len, bool more)
{
    int flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0), rc;
    do rc = zmq_send(socket, bytes, len, flags);
    while (rc < 0 && errno == EINTR);
    return rc < 0 ? -1 : 0;
}

static int send_body(void *socket, struct wire_body *body)
{
    int rc;
    do rc = zmq_msg_send(&body->frames[0], socket, ZMQ_DONTWAIT);
    while (rc < 0 && errno == EINTR);
    return rc < 0 ? -1 : 0;
}

static int send_frames(void *socket, const struct wire_id *to, struct view header,
                       struct wire_body *body)
{
    if (to && send_copy(socket, to->at, to->len - 1u, true) != 0) return -1;
    if (send_copy(socket, header.at, header.len, body != NULL) != 0) return -1;
    return body ? send_body(socket, body) : 0;
}

/* ZeroMQ empties a frame that it has taken over, so that freeing the body is right either way. */
int wire_send(struct wire *w, const struct wire_id *to, struct view header, struct wire_body **body)
{
    assert(w->is_router == (to != NULL) && (!to || to->len > 0));
    void *socket = to && to->at[to->len - 1] ? w->secure : w->socket;
    int rc = send_frames(socket, to, header, body ? *body : NULL);
    int why = errno;
    if (body) wire_body_free(body);
    errno = why;
    return rc;
}

bool wire_can_send(struct wire *w)
{
    int events = 0;
    size_t room = sizeof events;
    return zmq_getsockopt(w->socket, ZMQ_EVENTS, &events, &room) == 0 && events & ZMQ_POLLOUT;
}

/* Waiting */

/* A ROUTER for peers with keys is five sockets: it, theirs, the gate, and a monitor of each. */
enum { SOCKETS_A_WIRE = 5 };

static int add_item(zmq_pollitem_t *polled, const struct wire_wait *item)
{
    const struct wire *w = item->wire;
    if (!w) {
        short events = item->want_write ? ZMQ_POLLOUT : ZMQ_POLLIN;
        polled[0] = (zmq_pollitem_t){.fd = item->fd, .events = events};
        return 1;
    }
    void *const *monitors = w->monitors;
    void *const sockets[SOCKETS_A_WIRE] = {w->socket, w->secure, w->zap,
                                           w->is_router ? monitors[0] : NULL, monitors[1]};
    int count = 0;
    for (int i = 0; i < SOCKETS_A_WIRE; i++)
        if (sockets[i])
            polled[count++] = (zmq_pollitem_t){.socket = sockets[i], .events = ZMQ_POLLIN};
    return count;
}

int wire_wait(struct wire_wait *items, int count, int timeout_ms)
{
    enum { FEW = 32 };
    zmq_pollitem_t few[FEW];
    int room = count * SOCKETS_A_WIRE, used = 0, ready = 0;
    zmq_pollitem_t *polled = room <= FEW ? few : xcalloc((size_t)room, sizeof *polled);
    for (int i = 0; i < count; i++) used += add_item(polled + used, &items[i]);
    int any = zmq_poll(polled, used, timeout_ms);
    for (int i = 0, at = 0; i < count; i++) {
        zmq_pollitem_t unused[SOCKETS_A_WIRE];
        items[i].ready = false;
        for (int end = at + add_item(unused, &items[i]); at < end; at++)
            items[i].ready |= any > 0 && polled[at].revents != 0;
        ready += items[i].ready;
        if (items[i].ready && items[i].wire && items[i].wire->is_router) wire_look(items[i].wire);
    }
    if (polled != few) free(polled);
    return ready;
}
