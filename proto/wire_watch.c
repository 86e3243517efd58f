/* wire_watch.c: what ZeroMQ tells of connections, through a monitor on a socket: to a peer whether
 * it has one, and why it does not get in; to a broker that one has ended.
 *
 * The events are described in zmq_socket_monitor(3).
 */
#include "proto/language.h"
#include "proto/wire_parts.h"
#include <stdio.h>
#include <string.h>

enum {
    OF_A_BROKER = ZMQ_EVENT_DISCONNECTED,
    OF_A_PEER = ZMQ_EVENT_CONNECTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
};

void *wire_watch(void *socket, bool is_router)
{
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "inproc://monitor-%p", socket);
    if (zmq_socket_monitor(socket, endpoint, is_router ? OF_A_BROKER : OF_A_PEER) != 0) return NULL;
    void *monitor = context_socket(ZMQ_PAIR);
    wire_set(monitor, ZMQ_LINGER, 0);
    wire_set(monitor, ZMQ_RCVHWM, 0); /* ZeroMQ's thread waits where there is no room */
    zmq_connect(monitor, endpoint);
    return monitor;
}

void wire_watch_end(void *socket, void **monitor)
{
    if (!*monitor) return;
    zmq_socket_monitor(socket, NULL, 0);
    zmq_close(*monitor);
    context_release();
    *monitor = NULL;
}

/* What an event of the handshake tells a person. A broker that wants keys may hang up on a peer
 * without them before it says so. */
static const char *sentence(int event, int value, bool has_keys)
{
    static const char mismatch[] =
        N_("one side has a key and the other has none (--key, --insecure)");
    switch (event) {
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        return N_("the broker does not let this key in: it is not allowed there, or was revoked");
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        if (value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH) return mismatch;
        return N_("the handshake failed: is this the broker's key, and is it a broker at all?");
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
        return !has_keys ? mismatch
                         : N_("the broker hung up during the handshake: is the key given for it "
                              "the right one?");
    default: return NULL;
    }
}

static void note(struct wire *w, int event, int value)
{
    switch (event) {
    case ZMQ_EVENT_CONNECTED: w->way = WIRE_CONNECTED; break;
    case ZMQ_EVENT_DISCONNECTED:
        w->way = WIRE_APART;
        w->has_lost = true;
        break;
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: w->way = WIRE_THROUGH; /* fall through */
    default: w->trouble = sentence(event, value, w->has_keys);
    }
}

/* An event is two frames: its number and value, and the address that it is about. */
static bool take_event(struct wire *w, void *monitor)
{
    unsigned char head[6];
    char address[256];
    uint16_t event;
    int32_t value;
    if (zmq_recv(monitor, head, sizeof head, ZMQ_DONTWAIT) != sizeof head) return false;
    memcpy(&event, head, sizeof event);
    memcpy(&value, head + sizeof event, sizeof value);
    zmq_recv(monitor, address, sizeof address, ZMQ_DONTWAIT);
    note(w, event, value);
    return true;
}

void wire_look(struct wire *w)
{
    for (int i = 0; i < 2; i++)
        while (w->monitors[i] && take_event(w, w->monitors[i])) continue;
}

const char *wire_trouble(struct wire *w)
{
    wire_look(w);
    return w->trouble;
}

enum wire_way wire_way(struct wire *w)
{
    wire_look(w);
    return w->way;
}

bool wire_has_lost(struct wire *w)
{
    bool lost = w->has_lost;
    w->has_lost = false;
    return lost;
}
