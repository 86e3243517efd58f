/* wire_test.c: sockets of both ends, in one process, over ipc:// in the test's own directory. */
#include "proto/limits.h"
#include "proto/log.h"
#include "proto/wire.h"
#include "tests/test.h"
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

static const char endpoint[] = "ipc://socket";
static struct err err;

static struct wire *router(void)
{
    struct wire *w = wire_router();
    CHECK_INT(wire_bind(w, endpoint, &err), 0);
    return w;
}

/* What the next message brings: wire_recv's answer, once it is not 0. */
static int receive(struct wire *w, struct wire_in *in)
{
    struct wire_wait item = {.wire = w};
    for (int i = 0; i < 100; i++) {
        int got = wire_recv(w, in, &err);
        if (got != 0) return got;
        wire_wait(&item, 1, 100);
    }
    return 0;
}

static struct wire_body *body_of(const char *text)
{
    struct wire_body *b = wire_body_new(strlen(text));
    memcpy(wire_body_at(b), text, strlen(text));
    return b;
}

TEST(messages_go_to_and_fro)
{
    struct wire *broker = router(), *peer = wire_dealer(endpoint, NULL, &err);
    struct wire_in in, answer;
    struct wire_body *body = body_of("the body");
    CHECK_INT(wire_send(peer, NULL, view_of("head"), &body), 0);
    CHECK(body == NULL);
    CHECK_INT(receive(broker, &in), 1);
    CHECK(view_equal(in.header, view_of("head")) && view_equal(in.body, view_of("the body")));
    CHECK(in.from.len > 0);
    CHECK_INT(wire_send(broker, &in.from, view_of("answer"), NULL), 0);
    CHECK_INT(receive(peer, &answer), 1);
    CHECK(view_equal(answer.header, view_of("answer")) && answer.body.len == 0);
    wire_in_free(&in);
    wire_in_free(&answer);
    CHECK_INT(wire_recv(peer, &answer, &err), 0);
    wire_close(&peer, 0);
    wire_close(&broker, 0);
    wire_close(&broker, 0);
    CHECK(broker == NULL);
}

TEST(a_message_to_a_peer_that_is_not_there_fails)
{
    struct wire *broker = router();
    struct wire_id nobody = {4, "abc"}; /* the last byte: without a key */
    struct wire_body *body = body_of("lost");
    CHECK_INT(wire_send(broker, &nobody, view_of("head"), &body), -1);
    CHECK_INT(errno, EHOSTUNREACH);
    CHECK(body == NULL);
    wire_close(&broker, 0);
}

/* A queue that nobody empties is full some day, and says so instead of growing. */
TEST(a_full_queue_refuses)
{
    struct wire *peer = wire_dealer("ipc://nobody-listens", NULL, &err);
    int sent = 0;
    while (sent < 100000 && wire_send(peer, NULL, view_of("x"), NULL) == 0) sent++;
    CHECK_INT(errno, EAGAIN);
    CHECK(sent > 0 && sent < 10000);
    wire_close(&peer, 0);
}

/* A peer of another make, with a socket of its own. */
static void send_raw(void *socket, const char *const *frames, int count)
{
    for (int i = 0; i < count; i++)
        CHECK(zmq_send(socket, frames[i], strlen(frames[i]), i + 1 < count ? ZMQ_SNDMORE : 0) >= 0);
}

TEST(messages_of_many_frames_are_dropped_and_reported)
{
    static const char *const frames[] = {"1", "2", "3", "4", "5"};
    struct wire *broker = router();
    void *context = zmq_ctx_new(), *peer = zmq_socket(context, ZMQ_DEALER);
    struct wire_in in;
    CHECK_INT(zmq_connect(peer, endpoint), 0);
    send_raw(peer, frames, 3);
    send_raw(peer, frames, 5);
    send_raw(peer, frames, 2);
    for (int i = 0; i < 2; i++) {
        CHECK_INT(receive(broker, &in), -1);
        CHECK_INT(err.code, ERR_MALFORMED);
        CHECK(in.from.len > 0 && in.frames == NULL);
    }
    CHECK_INT(receive(broker, &in), 1);
    CHECK(view_equal(in.header, view_of("1")) && view_equal(in.body, view_of("2")));
    wire_in_free(&in);
    wire_close(&broker, 0);
    zmq_close(peer);
    zmq_ctx_term(context);
}

TEST(a_header_over_its_limit_is_dropped_and_reported)
{
    static char huge[MAX_HEADER + 1];
    struct wire *broker = router(), *peer = wire_dealer(endpoint, NULL, &err);
    struct wire_in in;
    CHECK_INT(wire_send(peer, NULL, (struct view){huge, MAX_HEADER + 1}, NULL), 0);
    CHECK_INT(wire_send(peer, NULL, (struct view){huge, MAX_HEADER}, NULL), 0);
    CHECK_INT(receive(broker, &in), -1);
    CHECK_INT(err.code, ERR_OVER_LIMIT);
    CHECK_INT(receive(broker, &in), 1);
    CHECK_INT(in.header.len, MAX_HEADER);
    wire_in_free(&in);
    wire_close(&peer, 0);
    wire_close(&broker, 0);
}

TEST(a_peer_with_a_long_identity_is_refused)
{
    static const char *const frames[] = {"hello", "body"};
    struct wire *broker = router();
    void *context = zmq_ctx_new(), *peer = zmq_socket(context, ZMQ_DEALER);
    struct wire_in in;
    CHECK_INT(zmq_setsockopt(peer, ZMQ_ROUTING_ID, "an identity longer than ours", 28), 0);
    CHECK_INT(zmq_connect(peer, endpoint), 0);
    send_raw(peer, frames, 2);
    CHECK_INT(receive(broker, &in), -1);
    CHECK_INT(err.code, ERR_OVER_LIMIT);
    CHECK_INT(in.from.len, 0);
    CHECK_INT(wire_recv(broker, &in, &err), 0);
    wire_close(&broker, 0);
    zmq_close(peer);
    zmq_ctx_term(context);
}

