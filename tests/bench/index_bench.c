/* index_bench.c: the index at work: articles in, and questions about them.
 *
 *     index_bench STORE ingest LIST
 *         offers the files named in LIST, one a line, through a broker; two workers answer with a
 *         result, and a part for the index
 *     index_bench STORE more LIST
 *         the same, into a store that has some, beside which `mixed` is to be held
 *     index_bench STORE ask QUESTIONS
 *         asks the index in this process; prints milliseconds by kind
 *     index_bench STORE broker QUESTIONS
 *         one client asks the broker; prints milliseconds by kind
 *     index_bench STORE crowd QUESTIONS
 *         50 clients ask the broker, and nothing comes in; what a question costs of processor time
 *     index_bench STORE mixed LIST QUESTIONS
 *         50 clients ask the broker, and go on while files come in
 *     index_bench STORE compare TEXT...
 *         how many articles and how many documents have each text; what it takes to count the
 *         articles, and to find the first twenty
 *     index_bench STORE fold LIST DIRECTORY
 *         writes the files named in LIST, folded as the index does it, by their number in LIST
 *     index_bench STORE find LIST TEXTS
 *         of each text, one a line, the numbers of the files that have it; at last milliseconds
 *
 * The workers do not extract: their results have a title, sentences and a few records, as many as
 * texts of this kind have, so that sizes are those of real ones.
 */
#include "tests/bench/bench_kit.h"
#include "tests/bench/index_ask.h"
#include "tests/bench/index_roles.h"
#include "tests/bench/list.h"
#include "tests/bench/rows.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORKERS = 2, CLIENTS = 50 };

/* ---- Asking the broker ---- */

/* Microseconds that the articles with a text take: the first ten, the best first, or how many there
 * are. */
static uint32_t ask_broker(struct bench_peer *p, const char *text, enum asked_for wanted)
{
    static struct buf query;
    struct msg msg = {.number = MSG_ASK};
    query.len = 0;
    buf_format(&query, "\"%s\"", text);
    msg.ask = (struct msg_ask){.query = buf_view(&query), .wanted = wanted, .limit = 10};
    double began = bench_now();
    bench_send(p, &msg, NULL);
    bench_await(p, MSG_ANSWER);
    return index_micros_since(began);
}

static void client(void)
{
    struct bench_peer p = bench_open("client");
    index_wait_to_ask();
    for (size_t i = (size_t)getpid() * 7919; !atomic_load(&index_shared->over); i++) {
        const char *text = strchr(index_questions.at[i % index_questions.count], ' ') + 1;
        uint32_t micros = ask_broker(&p, text, WANTED_ARTICLES);
        uint64_t at = atomic_fetch_add(&index_shared->asked, 1);
        if (at < INDEX_TIMES_MOST) index_shared->micros[at] = micros;
    }
    exit(0);
}

/* ---- The run ---- */

/* Until the compactor has nothing more to do: the broker takes hardly any time. */
static void await_rest(pid_t broker)
{
    enum { SECONDS_MOST = 300 };
    for (int i = 0; i < SECONDS_MOST; i++) {
        double before = bench_cpu(broker);
        sleep(1);
        if (i > 1 && bench_cpu(broker) - before < 0.02) return;
    }
}

static void ask_each(struct bench_peer *p, const char *what, enum asked_for wanted)
{
    static uint32_t micros[INDEX_TIMES_MOST];
    for (size_t i = 0; index_kinds[i]; i++) {
        size_t asked = 0;
        for (size_t j = 0; j < index_questions.count; j++) {
            const char *text = index_text_of(index_questions.at[j], index_kinds[i]);
            if (text) micros[asked++] = ask_broker(p, text, wanted);
        }
        index_print_times(index_kinds[i], what, micros, asked);
    }
}

/* Processor time of the broker, seconds; each time it begins with nothing in its cache. */
static double ask_another(const char *what, enum asked_for wanted)
{
    pid_t broker = bench_start(bench_broker);
    struct bench_peer p = bench_open("client");
    double before = bench_cpu(broker);
    ask_each(&p, what, wanted);
    double cpu = bench_cpu(broker) - before;
    bench_end(broker, SIGTERM);
    return cpu;
}

static void ask_alone(void)
{
    ask_another("ASK, counted", WANTED_COUNTS);
    double cpu = ask_another("by ASK", WANTED_ARTICLES);
    double each = 1e3 * cpu / (double)(index_questions.count + !index_questions.count);
    printf("%.3f ms of broker CPU a question\n", each);
    rows_limit(INDEX_CROWD_LIMIT, CLIENTS * each / (double)sysconf(_SC_NPROCESSORS_ONLN), "ms");
}

static void print_crowd(double took, double broker_cpu, double clients_cpu)
{
    uint64_t asked = atomic_load(&index_shared->asked);
    double each = 1e3 / (double)(asked + !asked);
    index_print_times("all", "by ASK", index_shared->micros, asked);
    printf("%.0f questions/s; processor time of each: the broker's %.3f ms, the client's %.3f\n",
           (double)asked / took, broker_cpu * each, clients_cpu * each);
}

static double cpu_of(const pid_t *pids, int count)
{
    double cpu = 0;
    for (int i = 0; i < count; i++) cpu += bench_cpu(pids[i]);
    return cpu;
}

static void await_ready(int count)
{
    while (atomic_load(&index_shared->ready) < count) usleep(1000);
}

