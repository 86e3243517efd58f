/* child.c: see child.h. */
#include "workers/process/child.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RETRY_FIRST_MS = 250, RETRY_MAX_MS = 30000, GRACE_MS = 500 };

/* Starting */

static void wait_longer(struct child *c, uint64_t now)
{
    unsigned doublings = c->false_starts < 8 ? c->false_starts : 8;
    uint64_t pause = (uint64_t)RETRY_FIRST_MS << doublings;
    c->retry_ms = now + (pause < RETRY_MAX_MS ? pause : RETRY_MAX_MS);
    c->false_starts++;
}

static int make_page(struct child *c)
{
    if (!c->page) c->page = page_new();
    if (!c->page) return -1;
    memset((void *)c->page, 0, sizeof *c->page);
    return 0;
}

static int fork_child(struct child *c, const struct child_setup *setup, const int ends[2])
{
    c->pid = fork();
    if (c->pid == 0) child_work(ends[1], c->page, setup);
    if (c->pid < 0) c->pid = 0;
    return c->pid ? 0 : -1;
}

int child_start(struct child *c, const struct child_setup *setup, uint64_t now, struct err *err)
{
    int ends[2];
    if (make_page(c) != 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        wait_longer(c, now);
        return fail_errno(err, 0, "cannot make a link to a child");
    }
    int rc = fork_child(c, setup, ends);
    if (rc != 0) fail_errno(err, 0, "cannot fork a child");
    close(ends[1]);
    if (rc != 0) {
        close(ends[0]);
        wait_longer(c, now);
        return -1;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    link_open(&c->link, ends[0]);
    c->gone = c->broken = false;
    c->reason = REASON_NONE;
    return 0;
}

/* Ending */

void child_end(struct child *c, uint64_t now, bool blamed)
{
    if (!c->pid) return;
    assert(c->in_hand == 0);
    if (!c->gone) {
        kill(c->pid, SIGKILL);
        while (waitpid(c->pid, &c->status, 0) < 0 && errno == EINTR) continue;
    }
    link_close(&c->link);
    c->pid = 0;
    c->retry_ms = now;
    if (!blamed) wait_longer(c, now);
}

void child_free(struct child *c)
{
    page_free(&c->page);
}

void child_look(struct child *c)
{
    if (child_alive(c)) c->gone = waitpid(c->pid, &c->status, WNOHANG) == c->pid;
}

void child_kill(struct child *c)
{
    kill(c->pid, SIGKILL);
}

void child_kill_for(struct child *c, unsigned reason, const struct page_place *place)
{
    c->reason = reason;
    c->killed_at = *place;
    child_kill(c);
}

/* Shares */

static int send_share(struct child *c, const struct share *s)
{
    const struct range *r = &s->range;
    struct buf header = {0};
    struct err err;
    struct msg m = {.number = MSG_TASK,
                    .task = {.lease = r->lease->id, .jobs = {r->lease->jobs + r->first, r->count}}};
    int rc = msg_encode(&m, &header, &err);
    assert(rc == 0); /* it was decoded under the same limits */
    struct link_head head = {.share = s->number};
    rc = link_send(&c->link, &head, buf_view(&header), range_bytes(r));
    buf_free(&header);
    return rc;
}

int child_give(struct child *c, struct range r)
{
    assert(c->in_hand < SHARES_IN_HAND);
    struct share *s = &c->shares[c->in_hand++];
    *s = (struct share){.range = r, .number = ++c->numbers};
    backlog_hold(r.lease);
    page_offer(c->page, s->number, r.count);
    return send_share(c, s) < 0 ? -1 : 0;
}

/* What the page says, as far as it can be: a child whose memory is spoilt may write anything there.
 */
static uint32_t believable(const struct share *s, uint32_t taken)
{
    if (taken > s->range.count) return s->range.count;
    return taken < s->finished ? s->finished : taken;
}

uint32_t child_taken(const struct child *c, const struct share *s)
{
    return believable(s, page_taken(c->page, s->number));
}

struct range child_withdraw(struct child *c, struct share *s)
{
    uint32_t left = believable(s, page_withdraw(c->page, s->number));
    struct range back = {s->range.lease, s->range.first + left, s->range.count - left};
    s->range.count = left;
    return back;
}

/* Limits */

/* Processor time that it has used so far; 0 if it is gone. */
static uint64_t cpu_us(pid_t pid)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0) return 0;
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

unsigned child_over_limit(const struct child *c, const struct work_setup *limits, uint64_t now,
                          struct page_place *place)
{
    if (!child_alive(c) || c->reason || !page_place(c->page, place)) return REASON_NONE;
    uint64_t wall = now > place->since_ms ? now - place->since_ms : 0;
    if (limits->wall_ms && wall > limits->wall_ms + GRACE_MS) return REASON_TIMEOUT;
    if (!limits->cpu_ms || wall <= limits->cpu_ms + GRACE_MS) return REASON_NONE;
    uint64_t cpu = cpu_us(c->pid);
    bool over = cpu > place->cpu_us + (limits->cpu_ms + GRACE_MS) * 1000;
    return over ? REASON_CPU : REASON_NONE;
}
