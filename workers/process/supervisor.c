/* supervisor.c: see supervisor.h. */
#include "workers/process/supervisor.h"
#include "proto/log.h"
#include "proto/utf8.h"
#include "workers/process/supervisor_state.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { STATUS_STOPPED = 0, STATUS_NO_START = 2, LINGER_MS = 1000, BLOCKED_MS = 10 };

/* Signals come as bytes to read, so that they are events like all others. */
static const int heeded[] = {SIGTERM, SIGINT, SIGCHLD};

static int signals_open(sigset_t *before)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof heeded / sizeof *heeded; i++) sigaddset(&set, heeded[i]);
    sigprocmask(SIG_BLOCK, &set, before);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void heed_stop(struct supervisor *s, const char *signal)
{
    if (s->phase == PHASE_DRAINING) {
        s->drain_end_ms = s->now;
        return;
    }
    log_line(LOG_INFO, "%s: giving back what is not begun, and stopping", signal);
    s->phase = PHASE_DRAINING;
    s->drain_end_ms = s->now + s->setup->grace_ms;
    broker_stop_taking(s);
    children_withdraw(s, NULL);
}

static void heed_signals(struct supervisor *s, int signals)
{
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            children_bury(s);
        else
            heed_stop(s, info.ssi_signo == SIGTERM ? "SIGTERM" : "SIGINT");
    }
}

/* Waiting */

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static int idle_ms(struct supervisor *s, bool reads)
{
    uint64_t ms = least(session_idle_ms(&s->session, s->now), children_idle_ms(s));
    if (s->phase == PHASE_DRAINING)
        ms = least(ms, s->drain_end_ms > s->now ? s->drain_end_ms - s->now : 0);
    if (!reads) ms = least(ms, BLOCKED_MS);
    return (int)least(ms, 60000);
}

static void wait_for_something(struct supervisor *s, int signals)
{
    bool reads = broker_reads(s);
    struct wire_wait *items = xcalloc(2 + 2 * s->setup->children, sizeof *items);
    int count = 0;
    items[count++].fd = signals;
    if (s->session.wire) items[count++].wire = s->session.wire;
    for (unsigned i = 0; i < s->setup->children; i++) {
        const struct child *c = &s->children[i];
        if (!child_alive(c) || c->broken) continue;
        if (reads) items[count++].fd = c->link.fd;
        if (link_wants_write(&c->link))
            items[count++] = (struct wire_wait){.fd = c->link.fd, .want_write = true};
    }
    wire_wait(items, count, idle_ms(s, reads));
    free(items);
}

/* Draining */

static void drain(struct supervisor *s)
{
    bool lost = s->session.state != SESSION_OPEN;
    bool through = broker_has_stopped(s) && !children_busy(s);
    if (!through && !lost && s->now < s->drain_end_ms) return;
    children_abandon(s);
    broker_bye(s);
    s->phase = PHASE_OVER;
    s->status = STATUS_STOPPED;
}

/* The whole */

static void turn(struct supervisor *s, int signals)
{
    wait_for_something(s, signals);
    s->now = clock_mono_ms();
    heed_signals(s, signals);
    children_hear(s);
    broker_hear(s);
    broker_keep(s);
    children_watch(s);
    children_start(s);
    children_feed(s);
    if (s->phase == PHASE_DRAINING) drain(s);
}

static const char *name_for_people(void)
{
    static char name[300];
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    host[utf8_prefix(view_of(host))] = '\0';
    snprintf(name, sizeof name, "%.200s:%d", host, (int)getpid());
    return name;
}

static struct supervisor make(const struct supervisor_setup *setup)
{
    return (struct supervisor){
        .setup = setup,
        .child_setup = {.work = setup->work, .nice = setup->nice, .supervisor = getpid()},
        .session = {.endpoint = setup->endpoint,
                    .keys = setup->keys,
                    .name = name_for_people(),
                    .extractor = setup->extractor,
                    .children = setup->children},
        .children = xcalloc(setup->children, sizeof(struct child)),
        .now = clock_mono_ms(),
    };
}

static void end(struct supervisor *s)
{
    children_abandon(s);
    backlog_void_all(&s->backlog);
    for (unsigned i = 0; i < s->setup->children; i++) child_free(&s->children[i]);
    free(s->children);
    session_close(&s->session, s->now, LINGER_MS);
    session_free(&s->session);
}

int supervisor_run(const struct supervisor_setup *setup)
{
    sigset_t before;
    int signals = signals_open(&before);
    if (signals < 0) {
        log_line(LOG_ERROR, "cannot wait for signals: %s", strerror(errno));
        return STATUS_NO_START;
    }
    struct supervisor s = make(setup);
    children_start(&s); /* before there are ZeroMQ's threads */
    while (s.phase != PHASE_OVER) turn(&s, signals);
    end(&s);
    close(signals);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return s.status;
}
