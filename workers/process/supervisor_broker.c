/* supervisor_broker.c: what goes to and comes from the broker; see supervisor_state.h. */
#include "proto/log.h"
#include "workers/process/supervisor_state.h"
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { STATUS_LOST = 1, STATUS_REFUSED = 2 };

/* Of the PING behind CREDIT 0: what was under way has come when it is answered. */
enum { STOPPED_TOKEN = 1 };

/* Losing a session */

static void give_up_leases(struct supervisor *s)
{
    backlog_void_all(&s->backlog);
    children_withdraw(s, NULL);
}

static void lost(struct supervisor *s)
{
    give_up_leases(s);
    if (!s->setup->once) return;
    s->phase = PHASE_OVER;
    s->status = s->session.error == ERR_STOPPING           ? 0
                : s->session.error == ERR_MIXED_EXTRACTORS ? STATUS_REFUSED
                                                           : STATUS_LOST;
}

static void refused(struct supervisor *s)
{
    give_up_leases(s);
    s->phase = PHASE_OVER;
    s->status = STATUS_REFUSED;
}

/* Says it, or loses the session: the broker has not read for so long that ZeroMQ's queue is full.
 */
static void say(struct supervisor *s, const struct msg *m)
{
    if (s->session.state != SESSION_OPEN || session_say(&s->session, m) == 0) return;
    log_line(LOG_WARN, "the broker does not read");
    session_close(&s->session, s->now, 0);
    lost(s);
}

/* Saying what became of documents */

static void count_finished(struct supervisor *s, uint32_t documents)
{
    s->finished += documents;
    s->finished_ms = s->now;
    s->round += documents;
}

void broker_pass(struct supervisor *s, struct lease *l, uint32_t documents, struct view header,
                 struct wire_body **body)
{
    if (l->is_void || s->session.state != SESSION_OPEN) {
        wire_body_free(body);
        return;
    }
    if (session_pass(&s->session, header, body) != 0) {
        session_close(&s->session, s->now, 0);
        lost(s);
        return;
    }
    count_finished(s, documents);
    backlog_answer(&s->backlog, l, documents);
}

static void say_outcomes(struct supervisor *s, uint64_t lease, const struct msg_outcome *outcomes,
                         size_t count)
{
    say(s, &(struct msg){.number = MSG_RESULT,
                         .result = {.lease = lease, .outcomes = {outcomes, count}}});
}

void broker_say_failed(struct supervisor *s, struct lease *l, const struct msg_outcome *outcome)
{
    if (l->is_void) return;
    say_outcomes(s, l->id, outcome, 1);
    count_finished(s, 1);
    backlog_answer(&s->backlog, l, 1);
}

static void say_unworked(struct supervisor *s, uint64_t lease, const struct msg_job *jobs,
                         size_t count)
{
    struct msg_outcome outcomes[64];
    for (size_t done = 0; done < count;) {
        size_t n = 0;
        while (n < sizeof outcomes / sizeof *outcomes && done + n < count) {
            outcomes[n] = (struct msg_outcome){.num = jobs[done + n].num, .state = STATE_WAITING};
            n++;
        }
        say_outcomes(s, lease, outcomes, n);
        done += n;
    }
}

void broker_give_back(struct supervisor *s, struct range r)
{
    if (r.count == 0 || r.lease->is_void) return;
    backlog_hold(r.lease); /* the session may be lost over it */
    say_unworked(s, r.lease->id, r.lease->jobs + r.first, r.count);
    backlog_answer(&s->backlog, r.lease, r.count);
    backlog_release(&s->backlog, r.lease);
}

static void say_credit(struct supervisor *s, uint64_t documents, uint64_t bytes)
{
    say(s, &(struct msg){.number = MSG_CREDIT, .credit = {.docs = documents, .bytes = bytes}});
}

/* Once a turn. */
static void adjust_credit(struct supervisor *s)
{
    uint64_t finished = s->round;
    s->round = 0;
    if (s->phase == PHASE_WORKING && s->session.state == SESSION_OPEN &&
        credit_adjust(&s->credit, finished, s->backlog.open, s->now))
        say_credit(s, s->credit.documents, s->credit.bytes);
}

