/* bench_kit.c: see bench_kit.h. */
#include "tests/bench/bench_kit.h"
#include "proto/id.h"
#include "proto/pack.h"
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE_BYTES = 256 << 10, MESSAGE_DOCS = 256, PATIENCE_MS = 120000 };

const char *bench_directory;
char bench_endpoint[PATH_MAX + 32];

void bench_use(const char *directory)
{
    bench_directory = directory;
    snprintf(bench_endpoint, sizeof bench_endpoint, "ipc://%s/broker.ipc", directory);
}

void bench_die(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_cpu(pid_t pid)
{
    struct timespec t = {0};
    clockid_t clock;
    if (clock_getcpuclockid(pid, &clock) == 0) clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- A peer ---- */

void bench_send(struct bench_peer *p, const struct msg *msg, struct wire_body *body)
{
    struct err err;
    p->header.len = 0;
    if (msg_encode(msg, &p->header, &err) != 0) bench_die(msg_name(msg->number), err.text);
    if (wire_send(p->wire, NULL, buf_view(&p->header), &body) != 0)
        bench_die(msg_name(msg->number), "the broker does not read");
}

/* False if nothing came in time. */
bool bench_take(struct bench_peer *p, int timeout_ms)
{
    struct wire_wait item = {.wire = p->wire};
    struct err err;
    wire_in_free(&p->in);
    arena_reset(&p->arena);
    if (wire_recv(p->wire, &p->in, &err) != 1) {
        wire_wait(&item, 1, timeout_ms);
        if (wire_recv(p->wire, &p->in, &err) != 1) return false;
    }
    if (msg_decode(p->in.header.at, p->in.header.len, &p->arena, &p->msg, &err) != 0)
        bench_die("a message", err.text);
    if (p->msg.number == MSG_ERROR) bench_die("refused", error_name((unsigned)p->msg.error.code));
    if (p->msg.number == MSG_PING)
        bench_send(p, &(struct msg){.number = MSG_PONG, .pong = {p->msg.ping.token}}, NULL);
    return true;
}

void bench_await(struct bench_peer *p, enum msg_number number)
{
    do
        if (!bench_take(p, PATIENCE_MS)) bench_die(msg_name(number), "does not come");
    while (p->msg.number != number);
}

struct bench_peer bench_open(const char *role)
{
    struct bench_peer p = {0};
    struct err err;
    struct msg hello = {.number = MSG_HELLO};
    p.wire = wire_dealer(bench_endpoint, NULL, &err);
    if (!p.wire) bench_die(bench_endpoint, err.text);
    hello.hello = (struct msg_hello){.protocol = PROTOCOL_VERSION,
                                     .role = view_of(role),
                                     .name = view_of("bench"),
                                     .extractor = view_of("bench"),
                                     .children = 1};
    bench_send(&p, &hello, NULL);
    bench_await(&p, MSG_WELCOME);
    return p;
}

/* ---- Offering ---- */

struct batch { /* of offers */
    struct msg_offer offers[MESSAGE_DOCS];
    unsigned char hashes[MESSAGE_DOCS][SHA256_LEN];
    char names[MESSAGE_DOCS][32];
};

static void offer(struct bench_peer *p, struct batch *b, uint64_t first, size_t count, size_t bytes,
                  const char *noise)
{
    struct wire_body *body = wire_body_new(count * bytes);
    struct msg msg = {.number = MSG_SUBMIT};
    for (size_t i = 0; i < count; i++) {
        char *at = wire_body_at(body) + i * bytes;
        memcpy(at, noise, bytes);
        uint64_t number = first + i; /* no two the same */
        memcpy(at, &number, bytes < sizeof number ? bytes : sizeof number);
        sha256(at, bytes, b->hashes[i]);
        snprintf(b->names[i], sizeof b->names[i], "bench/%012llu", (unsigned long long)(first + i));
        b->offers[i] = (struct msg_offer){.source = view_of(b->names[i]),
                                          .sha256 = {(char *)b->hashes[i], SHA256_LEN},
                                          .bytes = bytes,
                                          .length = bytes};
    }
    msg.submit.request = first;
    msg.submit.archive = view_of("bench");
    msg.submit.offers.at = b->offers;
    msg.submit.offers.count = count;
    bench_send(p, &msg, body);
}

/* Offers documents as fast as the window lets it, until all are acknowledged. */
void bench_offer_all(struct bench_peer *p, uint64_t documents, size_t bytes)
{
    static struct batch batch;
    uint64_t window_docs = p->msg.welcome.window_docs, window_bytes = p->msg.welcome.window_bytes;
    uint64_t window = window_bytes / bytes < window_docs ? window_bytes / bytes : window_docs;
    uint64_t sent = 0, acknowledged = 0;
    size_t most = MESSAGE_BYTES / bytes < MESSAGE_DOCS ? MESSAGE_BYTES / bytes : MESSAGE_DOCS;
    char *noise = xmalloc(bytes);
    for (size_t i = 0; i < bytes; i++) noise[i] = (char)(rand() >> 7);
    if (most == 0) most = 1;
    while (acknowledged < documents) {
        while (sent < documents && sent - acknowledged + most <= window) {
            size_t count = documents - sent < most ? documents - sent : most;
            offer(p, &batch, 1 + sent, count, bytes, noise);
            sent += count;
        }
        bench_await(p, MSG_SUBMITTED);
        acknowledged += p->msg.submitted.verdicts.len;
    }
    free(noise);
}

/* ---- Working ---- */

static void answer_task(struct bench_peer *p, bench_answerer *answer)
{
    static struct msg_outcome outcomes[MAX_BATCH];
    static struct buf results;
    const struct msg_task *task = &p->msg.task;
    const char *from = p->in.body.at;
    results.len = 0;
    for (size_t i = 0; i < task->jobs.count; i++) {
        const struct msg_job *job = &task->jobs.at[i];
        outcomes[i] = (struct msg_outcome){.num = job->num, .state = STATE_DONE};
        answer(job, (struct view){from, job->length}, &outcomes[i], &results);
        from += job->length;
    }
    struct wire_body *body = wire_body_new(results.len);
    memcpy(wire_body_at(body), results.at, results.len);
    struct msg msg = {.number = MSG_RESULT};
    msg.result.lease = task->lease;
    msg.result.outcomes.at = outcomes;
    msg.result.outcomes.count = task->jobs.count;
    bench_send(p, &msg, body);
}

void bench_work(uint64_t docs, uint64_t bytes, void (*begin)(void), bench_answerer *answer)
{
    struct bench_peer p = bench_open("worker");
    uint64_t beat = clock_mono_ms();
    bench_send(&p, &(struct msg){.number = MSG_CREDIT, .credit = {docs, bytes}}, NULL);
    begin();
    for (;;) {
        if (bench_take(&p, HEARTBEAT_MS) && p.msg.number == MSG_TASK) answer_task(&p, answer);
        if (clock_mono_ms() - beat < HEARTBEAT_MS) continue;
        beat = clock_mono_ms();
        bench_send(&p, &(struct msg){.number = MSG_HEARTBEAT}, NULL);
    }
}

/* ---- Processes ---- */

pid_t bench_start(void (*role)(void))
{
    pid_t pid = fork();
    if (pid < 0) bench_die("fork", strerror(errno));
    if (pid == 0) role();
    return pid;
}

/* Becomes a program of this build. */
void bench_become(const char *name, char **argv)
{
    char self[PATH_MAX], program[PATH_MAX + 32];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    self[len > 0 ? len : 0] = '\0';
    snprintf(program, sizeof program, "%s/../%s", dirname(self), name);
    setenv("GARNER_LOG", "error", 1);
    execv(program, argv);
    bench_die(program, strerror(errno));
}

void bench_broker(void)
{
    bench_become("garner-broker",
                 (char *[]){"garner-broker", "--data", (char *)bench_directory, NULL});
}

void bench_end(pid_t pid, int signal)
{
    kill(pid, signal);
    waitpid(pid, NULL, 0);
}

uint64_t bench_done(struct bench_peer *p)
{
    bench_send(p, &(struct msg){.number = MSG_STATUS, .status = {1}}, NULL);
    bench_await(p, MSG_STATUS_IS);
    struct unpack u = unpack_of(p->in.body);
    if (!unpack_find(&u, "ledger")) bench_die("STATUS_IS", "no ledger");
    struct unpack failed = u, done = u;
    if (!unpack_find(&failed, "failed") || !unpack_find(&done, "done"))
        bench_die("STATUS_IS", "its ledger lacks a state");
    if (unpack_next(&failed).number > 0) bench_die("a document", "failed");
    return unpack_next(&done).number;
}
