/* sim_main.c: seed after seed; see sim.h. */
#include "broker/core_state.h"
#include "proto/option.h"
#include "tests/sim/sim.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Faults over, a run must come to rest within this time and as many happenings. */
enum { REST_MS = 1800000, HAPPENINGS = 400000 };

static uint64_t current_seed;

static void choose_config(struct sim *s)
{
    static const uint32_t queues[] = {1, 3, 8, 50, 0}, retries[] = {1, 4, 16, 0};
    struct core_config *c = &s->broker.config;
    c->queue_room = queues[random_below(&s->random, 5)];
    c->retry_room = retries[random_below(&s->random, 4)];
    c->submit_docs = random_chance(&s->random, 300) ? 10 : 0;
    c->mixed = random_chance(&s->random, 100);
}

static void choose_peers(struct sim *s)
{
    uint32_t clients = (uint32_t)random_between(&s->random, 1, 2);
    uint32_t workers = (uint32_t)random_between(&s->random, 1, 4);
    bool two_extractors = random_chance(&s->random, 150);
    s->names = (uint32_t)random_between(&s->random, 2, NAMES);
    s->contents = (uint32_t)random_between(&s->random, 1, 120);
    s->peer_count = clients + workers;
    for (uint32_t i = 0; i < s->peer_count; i++) {
        struct peer *p = &s->peers[i];
        p->alive = true;
        p->is_worker = i >= clients;
        p->extractor = p->is_worker ? 1 + (two_extractors && i % 2) : 0;
        p->honest = random_chance(&s->random, 600);
        connect_peer(s, i);
        if (p->is_worker)
            worker_begin(s, i);
        else
            client_begin(s, i);
        happen(s, random_below(&s->random, 200), p->is_worker ? H_WORKER : H_CLIENT, i, NULL);
    }
}

static void deliver(struct sim *s, const struct packet *packet)
{
    uint32_t peer = s->peer_of[packet->link];
    if (s->peers[peer].link != packet->link) return;
    if (s->peers[peer].is_worker)
        worker_receive(s, peer, packet);
    else
        client_receive(s, peer, packet);
}

static void step(struct sim *s, const struct happening *h)
{
    switch (h->kind) {
    case H_TURN:
        if (h->order == s->broker.due_order) broker_turn(s);
        break;
    case H_TO_BROKER: broker_receive(s, h->packet); break;
    case H_TO_PEER: deliver(s, h->packet); break;
    case H_WORKER: worker_step(s, h->peer); break;
    case H_CLIENT: client_step(s, h->peer); break;
    case H_FAULT: fault_step(s); break;
    case H_RESTART:
        if (!s->broker.core) broker_start(s);
        break;
    }
}

static void run(struct sim *s)
{
    struct happening h;
    while (!at_rest(s) && next_happening(s, &h)) {
        s->now_ms = h.at_ms;
        law(s, s->now_ms < s->weather.fault_ms + REST_MS && s->happened < HAPPENINGS,
            "all comes to rest when the faults have ended");
        step(s, &h);
    }
    oracle(s);
}

static void clean(struct sim *s)
{
    core_free(&s->broker.core);
    core_effects_free(&s->broker.effects);
    free(s->broker.granted);
    free(s->broker.parcels);
    free(s->broker.inbox);
    free(s->happenings);
    arena_free(&s->arena);
    free(s);
}

static uint64_t run_seed(uint64_t seed, bool tell)
{
    struct sim *s = xcalloc(1, sizeof *s);
    current_seed = s->seed = seed;
    s->trace = tell;
    s->random.state = seed;
    s->now_ms = 1000;
    s->working.next_num = s->working.next_lease = 1;
    disk_commit(s);
    fault_begin(s);
    choose_config(s);
    choose_peers(s);
    broker_start(s);
    happen(s, 50, H_FAULT, 0, NULL);
    run(s);
    uint64_t happened = s->happened;
    clean(s);
    return happened;
}

/* An assertion of the core's own is as good a finding as a broken law. */
static void tell_seed(int signal)
{
    char line[64];
    int len = snprintf(line, sizeof line, "seed %llu: the core gave up\n",
                       (unsigned long long)current_seed);
    if (write(STDERR_FILENO, line, (size_t)len) != len) _exit(3);
    _exit(1);
}

#ifdef CORE_HOOKS
static const struct {
    int number;
    const char *name, *sentence;
} broken_cores[] = {
#define X(number, NAME, sentence) {number, #NAME, sentence},
    BROKEN_CORES(X)
#undef X
};

static void break_core(const char *name)
{
    for (size_t i = 0; i < sizeof broken_cores / sizeof *broken_cores; i++) {
        if (!name)
            printf("%s\t%s\n", broken_cores[i].name, broken_cores[i].sentence);
        else if (strcmp(name, broken_cores[i].name) == 0)
            core_broken = broken_cores[i].number;
    }
    if (!name || core_broken == 0) exit(name ? 2 : 0);
}
#else
static void break_core(const char *name)
{
    fprintf(stderr, "sim: this core cannot be broken; build/sim-broken can\n");
    exit(2);
}
#endif

struct choice {
    uint64_t seeds, first, seed;
    bool trace, help;
    const char *broken;
};

/* Reads the command line; ends the process where that is all there is to do. */
static void choose(int argc, char **argv, struct choice *c)
{
    const struct option_row rows[] = {
        {"seeds", 0, OPTION_COUNT, &c->seeds, "N", NULL, 1, UINT64_MAX, "how many runs (1000)"},
        {"first", 0, OPTION_COUNT, &c->first, "N", NULL, 0, 0, "the seed of the first (1)"},
        {"seed", 0, OPTION_COUNT, &c->seed, "N", NULL, 0, 0, "run this seed alone"},
        {"trace", 0, OPTION_FLAG, &c->trace, NULL, NULL, 0, 0, "tell what happens"},
        {"broken", 0, OPTION_STRING, &c->broken, "NAME", NULL, 0, 0,
         "break the core in this way (build/sim-broken only; \"list\" lists them)"},
        {"help", 'h', OPTION_FLAG, &c->help, NULL, NULL, 0, 0, "this text"},
    };
    struct err err;
    int rest, rc = options_parse(rows, sizeof rows / sizeof *rows, argc, argv, &rest, &err);
    if (rc != 0) fprintf(stderr, "sim: %s\n", err.text);
    if (rc == 0 && c->help) options_help(rows, sizeof rows / sizeof *rows, stdout);
    if (rc != 0 || c->help) exit(rc ? 2 : 0);
}

int main(int argc, char **argv)
{
    struct choice c = {.seeds = 1000, .first = 1};
    uint64_t happened = 0;
    choose(argc, argv, &c);
    if (c.broken) break_core(strcmp(c.broken, "list") == 0 ? NULL : c.broken);
    if (c.seed != 0) c.first = c.seed, c.seeds = 1;
    signal(SIGABRT, tell_seed);
    for (uint64_t i = 0; i < c.seeds; i++) happened += run_seed(c.first + i, c.trace);
    printf("%llu seeds, %llu happenings: all laws hold\n", (unsigned long long)c.seeds,
           (unsigned long long)happened);
    return 0;
}
