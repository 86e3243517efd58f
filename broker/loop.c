/* loop.c: opening, closing, the turn and its phases. */
#include "broker/loop_parts.h"
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* How often the peers are looked after; and after how long a silence one is asked whether it is
 * there: a worker when its heartbeat is overdue. */
enum { LOOK_MS = HEARTBEAT_MS / 2, WORKER_PING_MS = 2 * HEARTBEAT_MS, CLIENT_PING_MS = 5000 };

/* After a connection has ended: when all are asked, and how often. */
enum { SETTLE_MS = 10, ROUNDS = 2 };

enum { REPORT_MS = 60000 };

/* What a turn's idle time is used for: pages of look-ups folded. */
enum { FOLD_PAGES = 256 };

/* ---- Wait ---- */

static int wait_ms(const struct loop *l)
{
    if (l->held.count > 0 || l->more || l->any_gone || l->change.active || !l->core) return 0;
    if ((l->later || index_old(l->store) > 0) && !l->disk.full) return 0;
    uint64_t now = clock_mono_ms(), ms = core_wait_ms(l->core, now);
    uint64_t left = l->ping_ms > now ? l->ping_ms - now : 0;
    return (int)(ms < left ? ms : left);
}

static void take_signal(struct loop *l)
{
    struct signalfd_siginfo info;
    if (read(l->signals, &info, sizeof info) != sizeof info) return;
    log_line(LOG_INFO, "stopping: %s", strsignal((int)info.ssi_signo));
    l->stopping = true;
}

/* Questions are asked and answered here, for they need no turn. True when one is due: time has
 * passed, or something else has come. */
static bool turn_is_due(struct loop *l)
{
    struct wire_wait items[] = {{.wire = l->router},
                                {.fd = l->signals},
                                compactor_wait_item(l->compactor),
                                readers_wait_item(l->readers)};
    int most = wait_ms(l), ready = wire_wait(items, 4, most);
    l->idle = ready == 0 && most > 0;
    l->now_ms = clock_mono_ms();
    l->lost |= wire_has_lost(l->router);
    if (items[1].ready) take_signal(l);
    if (ready == 0 || most == 0 || items[1].ready || items[2].ready) return true;
    intake_questions(l);
    return l->held.count > 0 || l->any_gone || l->lost;
}

/* ---- Begin ---- */

static int begin(struct loop *l, struct err *err)
{
    if (store_begin(l->store, intake_need(l), err) != 0) return -1;
    disk_probe(l);
    l->turn++;
    arena_reset(&l->arena);
    if (!l->core) start_core(l);
    disk_check(l);
    if (l->leftovers && !disk_rests(l)) start_leftovers(l);
    return 0;
}

/* ---- Intake ---- */

/* The core is told of peers that left before it is told anything new, so that what they held goes
 * to those who ask in this turn. */
static void intake_gone(struct loop *l)
{
    uint32_t at = 0;
    if (!l->any_gone) return;
    l->any_gone = false;
    for (struct peer *p; (p = peers_next(l->peers, &at));) {
        struct core_event event = {.kind = CORE_GONE, .peer = p->number};
        if (p->gone) apply(l, &event, NULL);
    }
}

static void intake(struct loop *l)
{
    hello_revoke(l);
    intake_gone(l);
    intake_signs(l);
    intake_messages(l);
}

/* ---- Tick ---- */

/* Those that are silent, or all. */
static void ping(struct loop *l, bool all)
{
    struct msg msg = {.number = MSG_PING, .ping = {l->now_ms}};
    struct buf header = {0};
    uint32_t at = 0;
    msg_encode(&msg, &header, NULL);
    for (struct peer *p; (p = peers_next(l->peers, &at));) {
        uint64_t silent = l->now_ms - (p->heard_ms > p->pinged_ms ? p->heard_ms : p->pinged_ms);
        uint64_t most = p->role == CORE_WORKER ? WORKER_PING_MS : CLIENT_PING_MS;
        if (!all && silent < most) continue;
        p->pinged_ms = l->now_ms;
        outbox_send_now(l, p, buf_view(&header), NULL);
    }
    buf_free(&header);
}

/* ZeroMQ tells that a connection has ended, but not whose. Only sending to the peer shows that, and
 * perhaps not at once. So all peers are pinged soon after, and once more; but no more often than
 * HEARTBEAT_MS, for strangers come and go as they like. Those that never read are found by their
 * full queue. */
static void watch_peers(struct loop *l)
{
    uint64_t again = l->asked_all_ms + HEARTBEAT_MS;
    if (l->lost) {
        l->lost = false;
        uint64_t settled = l->now_ms + SETTLE_MS, due = settled > again ? settled : again;
        l->rounds = ROUNDS;
        if (due < l->ping_ms) l->ping_ms = due;
    }
    if (l->now_ms < l->ping_ms) return;
    bool all = l->rounds > 0 && l->now_ms >= again;
    ping(l, all);
    l->ping_ms = l->now_ms + LOOK_MS;
    if (!all) return;
    l->rounds--;
    l->asked_all_ms = l->now_ms;
}

static void watch_linger(struct loop *l)
{
    if (peers_count(l->peers) > 0) l->occupied_ms = l->now_ms;
    if (l->options->linger_ms == 0 || l->now_ms - l->occupied_ms < l->options->linger_ms) return;
    log_line(LOG_INFO, "stopping: nobody was here for %" PRIu64 " s", l->options->linger_ms / 1000);
    l->stopping = true;
}

