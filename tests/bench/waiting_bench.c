/* waiting_bench.c: what a long queue costs the broker.
 *
 *     waiting_bench DIRECTORY DOCUMENTS BYTES
 *
 * Fills a new store with waiting documents, kills the broker with SIGKILL, starts it again, and
 * prints the rate of filling, the broker's anonymous memory before and after, and the time from
 * start to the first TASK that a worker gets.
 */
#include "tests/bench/bench_kit.h"
#include "tests/bench/rows.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Anonymous memory of a process, in MB. */
static double anonymous(pid_t pid)
{
    char path[64], line[256];
    double kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    if (!f) bench_die(path, "cannot be read");
    while (fgets(line, sizeof line, f)) sscanf(line, "RssAnon: %lf", &kib);
    fclose(f);
    return kib / 1024;
}

static double first_task(void)
{
    double began = bench_now();
    struct bench_peer p = bench_open("worker");
    bench_send(&p, &(struct msg){.number = MSG_CREDIT, .credit = {1024, 1 << 20}}, NULL);
    bench_await(&p, MSG_TASK);
    return bench_now() - began;
}

int main(int argc, char **argv)
{
    if (argc != 4) bench_die("usage", "waiting_bench DIRECTORY DOCUMENTS BYTES");
    uint64_t documents = strtoull(argv[2], NULL, 10);
    size_t bytes = strtoull(argv[3], NULL, 10);
    if (!documents || !bytes) bench_die("usage", "DOCUMENTS and BYTES are numbers above 0");
    bench_use(argv[1]);
    pid_t pid = bench_start(bench_broker);
    struct bench_peer p = bench_open("client");
    double began = bench_now();
    bench_offer_all(&p, documents, bytes);
    double took = bench_now() - began, filled = anonymous(pid);
    bench_end(pid, SIGKILL);
    pid = bench_start(bench_broker);
    double first = first_task();
    double restarted = anonymous(pid), rate = (double)documents / took;
    double memory = filled > restarted ? filled : restarted;
    rows_ours("long queue: documents in", rate, "/s", "-", "-");
    rows_ours("long queue: kill to first task", first, "s", "-",
              documents > 1000000 ? "<=5" : "<=3");
    rows_ours("long queue: own memory", memory, "MB", "-", "<=200");
    printf("%.0f documents/s in; %.0f MB anonymous when full, %.0f MB after a restart; %.2f s from "
           "start to the first task\n",
           rate, filled, restarted, first);
    bench_end(pid, SIGTERM);
    return 0;
}
