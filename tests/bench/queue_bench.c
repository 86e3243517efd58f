/* queue_bench.c: documents a second through a real broker with the empty pipeline, all durable.
 *
 *     queue_bench DIRECTORY DOCUMENTS BYTES [real]
 *
 * One producer offers documents of BYTES, as many as its window allows; two workers answer each
 * with a quarter of it: two loops that only copy, as the yardsticks have, or, with "real", two
 * garner-workers with the empty pipeline, each a supervisor and a child. Bodies do not compress.
 * The clock runs from the first offer until the ledger says that all are done. Each role is a
 * process of its own and speaks the protocol through proto/. The broker is build/garner-broker of
 * the same build, over a new store in DIRECTORY.
 */
#include "proto/id.h"
#include "proto/log.h"
#include "proto/msg.h"
#include "proto/pack.h"
#include "proto/wire.h"
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORKERS = 2, MESSAGE_BYTES = 256 << 10, MESSAGE_DOCS = 256, POLL_US = 2000 };
enum { CREDIT_DOCS = 2048, CREDIT_BYTES = 8 << 20, PATIENCE_MS = 120000 };

static const char *directory;
static uint64_t documents;
static size_t bytes;
static bool real;
static char endpoint[PATH_MAX + 32];
static struct shared {
    atomic_int ready;
    atomic_bool go;
    atomic_ulong answered; /* documents, by the workers */
} * shared;

static void die(const char *what, const char *why)
{
    fprintf(stderr, "queue_bench: %s: %s\n", what, why);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- A peer ---- */

struct peer {
    struct wire *wire;
    struct buf header;
    struct arena arena;
    struct wire_in in;
    struct msg msg;
};

static void peer_send(struct peer *p, const struct msg *msg, struct wire_body *body)
{
    struct err err;
    p->header.len = 0;
    if (msg_encode(msg, &p->header, &err) != 0) die(msg_name(msg->number), err.text);
    if (wire_send(p->wire, NULL, buf_view(&p->header), &body) != 0)
        die(msg_name(msg->number), "the broker does not read");
}

/* False if nothing came in time. */
static bool peer_take(struct peer *p, int timeout_ms)
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
        die("a message", err.text);
    if (p->msg.number == MSG_ERROR) die("refused", error_name((unsigned)p->msg.error.code));
    if (p->msg.number == MSG_PING)
        peer_send(p, &(struct msg){.number = MSG_PONG, .pong = {p->msg.ping.token}}, NULL);
    return true;
}

static void peer_await(struct peer *p, enum msg_number number)
{
    do
        if (!peer_take(p, PATIENCE_MS)) die(msg_name(number), "does not come");
    while (p->msg.number != number);
}

static struct peer peer_open(const char *role)
{
    struct peer p = {0};
    struct err err;
    struct msg hello = {.number = MSG_HELLO};
    p.wire = wire_dealer(endpoint, &err);
    if (!p.wire) die(endpoint, err.text);
    hello.hello = (struct msg_hello){.protocol = PROTOCOL_VERSION,
                                     .role = view_of(role),
                                     .name = view_of("bench"),
                                     .extractor = view_of("bench"),
                                     .children = 1};
    peer_send(&p, &hello, NULL);
    peer_await(&p, MSG_WELCOME);
    return p;
}

static void wait_for_start(void)
{
    atomic_fetch_add(&shared->ready, 1);
    while (!atomic_load(&shared->go)) usleep(500);
}

/* ---- The producer ---- */

struct batch { /* of offers */
    struct msg_offer offers[MESSAGE_DOCS];
    unsigned char hashes[MESSAGE_DOCS][SHA256_LEN];
    char names[MESSAGE_DOCS][32];
};

static void offer(struct peer *p, struct batch *b, uint64_t first, size_t count, const char *noise)
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
    peer_send(p, &msg, body);
}

static void produce(void)
{
    static struct batch batch;
    struct peer p = peer_open("client");
    uint64_t window_docs = p.msg.welcome.window_docs, window_bytes = p.msg.welcome.window_bytes;
    uint64_t window = window_bytes / bytes < window_docs ? window_bytes / bytes : window_docs;
    uint64_t sent = 0, acknowledged = 0;
    size_t most = MESSAGE_BYTES / bytes < MESSAGE_DOCS ? MESSAGE_BYTES / bytes : MESSAGE_DOCS;
    char *noise = xmalloc(bytes);
    for (size_t i = 0; i < bytes; i++) noise[i] = (char)(rand() >> 7);
    if (most == 0) most = 1;
    wait_for_start();
    while (acknowledged < documents) {
        while (sent < documents && sent - acknowledged + most <= window) {
            size_t count = documents - sent < most ? documents - sent : most;
            offer(&p, &batch, 1 + sent, count, noise);
            sent += count;
        }
        peer_await(&p, MSG_SUBMITTED);
        acknowledged += p.msg.submitted.verdicts.len;
    }
    for (;;) peer_take(&p, PATIENCE_MS); /* until it is ended */
}

/* ---- The workers ---- */

