/* crowd.c: very many workers in few processes, to see what they cost a broker.
 *
 *     crowd ENDPOINT KEY BROKER-KEY WORKERS CREDIT MILLISECONDS
 *
 * Each has a session of its own, by the very code of garner-worker, and may hold CREDIT documents;
 * it sleeps so many MILLISECONDS over one after the other, and answers each with next to nothing.
 * For every line on standard input a line of JSON comes out that says how they are; the end of it
 * ends the crowd.
 */
#include "proto/key.h"
#include "proto/pack.h"
#include "workers/process/backlog.h"
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* A process has so many, because a context of ZeroMQ has 1,023 sockets; a session takes three, and
 * those that it gave up are there for a while. Few are waited for; many are looked after in turns:
 * to ask whom of hundreds to serve would cost more than to serve them. */
enum { SLICE = 120, FEW = 32, TURN_MS = 20, CREDIT_BYTES = 1 << 20 };

struct figures { /* of one worker, in memory that all processes share */
    uint64_t opened_ms, opened, lost, documents, longest_silence_ms;
    bool is_open;
};

struct one {
    struct session session;
    struct backlog backlog;
    struct range at_work; /* the document that it sleeps over, */
    uint64_t done_ms;     /* and until when */
    struct figures *figures;
};

static struct {
    const char *endpoint;
    struct wire_keys keys;
    uint64_t workers, credit, work_ms, started_ms;
} crowd;
static struct figures *all;

static void die(const char *what, const char *why)
{
    fprintf(stderr, "crowd: %s: %s\n", what, why);
    exit(2);
}

/* ---- One worker ---- */

static void forget(struct one *w)
{
    backlog_void_all(&w->backlog);
    if (w->at_work.count) backlog_release(&w->backlog, w->at_work.lease);
    w->at_work.count = 0;
    w->figures->lost += w->figures->is_open;
    w->figures->is_open = false;
}

static void opened(struct one *w, uint64_t now)
{
    struct msg credit = {.number = MSG_CREDIT, .credit = {crowd.credit, CREDIT_BYTES}};
    if (!w->figures->opened++) w->figures->opened_ms = now - crowd.started_ms;
    w->figures->is_open = true;
    session_say(&w->session, &credit);
}

static void take_task(struct one *w, struct heard *h)
{
    struct err err;
    if (backlog_take(&w->backlog, h, &err) != 0) die("a TASK", err.text);
}

static void take_revoke(struct one *w, struct heard *h)
{
    struct lease *l = backlog_find(&w->backlog, h->msg.revoke.lease);
    if (l) backlog_void(&w->backlog, l);
    heard_free(h);
}

static void heed(struct one *w, enum session_news news, struct heard *h, uint64_t now)
{
    switch (news) {
    case SESSION_NO_NEWS: break;
    case SESSION_OPENED: opened(w, now); break;
    case SESSION_TASK: take_task(w, h); break;
    case SESSION_REVOKE: take_revoke(w, h); break;
    case SESSION_LOST: forget(w); break;
    case SESSION_REFUSED: die("refused", error_name(w->session.error));
    }
}

static void answer(struct one *w)
{
    struct lease *l = w->at_work.lease;
    struct msg_outcome outcome = {.num = l->jobs[w->at_work.first].num, .state = STATE_DONE};
    struct buf header = {0}, result = {0};
    pack_map(&result, 0);
    outcome.length = result.len;
    struct msg msg = {.number = MSG_RESULT, .result = {l->id, {&outcome, 1}}};
    struct wire_body *body = wire_body_new(result.len);
    memcpy(wire_body_at(body), result.at, result.len);
    msg_encode(&msg, &header, NULL);
    session_pass(&w->session, buf_view(&header), &body);
    w->figures->documents++;
    backlog_answer(&w->backlog, l, 1);
    buf_free(&header);
    buf_free(&result);
}

/* Ends the document at hand, and begins the next. A session that was lost has none. */
static void work(struct one *w, uint64_t now)
{
    while (!w->at_work.count || now >= w->done_ms) {
        if (w->at_work.count) {
            struct lease *l = w->at_work.lease;
            if (!l->is_void) answer(w);
            backlog_release(&w->backlog, l);
        }
        w->at_work = backlog_cut(&w->backlog, 1, SIZE_MAX);
        if (!w->at_work.count) return;
        backlog_hold(w->at_work.lease);
        w->done_ms = now + crowd.work_ms;
    }
}