enum { LAST_WORDS = 50 };

/* Comes late, and exits with how many messages it got. */
static _Noreturn void listen_late(void)
{
    int got = 0;
    struct wire_in in;
    usleep(200000);
    struct wire *broker = router();
    while (got < LAST_WORDS && receive(broker, &in) == 1) {
        wire_in_free(&in);
        got++;
    }
    wire_close(&broker, 0);
    _exit(got);
}

TEST(closing_waits_for_what_lingers)
{
    int status;
    pid_t listener = fork();
    if (listener == 0) listen_late();
    struct wire *peer = wire_dealer(endpoint, NULL, &err);
    for (int i = 0; i < LAST_WORDS; i++)
        CHECK_INT(wire_send(peer, NULL, view_of("last words"), NULL), 0);
    wire_close(&peer, 10000);
    CHECK_INT(waitpid(listener, &status, 0), listener);
    CHECK_INT(WEXITSTATUS(status), LAST_WORDS);
}

TEST(closing_does_not_wait_where_nobody_listens)
{
    struct wire *peer = wire_dealer(endpoint, NULL, &err);
    CHECK_INT(wire_send(peer, NULL, view_of("unheard"), NULL), 0);
    uint64_t begun = clock_mono_ms();
    wire_close(&peer, 0);
    CHECK(clock_mono_ms() - begun < 5000);
}

TEST(an_endpoint_that_cannot_be_is_named)
{
    struct wire *w = wire_router();
    CHECK_INT(wire_bind(w, "carrier-pigeon://x", &err), -1);
    CHECK(strstr(err.text, "carrier-pigeon://x"));
    CHECK_INT(wire_bind(w, "tcp://127.0.0.1:*", &err), 0);
    CHECK(strstr(wire_endpoint(w), "tcp://127.0.0.1:") && !strchr(wire_endpoint(w), '*'));
    wire_close(&w, 0);
    CHECK(wire_dealer("nonsense", NULL, &err) == NULL);
    CHECK(strstr(err.text, "nonsense"));
}

TEST(waiting_sees_sockets_and_descriptors)
{
    int ends[2];
    struct wire *broker = router(), *peer = wire_dealer(endpoint, NULL, &err);
    struct wire_wait items[40] = {{.wire = broker}};
    CHECK_INT(pipe(ends), 0);
    for (int i = 1; i < 39; i++) items[i].fd = ends[0];
    items[39] = (struct wire_wait){.fd = ends[1], .want_write = true};
    CHECK_INT(wire_wait(items, 39, 0), 0);
    CHECK_INT(wire_wait(items, 40, 0), 1);
    CHECK(items[39].ready && !items[0].ready);
    CHECK_INT(write(ends[1], "x", 1), 1);
    CHECK_INT(wire_wait(items, 2, -1), 1);
    CHECK(items[1].ready && !items[0].ready);
    CHECK_INT(wire_send(peer, NULL, view_of("x"), NULL), 0);
    CHECK_INT(wire_wait(items, 1, 10000), 1);
    CHECK(items[0].ready);
    wire_close(&peer, 0);
    wire_close(&broker, 0);
}

static void await_way(struct wire *peer, enum wire_way way)
{
    for (int i = 0; i < 1000 && wire_way(peer) != way; i++) usleep(10000);
    CHECK_INT(wire_way(peer), way);
}

TEST(both_ends_see_that_a_connection_has_ended)
{
    struct wire_in in;
    struct wire *broker = router(), *peer = wire_dealer(endpoint, NULL, &err);
    struct wire_wait item = {.wire = broker};
    CHECK_INT(wire_send(peer, NULL, view_of("x"), NULL), 0);
    CHECK_INT(receive(broker, &in), 1);
    await_way(peer, WIRE_THROUGH);
    CHECK(!wire_has_lost(broker));
    wire_close(&peer, 0);
    CHECK_INT(wire_wait(&item, 1, 10000), 1);
    CHECK(wire_has_lost(broker));
    CHECK(!wire_has_lost(broker));
    CHECK_INT(wire_wait(&item, 1, 0), 0);
    for (int i = 0; i < 1000 && wire_send(broker, &in.from, view_of("y"), NULL) == 0; i++)
        usleep(1000);
    CHECK_INT(wire_send(broker, &in.from, view_of("y"), NULL), -1);
    CHECK_INT(errno, EHOSTUNREACH);
    wire_in_free(&in);
    peer = wire_dealer(endpoint, NULL, &err);
    await_way(peer, WIRE_THROUGH);
    wire_close(&broker, 0);
    await_way(peer, WIRE_APART);
    wire_close(&peer, 0);
}

TEST(threads_talk_over_pairs)
{
    struct wire *a = wire_pair("inproc://pair", true, &err);
    struct wire *b = wire_pair("inproc://pair", false, &err);
    struct wire_in in;
    struct wire_body *body = body_of("b");
    CHECK_INT(wire_send(a, NULL, view_of("question"), NULL), 0);
    CHECK_INT(receive(b, &in), 1);
    CHECK(view_equal(in.header, view_of("question")));
    wire_in_free(&in);
    CHECK_INT(wire_send(b, NULL, view_of("a"), &body), 0);
    CHECK_INT(receive(a, &in), 1);
    CHECK(view_equal(in.body, view_of("b")));
    wire_in_free(&in);
    wire_close(&a, 0);
    wire_close(&b, 0);
}