static void answer(struct peer *p)
{
    static struct msg_outcome outcomes[MAX_BATCH];
    const struct msg_task *task = &p->msg.task;
    size_t total = 0, count = task->jobs.count;
    for (size_t i = 0; i < count; i++) total += task->jobs.at[i].length / 4;
    struct wire_body *body = wire_body_new(total);
    char *to = wire_body_at(body);
    const char *from = p->in.body.at;
    for (size_t i = 0; i < count; i++) {
        const struct msg_job *job = &task->jobs.at[i];
        size_t len = job->length / 4;
        memcpy(to, from, len);
        outcomes[i] = (struct msg_outcome){.num = job->num, .state = STATE_DONE, .length = len};
        to += len;
        from += job->length;
    }
    struct msg msg = {.number = MSG_RESULT};
    msg.result.lease = task->lease;
    msg.result.outcomes.at = outcomes;
    msg.result.outcomes.count = count;
    peer_send(p, &msg, body);
    atomic_fetch_add(&shared->answered, count);
}

/* It answers a TASK before it takes anything else, so it holds no leases at a heartbeat but those
 * that are under way. */
static void work(void)
{
    struct peer p = peer_open("worker");
    uint64_t beat = clock_mono_ms();
    peer_send(&p, &(struct msg){.number = MSG_CREDIT, .credit = {CREDIT_DOCS, CREDIT_BYTES}}, NULL);
    wait_for_start();
    for (;;) {
        if (peer_take(&p, HEARTBEAT_MS) && p.msg.number == MSG_TASK) answer(&p);
        if (clock_mono_ms() - beat < HEARTBEAT_MS) continue;
        beat = clock_mono_ms();
        peer_send(&p, &(struct msg){.number = MSG_HEARTBEAT}, NULL);
    }
}

/* ---- The run ---- */

static pid_t start(void (*role)(void))
{
    pid_t pid = fork();
    if (pid < 0) die("fork", strerror(errno));
    if (pid == 0) role();
    return pid;
}

/* Becomes a program of this build. */
static void become(const char *name, char **argv)
{
    char self[PATH_MAX], program[PATH_MAX + 32];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    self[len > 0 ? len : 0] = '\0';
    snprintf(program, sizeof program, "%s/../%s", dirname(self), name);
    setenv("GARNER_LOG", "error", 1);
    execv(program, argv);
    die(program, strerror(errno));
}

static void broker(void)
{
    become("garner-broker", (char *[]){"garner-broker", "--data", (char *)directory, NULL});
}

static void real_worker(void)
{
    atomic_fetch_add(&shared->ready, 1);
    become("garner-worker", (char *[]){"garner-worker", "--broker", endpoint, "--children", "1",
                                       "--pipeline", "empty", NULL});
}

static void end(pid_t pid, int signal)
{
    kill(pid, signal);
    waitpid(pid, NULL, 0);
}

static uint64_t count_done(struct peer *p)
{
    peer_send(p, &(struct msg){.number = MSG_STATUS, .status = {1}}, NULL);
    peer_await(p, MSG_STATUS_IS);
    struct unpack u = unpack_of(p->in.body);
    if (!unpack_find(&u, "ledger") || !unpack_find(&u, "done")) die("STATUS_IS", "no ledger");
    return unpack_next(&u).number;
}

static double cpu_seconds(pid_t pid)
{
    struct timespec t = {0};
    clockid_t clock;
    if (clock_getcpuclockid(pid, &clock) == 0) clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(pid_t broker_pid)
{
    struct peer p = peer_open("client");
    while (atomic_load(&shared->ready) < WORKERS + 1) usleep(1000);
    double cpu = cpu_seconds(broker_pid), began = now();
    atomic_store(&shared->go, true);
    while (!real && atomic_load(&shared->answered) < documents) usleep(POLL_US);
    while (count_done(&p) < documents) usleep(POLL_US);
    double took = now() - began;
    cpu = cpu_seconds(broker_pid) - cpu;
    printf("%.0f documents/s, %.2f us of broker CPU a document\n", (double)documents / took,
           cpu * 1e6 / (double)documents);
}

int main(int argc, char **argv)
{
    pid_t pids[2 + WORKERS];
    if (argc < 4 || argc > 5) die("usage", "queue_bench DIRECTORY DOCUMENTS BYTES [real]");
    real = argc == 5;
    directory = argv[1];
    documents = strtoull(argv[2], NULL, 10);
    bytes = strtoull(argv[3], NULL, 10);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (documents == 0 || bytes == 0 || bytes > MAX_DOCUMENT || shared == MAP_FAILED)
        die("usage", "DOCUMENTS and BYTES are numbers above 0");
    snprintf(endpoint, sizeof endpoint, "ipc://%s/broker.ipc", directory);
    pids[0] = start(broker);
    pids[1] = start(produce);
    for (int i = 0; i < WORKERS; i++) pids[2 + i] = start(real ? real_worker : work);
    run(pids[0]);
    for (int i = 1; i < 2 + WORKERS; i++) end(pids[i], real && i > 1 ? SIGTERM : SIGKILL);
    end(pids[0], SIGTERM);
    return 0;
}
