/* zeromq_bench.c: what ZeroMQ alone gives for the work of queue_bench: nothing is stored, leased,
 * checked or known.
 *
 *     zeromq_bench DIRECTORY DOCUMENTS BYTES
 *
 * A producer sends as many documents a message as the queue's peers do, and keeps as many
 * unanswered; a router passes each message to one of two workers in turn, and its answer of a
 * quarter of the bytes back. Each is a process of its own, over ipc as they are there. Prints
 * documents a second.
 */
#include "tests/bench/bench_kit.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum { WORKERS = 2, MESSAGE_BYTES = 256 << 10, MESSAGE_DOCS = 256, WINDOW_BYTES = 8 << 20 };

static uint64_t messages;
static size_t message_bytes;

static void must(int rc, const char *what)
{
    if (rc < 0) bench_die(what, zmq_strerror(errno));
}

static void *dealer(const char *name)
{
    void *socket = zmq_socket(zmq_ctx_new(), ZMQ_DEALER);
    must(zmq_setsockopt(socket, ZMQ_ROUTING_ID, name, strlen(name)), "name");
    must(zmq_connect(socket, bench_endpoint), bench_endpoint);
    must(zmq_send(socket, "", 0, 0), "ready");
    return socket;
}

static void work(const char *name)
{
    void *socket = dealer(name);
    char *bytes = xmalloc(message_bytes);
    for (;;) {
        must(zmq_recv(socket, bytes, message_bytes, 0), "task");
        must(zmq_send(socket, bytes, message_bytes / 4, 0), "result");
    }
}

static void work_0(void)
{
    work("0");
}

static void work_1(void)
{
    work("1");
}

/* A message from the producer to a worker, or from a worker to the producer. */
static void pass(void *router)
{
    static const char *const workers[WORKERS] = {"0", "1"};
    static unsigned turn;
    char from;
    zmq_msg_t body;
    zmq_msg_init(&body);
    must(zmq_recv(router, &from, 1, 0), "name");
    must(zmq_msg_recv(&body, router, 0), "body");
    const char *to = from == 'p' ? workers[turn++ % WORKERS] : "p";
    must(zmq_send(router, to, 1, ZMQ_SNDMORE), "name");
    must(zmq_msg_send(&body, router, 0), "body");
    zmq_msg_close(&body);
}

static void route(void)
{
    void *router = zmq_socket(zmq_ctx_new(), ZMQ_ROUTER);
    int must_know = 1;
    zmq_setsockopt(router, ZMQ_ROUTER_MANDATORY, &must_know, sizeof must_know);
    must(zmq_bind(router, bench_endpoint), bench_endpoint);
    for (int ready = 0; ready < WORKERS + 1; ready++) {
        char name, empty;
        must(zmq_recv(router, &name, 1, 0), "name");
        must(zmq_recv(router, &empty, 1, 0), "ready");
    }
    must(zmq_send(router, "p", 1, ZMQ_SNDMORE), "name");
    must(zmq_send(router, "", 0, 0), "go");
    for (;;) pass(router);
}

/* Seconds until all are answered. */
static double produce(void)
{
    void *socket = dealer("p");
    char *bytes = xcalloc(1, message_bytes);
    uint64_t sent = 0, answered = 0, window = WINDOW_BYTES / message_bytes;
    must(zmq_recv(socket, bytes, message_bytes, 0), "go");
    double began = bench_now();
    while (answered < messages) {
        for (; sent < messages && sent - answered < window; sent++)
            must(zmq_send(socket, bytes, message_bytes, 0), "task");
        must(zmq_recv(socket, bytes, message_bytes, 0), "answer");
        answered++;
    }
    return bench_now() - began;
}

int main(int argc, char **argv)
{
    if (argc != 4) bench_die("usage", "zeromq_bench DIRECTORY DOCUMENTS BYTES");
    uint64_t documents = strtoull(argv[2], NULL, 10), bytes = strtoull(argv[3], NULL, 10);
    if (documents == 0 || bytes == 0) bench_die("usage", "DOCUMENTS and BYTES are above 0");
    uint64_t each = MESSAGE_BYTES / bytes < MESSAGE_DOCS ? MESSAGE_BYTES / bytes : MESSAGE_DOCS;
    if (each == 0) each = 1;
    bench_use(argv[1]);
    message_bytes = each * bytes;
    messages = (documents + each - 1) / each;
    pid_t pids[] = {bench_start(route), bench_start(work_0), bench_start(work_1)};
    double took = produce();
    for (size_t i = 0; i < sizeof pids / sizeof *pids; i++) bench_end(pids[i], SIGKILL);
    printf("%.0f documents/s\n", (double)(messages * each) / took);
    return 0;
}
