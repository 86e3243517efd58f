/* supervisor_children.c: what goes to and comes from the children; see supervisor_state.h. */
#include "proto/log.h"
#include "workers/process/supervisor_state.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* The most that is handed to a child at once. Many small documents make few messages; few enough
 * that the children end together. */
enum { SHARE_DOCUMENTS = 64, SHARE_BYTES = 128 << 10 };

/* A child that is longer than this at one document shall not keep others waiting if another is
 * idle. */
enum { SLOW_MS = 20, WATCH_MS = 100 };

#define FOR_EACH_CHILD(s, c)                                                                       \
    for (struct child *c = (s)->children; c < (s)->children + (s)->setup->children; c++)

void children_start(struct supervisor *s)
{
    struct err err;
    if (s->phase != PHASE_WORKING) return;
    FOR_EACH_CHILD (s, c)
        if (!c->pid && s->now >= c->retry_ms && child_start(c, &s->child_setup, s->now, &err) != 0)
            log_line(LOG_WARN, "%s; trying again in %" PRIu64 " ms", err.text,
                     c->retry_ms - s->now);
}

/* Withdrawing */

static void put_back(struct supervisor *s, struct range r)
{
    if (s->phase == PHASE_WORKING)
        backlog_return(&s->backlog, r);
    else
        broker_give_back(s, r);
}

/* The last share first: what is put back goes in front. */
static void withdraw_from(struct supervisor *s, struct child *c, const struct lease *only)
{
    for (unsigned i = c->in_hand; i-- > 0;)
        if (!only || c->shares[i].range.lease == only)
            put_back(s, child_withdraw(c, &c->shares[i]));
}

void children_withdraw(struct supervisor *s, const struct lease *only)
{
    FOR_EACH_CHILD (s, c) withdraw_from(s, c, only);
}

/* Hearing */

/* The child is through with its first share. */
static void end_share(struct supervisor *s, struct child *c)
{
    struct lease *l = c->shares[0].range.lease;
    memmove(&c->shares[0], &c->shares[1], --c->in_hand * sizeof c->shares[0]);
    backlog_release(&s->backlog, l);
    c->false_starts = 0;
}

/* Whether a healthy child would send this now. */
static bool is_due(const struct child *c, const struct link_head *head)
{
    const struct share *share = &c->shares[0];
    if (c->in_hand == 0 || head->share != share->number) return false;
    uint64_t finished = (uint64_t)share->finished + head->documents;
    if (finished > child_taken(c, share)) return false;
    return !head->last || finished == share->range.count;
}

/* Takes in a frame: 1, or 0 if there is none, or -1 if the link is broken or the child is. */
static int hear_frame(struct supervisor *s, struct child *c)
{
    struct link_head head;
    struct view header;
    struct wire_body *body = NULL;
    struct share *share = &c->shares[0];
    int rc = link_receive(&c->link, &head, &header, &body);
    if (rc > 0 && !is_due(c, &head)) {
        log_line(LOG_ERROR, "child %d sent nonsense", (int)c->pid);
        wire_body_free(&body);
        rc = -1;
    }
    if (rc <= 0) return rc;
    share->finished += head.documents;
    if (head.documents) broker_pass(s, share->range.lease, head.documents, header, &body);
    wire_body_free(&body);
    if (head.last) end_share(s, c);
    return 1;
}

/* Takes in what the child has sent; with `all`, also when the broker does not read. */
static void hear(struct supervisor *s, struct child *c, bool all)
{
    int rc = 1;
    while (rc > 0 && (all || broker_reads(s))) rc = hear_frame(s, c);
    c->broken |= rc < 0 || link_flush(&c->link) < 0;
}

void children_hear(struct supervisor *s)
{
    FOR_EACH_CHILD (s, c) {
        if (!child_alive(c) || c->broken) continue;
        hear(s, c, false);
        if (c->broken) child_kill(c); /* if it is not dead already */
    }
}

/* Deaths */

static void describe_death(const struct child *c, char *text, size_t room, const char *stage,
                           struct msg_outcome *o)
{
    int status = c->status;
    if (c->reason) {
        o->reason = c->reason;
        snprintf(text, room, "%s in %s; its process was killed", reason_sentence(c->reason), stage);
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_OUT_OF_MEMORY) {
        o->reason = REASON_MEMORY;
        snprintf(text, room, "its process was refused memory in %s", stage);
    } else if (WIFEXITED(status)) {
        o->exit_status = (uint64_t)WEXITSTATUS(status);
        snprintf(text, room, "its process exited in %s with status %d", stage, WEXITSTATUS(status));
    } else {
        o->exit_signal = (uint64_t)WTERMSIG(status);
        snprintf(text, room, "its process was ended in %s by signal %d (%s)", stage,
                 WTERMSIG(status), strsignal(WTERMSIG(status)));
    }
}

/* Says that the document cost a child its life. */
static void say_death(struct supervisor *s, struct child *c, struct lease *l, uint32_t index)
{
    char text[256];
    const struct msg_job *job = &l->jobs[index];
    const char *stage = pipeline_stage_name(s->setup->work.pipeline, c->page->stage);
    struct msg_outcome o = {.num = job->num, .state = STATE_FAILED, .reason = REASON_DIED};
    describe_death(c, text, sizeof text, stage, &o);
    o.detail = view_of(text);
    log_limited(&s->deaths, LOG_WARN, "document %" PRIu64 " (%.*s): %s", job->num,
                (int)job->source.len, job->source.at, text);
    broker_say_failed(s, l, &o);
}

