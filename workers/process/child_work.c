/* child_work.c: see child_work.h. */
#include "workers/process/child_work.h"
#include "proto/log.h"
#include "workers/process/link.h"
#include "workers/process/sandbox.h"
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* When results are sent although more are to come. The time is short enough for a person who
 * watches, and long enough for thousands of short documents. */
enum { CHUNK_BYTES = 256 << 10, CHUNK_MS = 50 };

/* Results that are not sent yet. */
struct chunk {
    struct msg_outcome *outcomes;
    size_t count, room;
    struct arena details; /* of the outcomes */
    struct buf results, header;
    uint64_t begun_ms;
};

struct child_state {
    struct link link;
    struct page *page;
    struct work work;
    struct chunk chunk;
    struct arena jobs;
};

/* Becoming a child */

enum { LINK_FD = STDERR_FILENO + 1 };

static void only_keep(int fd)
{
    if (fd != LINK_FD) dup2(fd, LINK_FD);
    close_range(LINK_FD + 1, ~0u, 0);
}

/* Signals to the whole group (Ctrl-C, a service manager's) are the supervisor's to answer; it ends
 * its children itself. */
static void leave_signals_to_supervisor(void)
{
    static const int left[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    sigset_t none;
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) signal(left[i], SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void die_with(pid_t supervisor)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != supervisor) _exit(0);
}

/* Should the machine itself run out of memory, let the kernel take a child and not the broker. */
static void offer_to_kernel(void)
{
    FILE *f = fopen("/proc/self/oom_score_adj", "we");
    if (!f) return;
    fputs("500", f);
    fclose(f);
}

/* What a large document took is given back to the system when it is done. */
static void give_memory_back(void)
{
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
}

/* Sending */

static _Noreturn void end(void)
{
    _exit(0);
}

static void chunk_clear(struct chunk *k)
{
    enum { KEEP_BYTES = 4 << 20 };
    k->count = 0;
    arena_reset(&k->details);
    k->results.len = k->header.len = 0;
    if (k->results.room > KEEP_BYTES) buf_free(&k->results);
}

static void chunk_send(struct child_state *c, const struct msg_task *task, uint32_t share,
                       bool last)
{
    struct chunk *k = &c->chunk;
    struct err err;
    struct msg m = {.number = MSG_RESULT,
                    .result = {.lease = task->lease, .outcomes = {k->outcomes, k->count}}};
    if (k->count && msg_encode(&m, &k->header, &err) != 0) {
        log_line(LOG_ERROR, "cannot say what came of %zu documents: %s", k->count, err.text);
        abort(); /* our mistake */
    }
    struct link_head head = {.share = share, .documents = (uint32_t)k->count, .last = last};
    if (link_send(&c->link, &head, buf_view(&k->header), buf_view(&k->results)) < 0) end();
    chunk_clear(k);
}

static void chunk_add(struct chunk *k, struct msg_outcome o, uint64_t begun_ms)
{
    if (k->count == 0) k->begun_ms = begun_ms;
    if (k->count == k->room) {
        k->room = k->room ? 2 * k->room : 64;
        k->outcomes = xrealloc(k->outcomes, k->room * sizeof *k->outcomes);
    }
    o.detail.at = arena_copy(&k->details, o.detail.at, o.detail.len);
    k->outcomes[k->count++] = o;
}

static bool chunk_due(const struct chunk *k, uint64_t now)
{
    return k->results.len >= CHUNK_BYTES || now - k->begun_ms >= CHUNK_MS || k->count >= MAX_BATCH;
}

/* Working */

static uint64_t cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void work_share(struct child_state *c, uint32_t share, const struct msg_task *task,
                       const char *bodies)
{
    uint32_t index;
    uint64_t now = clock_mono_ms();
    while (page_take(c->page, share, &index)) {
        const struct msg_job *job = &task->jobs.at[index];
        uint64_t begun = now;
        page_begin(c->page, share, index, begun, cpu_us());
        struct msg_outcome o =
            work_document(&c->work, job, (struct view){bodies, job->length}, &c->page->stage);
        work_squeeze(&c->work, &o, &c->chunk.results);
        work_add_part(&c->work, &o, &c->chunk.results);
        chunk_add(&c->chunk, o, begun);
        page_rest(c->page);
        bodies += job->length;
        now = clock_mono_ms();
        if (chunk_due(&c->chunk, now)) chunk_send(c, task, share, false);
    }
    chunk_send(c, task, share, true);
}

static void work_frame(struct child_state *c)
{
    struct link_head head;
    struct view header;
    struct wire_body *body;
    struct msg m;
    struct err err;
    if (link_receive(&c->link, &head, &header, &body) <= 0) end();
    arena_reset(&c->jobs);
    if (msg_decode(header.at, header.len, &c->jobs, &m, &err) != 0) {
        log_line(LOG_ERROR, "a share cannot be read: %s", err.text);
        abort(); /* our mistake */
    }
    work_share(c, head.share, &m.task, body ? wire_body_at(body) : "");
    wire_body_free(&body);
}

/* Whoever asks the broker while documents are worked on is answered first: as nice(1) does it, by
 * default. */
static void give_way(bool lowest)
{
    enum { NICENESS = 10, LOWEST = 19 };
    int now = getpriority(PRIO_PROCESS, 0);
    setpriority(PRIO_PROCESS, 0, lowest ? LOWEST : now + NICENESS);
}

_Noreturn void child_work(int fd, struct page *page, const struct child_setup *setup)
{
    struct child_state c = {.page = page, .work = {.setup = &setup->work}};
    die_with(setup->supervisor);
    leave_signals_to_supervisor();
    only_keep(fd);
    give_way(setup->nice);
    work_limit_process(&setup->work);
    offer_to_kernel();
    give_memory_back();
    sandbox_enter(setup->work.sandbox ? SANDBOX_CHILD : SANDBOX_NONE);
    link_open(&c.link, LINK_FD);
    for (;;) work_frame(&c);
}