static void ask_in_a_crowd(void)
{
    enum { SECONDS = 6 };
    pid_t broker = bench_start(bench_broker), pids[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) pids[i] = bench_start(client);
    await_ready(CLIENTS);
    double cpu = bench_cpu(broker), theirs = cpu_of(pids, CLIENTS), began = bench_now();
    atomic_store(&index_shared->asking, true);
    sleep(SECONDS);
    cpu = bench_cpu(broker) - cpu;
    theirs = cpu_of(pids, CLIENTS) - theirs;
    print_crowd(bench_now() - began, cpu, theirs);
    for (int i = 0; i < CLIENTS; i++) bench_end(pids[i], SIGKILL);
    bench_end(broker, SIGTERM);
}

/* What the store takes of the disk, of its text. */
static double print_sizes(void)
{
    struct store_read *r;
    struct store *s = index_open_store(&r);
    struct store_space space = {0};
    struct index_sizes sizes;
    struct err err;
    store_space(s, &space, NULL);
    if (store_read_begin(r, &err) != 0) bench_die("read", err.text);
    index_sizes(r, &sizes);
    store_read_end(r, NULL);
    double text = (double)atomic_load(&index_shared->bytes);
    printf("text %.1f MB; on the disk %.2f of it, the file's length %.2f; index %.2f in %llu "
           "segments, "
           "being removed %.2f\n",
           text / 1e6, (double)space.blocks / text, (double)space.used / text,
           (double)sizes.bytes / text, (unsigned long long)sizes.segments,
           (double)sizes.dead / text);
    store_read_close(&r);
    store_close(&s);
    return (double)space.blocks / text;
}

/* Starts those who have asked for a while when documents begin to come in: what they ask is known
 * to the broker as well as it ever is. */
static int start_crowd(pid_t *pids)
{
    enum { SECONDS_BEFORE = 2 };
    for (int i = 0; i < CLIENTS; i++) pids[i] = bench_start(client);
    await_ready(CLIENTS);
    atomic_store(&index_shared->asking, true);
    sleep(SECONDS_BEFORE);
    return CLIENTS;
}

struct brought {
    double speed, disk; /* MB/s; what print_sizes() tells */
};

static struct brought ingest(bool mixed)
{
    pid_t broker = bench_start(bench_broker), pids[CLIENTS + 1 + WORKERS];
    int asking = mixed ? start_crowd(pids) : 0, count = asking;
    pids[count++] = bench_start(index_produce);
    while (count < asking + 1 + WORKERS) pids[count++] = bench_start(index_work);
    struct bench_peer p = bench_open("client");
    uint64_t before = bench_done(&p);
    await_ready(count);
    double cpu = bench_cpu(broker), theirs = cpu_of(pids, asking), began = bench_now();
    atomic_store(&index_shared->asked, 0);
    atomic_store(&index_shared->go, true);
    while (bench_done(&p) < before + index_files.count) usleep(2000);
    double took = bench_now() - began, text = (double)atomic_load(&index_shared->bytes) / 1e6;
    cpu = bench_cpu(broker) - cpu;
    theirs = cpu_of(pids, asking) - theirs;
    atomic_store(&index_shared->over, true);
    printf("%.1f MB in %.1f s: %.1f MB/s, %.0f documents/s; %.2f s of broker CPU\n", text, took,
           text / took, (double)index_files.count / took, cpu);
    if (mixed) print_crowd(took, cpu, theirs);
    await_rest(broker);
    for (int i = 0; i < count; i++) bench_end(pids[i], SIGKILL);
    bench_end(broker, SIGTERM);
    return (struct brought){text / took, print_sizes()};
}

/* ---- The command line ---- */

static void bring(char **args)
{
    (void)args;
    struct brought all = ingest(false);
    rows_ours("index: in", all.speed, "MB/s", "zstd -1 and LMDB", ">=12");
    rows_ours("store on the disk, at rest", all.disk, "× text", "-", "<=2");
}

static void bring_more(char **args)
{
    (void)args;
    ingest(false);
}

static void bring_and_ask(char **args)
{
    (void)args;
    ingest(true);
}

static void ask_here(char **args)
{
    (void)args;
    index_ask();
}

static void ask_there(char **args)
{
    (void)args;
    ask_alone();
}

static void ask_crowd(char **args)
{
    (void)args;
    ask_in_a_crowd();
}

static void fold(char **args)
{
    index_fold(*args);
}

static void find(char **args)
{
    (void)args;
    index_find_files();
}

/* What is read from the arguments first: F a list of files, Q a list of questions. */
static const struct {
    const char *name, *lists;
    int args; /* at least so many more */
    void (*run)(char **args);
} commands[] = {
    {"ingest", "F", 0, bring},         {"more", "F", 0, bring_more},
    {"ask", "Q", 0, ask_here},         {"broker", "Q", 0, ask_there},
    {"crowd", "Q", 0, ask_crowd},      {"mixed", "FQ", 0, bring_and_ask},
    {"compare", "", 0, index_compare}, {"fold", "F", 1, fold},
    {"find", "FQ", 0, find},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 2 && i < sizeof commands / sizeof *commands; i++) {
        const char *lists = commands[i].lists;
        char **args = argv + 3;
        if (strcmp(argv[2], commands[i].name) != 0) continue;
        if (argc < 3 + (int)strlen(lists) + commands[i].args) break;
        bench_use(argv[1]);
        setenv("GARNER_LOG", "warn", 1);
        index_share();
        for (; *lists; lists++) {
            struct index_list *list = *lists == 'F' ? &index_files : &index_questions;
            list->at = list_lines(*args++, &list->count);
        }
        commands[i].run(args);
        return 0;
    }
    bench_die("usage",
              "index_bench STORE ingest|more|ask|broker|crowd|mixed|compare|fold|find ...");
}