/* Settles a share that the child has left: blamed is the index of the document that it was at, or
 * none of the share's. All others that it had not answered are worked through again. */
static void settle_share(struct supervisor *s, struct child *c, const struct share *share,
                         uint32_t blamed)
{
    struct range r = share->range;
    uint32_t from = share->finished, to = r.count;
    if (blamed >= from && blamed < to) {
        say_death(s, c, r.lease, r.first + blamed);
        put_back(s, (struct range){r.lease, r.first + blamed + 1, to - blamed - 1});
        to = blamed;
    }
    put_back(s, (struct range){r.lease, r.first + from, to - from});
    backlog_release(&s->backlog, r.lease);
}

/* The document to blame for the end of the child. If we killed it for one that it had just ended,
 * none is. */
static bool find_blamed(const struct child *c, struct page_place *place)
{
    if (!page_place(c->page, place)) return false;
    return !c->reason ||
           (place->number == c->killed_at.number && place->index == c->killed_at.index);
}

static void settle(struct supervisor *s, struct child *c, bool blame)
{
    struct page_place place;
    bool blamed = blame && find_blamed(c, &place);
    while (c->in_hand > 0) {
        const struct share *share = &c->shares[--c->in_hand];
        bool here = blamed && place.number == share->number;
        settle_share(s, c, share, here ? place.index : UINT32_MAX);
    }
    child_end(c, s->now, blamed);
}

void children_bury(struct supervisor *s)
{
    FOR_EACH_CHILD (s, c) {
        child_look(c);
        if (!c->gone || !c->pid) continue;
        if (!c->broken) hear(s, c, true);
        settle(s, c, true);
    }
}

void children_abandon(struct supervisor *s)
{
    FOR_EACH_CHILD (s, c) {
        if (child_alive(c) && !c->broken) hear(s, c, true);
        if (c->pid) settle(s, c, false);
    }
}

/* Limits */

void children_watch(struct supervisor *s)
{
    FOR_EACH_CHILD (s, c) {
        struct page_place place;
        unsigned reason = child_over_limit(c, &s->setup->work, s->now, &place);
        if (reason) child_kill_for(c, reason, &place);
    }
}

/* Feeding */

static bool takes_more(const struct child *c)
{
    return child_alive(c) && !c->broken && !c->reason && c->in_hand < SHARES_IN_HAND;
}

/* The child that has least, of those that can take more. */
static struct child *hungriest(struct supervisor *s)
{
    struct child *found = NULL;
    FOR_EACH_CHILD (s, c)
        if (takes_more(c) && (!found || c->in_hand < found->in_hand)) found = c;
    return found;
}

/* The end of the queue is cut ever smaller, so that it spreads over all children. */
static uint32_t share_size(const struct supervisor *s)
{
    uint64_t fair = s->backlog.waiting / (2 * (uint64_t)s->setup->children) + 1;
    return fair < SHARE_DOCUMENTS ? (uint32_t)fair : SHARE_DOCUMENTS;
}

static void hand_out(struct supervisor *s)
{
    struct child *c;
    while (s->backlog.waiting && (c = hungriest(s)))
        if (child_give(c, backlog_cut(&s->backlog, share_size(s), SHARE_BYTES)) != 0)
            c->broken = true;
}

static uint32_t not_begun(const struct child *c)
{
    uint32_t n = 0;
    for (unsigned i = 0; i < c->in_hand; i++)
        n += c->shares[i].range.count - child_taken(c, &c->shares[i]);
    return n;
}

static bool is_slow(const struct supervisor *s, const struct child *c)
{
    struct page_place place;
    return page_place(c->page, &place) && s->now > place.since_ms + SLOW_MS;
}

/* Whether a child is idle, and another has documents that it has not begun. */
static bool may_spread(const struct supervisor *s)
{
    bool idle = false, more = false;
    FOR_EACH_CHILD (s, c) {
        idle |= takes_more(c) && c->in_hand == 0;
        more |= child_alive(c) && not_begun(c) > 0;
    }
    return idle && more && s->backlog.waiting == 0;
}

void children_feed(struct supervisor *s)
{
    if (s->phase != PHASE_WORKING) return;
    if (may_spread(s))
        FOR_EACH_CHILD (s, c)
            if (not_begun(c) && is_slow(s, c)) withdraw_from(s, c, NULL);
    hand_out(s);
}

bool children_busy(const struct supervisor *s)
{
    FOR_EACH_CHILD (s, c)
        if (c->in_hand > 0) return true;
    return false;
}

uint64_t children_idle_ms(const struct supervisor *s)
{
    uint64_t ms = UINT64_MAX;
    FOR_EACH_CHILD (s, c) {
        uint64_t left = c->retry_ms > s->now ? c->retry_ms - s->now : 0;
        if (!c->pid && s->phase == PHASE_WORKING && left < ms) ms = left;
    }
    if (children_busy(s) && ms > WATCH_MS) ms = WATCH_MS;
    if (may_spread(s) && ms > SLOW_MS) ms = SLOW_MS;
    return ms;
}