static void tick(struct loop *l)
{
    struct core_event event = {.kind = l->stopping ? CORE_STOP : CORE_TICK};
    watch_peers(l);
    watch_linger(l);
    change_continue(l);
    apply(l, &event, NULL);
    index_later(l);
    compact_in_turn(l);
    if (l->idle && !l->disk.full) store_fold(l->store, FOLD_PAGES);
}

/* ---- Commit ---- */

/* The turn was undone, but the core remembers it. So it is made anew from the last commit; its
 * peers have to say HELLO again, and whoever waits for an answer asks again. */
static void start_again(struct loop *l)
{
    uint32_t at = 0;
    outbox_drop(l);
    for (struct peer *p; (p = peers_next(l->peers, &at));) peers_remove(l->peers, p);
    core_free(&l->core);
    l->change.active = l->any_gone = false;
    l->undone = true;
}

static int commit(struct loop *l, struct err *err)
{
    attend_begin(l);
    enum store_end end = store_commit(l->store, err);
    attend_end(l);
    switch (end) {
    case STORE_COMMITTED:
        l->committed = l->turn;
        compact_after_turn(l, true);
        return 0;
    case STORE_FULL: disk_ran_full(l); break;
    case STORE_RETRY: break;
    case STORE_BROKEN: return -1;
    }
    log_line(LOG_WARN, "undone, and starting again from the last commit: %s", err->text);
    compact_after_turn(l, false);
    start_again(l);
    return 0;
}

/* ---- Report ---- */

static void report(struct loop *l)
{
    struct core_status s;
    if (l->now_ms - l->reported_ms < REPORT_MS || !l->core) return;
    l->reported_ms = l->now_ms;
    core_status(l->core, &s);
    if (s.stored == l->reported_stored) return;
    l->reported_stored = s.stored;
    log_line(LOG_INFO,
             "%" PRIu64 " waiting, %" PRIu64 " running, %" PRIu64 " done, %" PRIu64 " failed",
             s.states[STATE_WAITING], s.states[STATE_RUNNING], s.states[STATE_DONE],
             s.states[STATE_FAILED]);
}

/* ---- Gather ---- */

/* A turn that ended at its bound has enough that shares its cost, and the next one too. */
static void gather(struct loop *l)
{
    struct core_status s;
    if (!l->core) return;
    core_status(l->core, &s);
    unsigned ms = gather_ms(&l->gathered, &s, l->now_ms, clock_mono_ms());
    if (ms == 0 || l->more) return;
    attend_begin(l);
    usleep(1000 * ms);
    attend_end(l);
}

/* ---- The turn ---- */

int loop_run(struct loop *l, struct err *err)
{
    while (!l->stopping) {
        while (!turn_is_due(l)) continue;
        if (begin(l, err) != 0) return -1;
        intake(l);
        tick(l);
        if (commit(l, err) != 0) return -1;
        outbox_release(l);
        report(l);
        gather(l);
    }
    return 0;
}

/* ---- Opening and closing ---- */

static int open_signals(struct loop *l, struct err *err)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    l->signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    return l->signals < 0 ? fail_errno(err, 0, "cannot wait for signals") : 0;
}

int loop_open(const struct loop_options *options, struct loop **out, struct err *err)
{
    struct loop *l = *out = xcalloc(1, sizeof *l);
    l->options = options;
    l->signals = -1;
    l->peers = peers_new();
    l->now_ms = l->occupied_ms = l->reported_ms = clock_mono_ms();
    l->started_ms = l->now_ms;
    l->compaction.unclean = true; /* of the run before */
    if (open_signals(l, err) == 0 && store_open(options->data, &l->store, err) == 0 &&
        readers_open(l->store, (unsigned)options->readers, &l->readers, err) == 0 &&
        compactor_open(l->store, &l->compactor, err) == 0 && attendant_open(l, err) == 0 &&
        endpoint_open(l, err) == 0)
        return 0;
    loop_close(out);
    return -1;
}

static void say_goodbye(struct loop *l)
{
    struct msg msg = {.number = MSG_ERROR};
    struct buf header = {0};
    uint32_t at = 0;
    msg.error = (struct msg_error){ERR_STOPPING, 0, view_of(error_sentence(ERR_STOPPING))};
    msg_encode(&msg, &header, NULL);
    for (struct peer *p; (p = peers_next(l->peers, &at));)
        if (p->session != l->stopped_by) outbox_send_now(l, p, buf_view(&header), NULL);
    buf_free(&header);
}

void loop_close(struct loop **at)
{
    struct loop *l = *at;
    if (!l) return;
    say_goodbye(l);
    attendant_close(l);
    readers_close(&l->readers);
    compactor_close(&l->compactor);
    endpoint_close(l);
    store_close(&l->store);
    outbox_drop(l);
    free(l->outbox.at);
    buf_free(&l->outbox.headers);
    held_free(&l->held);
    core_free(&l->core);
    core_effects_free(&l->effects);
    peers_free(&l->peers);
    arena_free(&l->arena);
    arena_free(&l->asked);
    buf_free(&l->opened);
    buf_free(&l->part);
    content_free(&l->content);
    result_check_free(&l->check);
    if (l->signals >= 0) close(l->signals);
    free(l);
    *at = NULL;
}