void broker_stop_taking(struct supervisor *s)
{
    struct range r;
    say_credit(s, 0, 0);
    say(s, &(struct msg){.number = MSG_PING, .ping = {.token = STOPPED_TOKEN}});
    while ((r = backlog_cut(&s->backlog, UINT32_MAX, SIZE_MAX)).count) broker_give_back(s, r);
}

bool broker_has_stopped(const struct supervisor *s)
{
    return s->session.state != SESSION_OPEN || s->session.ponged == STOPPED_TOKEN;
}

void broker_bye(struct supervisor *s)
{
    say(s, &(struct msg){.number = MSG_BYE});
}

bool broker_reads(struct supervisor *s)
{
    return s->session.state != SESSION_OPEN || wire_can_send(s->session.wire);
}

/* Hearing */

static void opened(struct supervisor *s)
{
    give_up_leases(s); /* there are some if the broker opens a new session by itself */
    s->finished = 0;
    s->finished_ms = s->now;
    s->credit = credit_begin(s->setup->children, s->now);
    if (s->phase == PHASE_WORKING) say_credit(s, s->credit.documents, s->credit.bytes);
}

static void take_task(struct supervisor *s, struct heard *h)
{
    struct err err;
    const struct msg_task *task = &h->msg.task;
    bool too_much = s->backlog.open + task->jobs.count > s->credit.most;
    if (too_much)
        log_limited(&s->session.gate, LOG_WARN, "lease %" PRIu64 " is over the credit",
                    task->lease);
    if (too_much || s->phase == PHASE_DRAINING) {
        say_unworked(s, task->lease, task->jobs.at, task->jobs.count);
        heard_free(h);
    } else if (backlog_take(&s->backlog, h, &err) != 0) {
        log_limited(&s->session.gate, LOG_WARN, "the broker sent nonsense: %s", err.text);
    }
}

static void take_revoke(struct supervisor *s, struct heard *h)
{
    struct lease *l = backlog_find(&s->backlog, h->msg.revoke.lease);
    if (l) {
        children_withdraw(s, l);
        backlog_void(&s->backlog, l);
    }
    heard_free(h);
}

static void heed_news(struct supervisor *s, enum session_news news, struct heard *h)
{
    switch (news) {
    case SESSION_NO_NEWS: break;
    case SESSION_OPENED: opened(s); break;
    case SESSION_TASK: take_task(s, h); break;
    case SESSION_REVOKE: take_revoke(s, h); break;
    case SESSION_LOST: lost(s); break;
    case SESSION_REFUSED: refused(s); break;
    }
}

void broker_hear(struct supervisor *s)
{
    struct heard h;
    bool any;
    do heed_news(s, session_hear(&s->session, s->now, &h, &any), &h);
    while (any && s->phase != PHASE_OVER);
}

/* Keeping the session */

/* Bytes of all processes: the supervisor's own, and the children's that they do not share. proc(5),
 * statm: the second number is the resident pages, the third those of them that files back. */
static uint64_t resident_bytes(pid_t pid, bool with_shared)
{
    char path[64];
    unsigned long resident = 0, shared = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
    FILE *f = fopen(path, "re");
    if (!f) return 0;
    if (fscanf(f, "%*u %lu %lu", &resident, &shared) != 2) resident = shared = 0;
    fclose(f);
    return (uint64_t)(resident - (with_shared ? 0 : shared)) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void beat(struct supervisor *s)
{
    uint64_t leases[MAX_LEASES];
    struct msg_heartbeat m = {.leases = {leases, 0},
                              .idle_ms = s->now - s->finished_ms,
                              .finished = s->finished,
                              .rss_bytes = resident_bytes(getpid(), true)};
    for (const struct lease *l = s->backlog.leases; l && m.leases.count < MAX_LEASES; l = l->next)
        if (!l->is_void && l->open) leases[m.leases.count++] = l->id;
    for (unsigned i = 0; i < s->setup->children; i++) {
        const struct child *c = &s->children[i];
        m.busy += c->in_hand > 0;
        if (child_alive(c)) m.rss_bytes += resident_bytes(c->pid, false);
    }
    session_beat(&s->session, s->now, &m); /* if it finds no room, silence will tell */
}

void broker_keep(struct supervisor *s)
{
    if (s->phase == PHASE_OVER) return;
    heed_news(s, session_keep(&s->session, s->now), NULL);
    adjust_credit(s);
    if (session_beat_due(&s->session, s->now)) beat(s);
}
