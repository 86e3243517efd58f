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
#include "proto/pack.h"
#include "tests/bench/bench_kit.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WORKERS = 2, POLL_US = 2000, CREDIT_DOCS = 2048, CREDIT_BYTES = 8 << 20 };

static uint64_t documents;
static size_t bytes;
static bool real;
static struct shared {
    atomic_int ready;
    atomic_bool go;
    atomic_ulong answered; /* documents, by the workers */
} * shared;

static void wait_for_start(void)
{
    atomic_fetch_add(&shared->ready, 1);
    while (!atomic_load(&shared->go)) usleep(500);
}

static void produce(void)
{
    struct bench_peer p = bench_open("client");
    wait_for_start();
    bench_offer_all(&p, documents, bytes);
    for (;;) bench_take(&p, HEARTBEAT_MS); /* until it is ended */
}

/* ---- The workers ---- */

/* A result of a quarter of the document, as that of the empty pipeline. */
static void answer(const struct msg_job *job, struct view stored, struct msg_outcome *o,
                   struct buf *results)
{
    size_t before = results->len;
    pack_map(results, 1);
    pack_string(results, "filler");
    pack_bin(results, (struct view){stored.at, job->length / 4});
    o->length = results->len - before;
    atomic_fetch_add(&shared->answered, 1);
}

static void work(void)
{
    bench_work(CREDIT_DOCS, CREDIT_BYTES, wait_for_start, answer);
}

/* ---- The run ---- */

static void real_worker(void)
{
    atomic_fetch_add(&shared->ready, 1);
    bench_become("garner-worker", (char *[]){"garner-worker", "--broker", bench_endpoint,
                                             "--children", "1", "--pipeline", "empty", NULL});
}

static void run(pid_t broker_pid)
{
    struct bench_peer p = bench_open("client");
    while (atomic_load(&shared->ready) < WORKERS + 1) usleep(1000);
    double cpu = bench_cpu(broker_pid), began = bench_now();
    atomic_store(&shared->go, true);
    while (!real && atomic_load(&shared->answered) < documents) usleep(POLL_US);
    while (bench_done(&p) < documents) usleep(POLL_US);
    double took = bench_now() - began;
    cpu = bench_cpu(broker_pid) - cpu;
    printf("%.0f documents/s, %.2f us of broker CPU a document\n", (double)documents / took,
           cpu * 1e6 / (double)documents);
}

int main(int argc, char **argv)
{
    pid_t pids[2 + WORKERS];
    if (argc < 4 || argc > 5) bench_die("usage", "queue_bench DIRECTORY DOCUMENTS BYTES [real]");
    real = argc == 5;
    bench_use(argv[1]);
    documents = strtoull(argv[2], NULL, 10);
    bytes = strtoull(argv[3], NULL, 10);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (documents == 0 || bytes == 0 || bytes > MAX_DOCUMENT || shared == MAP_FAILED)
        bench_die("usage", "DOCUMENTS and BYTES are numbers above 0");
    pids[0] = bench_start(bench_broker);
    pids[1] = bench_start(produce);
    for (int i = 0; i < WORKERS; i++) pids[2 + i] = bench_start(real ? real_worker : work);
    run(pids[0]);
    for (int i = 1; i < 2 + WORKERS; i++) bench_end(pids[i], real && i > 1 ? SIGTERM : SIGKILL);
    bench_end(pids[0], SIGTERM);
    return 0;
}