static void beat(struct one *w, uint64_t now)
{
    uint64_t leases[MAX_LEASES];
    struct msg_heartbeat m = {
        .leases = {leases, 0}, .busy = w->at_work.count, .finished = w->figures->documents};
    for (const struct lease *l = w->backlog.leases; l && m.leases.count < MAX_LEASES; l = l->next)
        if (!l->is_void && l->open) leases[m.leases.count++] = l->id;
    session_beat(&w->session, now, &m);
}

static void look_after(struct one *w, uint64_t now)
{
    struct heard h;
    bool any;
    uint64_t silence = now - w->session.heard_ms;
    if (w->figures->is_open && silence > w->figures->longest_silence_ms)
        w->figures->longest_silence_ms = silence;
    do heed(w, session_hear(&w->session, now, &h, &any), &h, now);
    while (any);
    heed(w, session_keep(&w->session, now), NULL, now);
    work(w, now);
    if (session_beat_due(&w->session, now)) beat(w, now);
}

/* ---- A process of them ---- */

static void wait_for_some(struct one *some, int count, uint64_t now)
{
    struct wire_wait items[FEW] = {0};
    uint64_t wait = HEARTBEAT_MS;
    int used = 0;
    if (count > FEW) {
        usleep(TURN_MS * 1000);
        return;
    }
    for (struct one *w = some; w < some + count; w++) {
        uint64_t idle = session_idle_ms(&w->session, now);
        if (w->at_work.count && w->done_ms - now < idle) idle = w->done_ms - now;
        if (idle < wait) wait = idle;
        if (w->session.wire) items[used++].wire = w->session.wire;
    }
    wire_wait(items, used, (int)wait);
}

static void run_some(struct figures *figures, int count)
{
    struct one *some = xcalloc((size_t)count, sizeof *some);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int i = 0; i < count; i++) {
        some[i].figures = &figures[i];
        some[i].session = (struct session){.endpoint = crowd.endpoint,
                                           .keys = &crowd.keys,
                                           .name = "crowd",
                                           .extractor = "crowd+0",
                                           .children = 1};
    }
    for (;;) {
        uint64_t now = clock_mono_ms();
        for (int i = 0; i < count; i++) look_after(&some[i], now);
        wait_for_some(some, count, now);
    }
}

/* ---- All of them ---- */

static void report(void)
{
    struct figures sum = {0};
    uint64_t open = 0, least = UINT64_MAX, most = 0;
    for (uint64_t i = 0; i < crowd.workers; i++) {
        const struct figures *f = &all[i];
        open += f->is_open;
        sum.opened += f->opened;
        sum.lost += f->lost;
        sum.documents += f->documents;
        if (f->opened_ms > sum.opened_ms) sum.opened_ms = f->opened_ms;
        if (f->longest_silence_ms > sum.longest_silence_ms)
            sum.longest_silence_ms = f->longest_silence_ms;
        if (f->documents < least) least = f->documents;
        if (f->documents > most) most = f->documents;
    }
    printf("{\"open\":%" PRIu64 ",\"opened\":%" PRIu64 ",\"lost\":%" PRIu64
           ",\"last_opened_ms\":%" PRIu64 ",\"longest_silence_ms\":%" PRIu64
           ",\"documents\":%" PRIu64 ",\"least\":%" PRIu64 ",\"most\":%" PRIu64 "}\n",
           open, sum.opened, sum.lost, sum.opened_ms, sum.longest_silence_ms, sum.documents, least,
           most);
    fflush(stdout);
}

static uint64_t number(const char *text)
{
    char *end;
    uint64_t n = strtoull(text, &end, 10);
    if (*end || end == text || n > 1000000) die(text, "is no number from 0 to 1000000");
    return n;
}

int main(int argc, char **argv)
{
    struct err err;
    log_open("crowd");
    if (argc != 7) die("usage", "crowd ENDPOINT KEY BROKER-KEY WORKERS CREDIT MILLISECONDS");
    crowd.endpoint = argv[1];
    if (key_read_pair(argv[2], argv[3], &crowd.keys, &err) != 0) die("keys", err.text);
    crowd.workers = number(argv[4]);
    crowd.credit = number(argv[5]);
    crowd.work_ms = number(argv[6]);
    crowd.started_ms = clock_mono_ms();
    all = mmap(NULL, (crowd.workers + 1) * sizeof *all, PROT_READ | PROT_WRITE,
               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) die("memory", "none");
    for (uint64_t i = 0; i < crowd.workers; i += SLICE) {
        uint64_t left = crowd.workers - i;
        if (fork() == 0) run_some(all + i, (int)(left < SLICE ? left : SLICE));
    }
    while (getchar() != EOF) report();
    return 0;
}
