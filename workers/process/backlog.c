/* backlog.c: see backlog.h. */
#include "workers/process/backlog.h"
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

struct range_node {
    struct range range;
    struct range_node *next;
};

struct view range_bytes(const struct range *r)
{
    const char *start = r->lease->bodies[r->first];
    return (struct view){start, (size_t)(r->lease->bodies[r->first + r->count] - start)};
}

/* Ranges */

static void push_last(struct backlog *b, struct range r)
{
    struct range_node *node = xmalloc(sizeof *node);
    *node = (struct range_node){.range = r};
    if (b->last)
        b->last->next = node;
    else
        b->first = node;
    b->last = node;
    b->waiting += r.count;
}

static void push_first(struct backlog *b, struct range r)
{
    struct range_node *node = xmalloc(sizeof *node);
    *node = (struct range_node){.range = r, .next = b->first};
    if (!b->last) b->last = node;
    b->first = node;
    b->waiting += r.count;
}

static void drop_first(struct backlog *b)
{
    struct range_node *node = b->first;
    b->first = node->next;
    if (!b->first) b->last = NULL;
    free(node);
}

static void drop_ranges_of(struct backlog *b, const struct lease *l)
{
    struct range_node *old = b->first;
    b->first = b->last = NULL;
    b->waiting = 0;
    while (old) {
        struct range_node *next = old->next;
        if (old->range.lease != l) push_last(b, old->range);
        free(old);
        old = next;
    }
}

/* Leases */

static void lease_free(struct lease *l)
{
    heard_free(&l->task);
    free(l->bodies);
    free(l);
}

static bool is_over(const struct lease *l)
{
    return l->shares == 0 && (l->is_void || l->open == 0);
}

static void free_if_over(struct backlog *b, struct lease *l)
{
    if (!is_over(l)) return;
    struct lease **at = &b->leases;
    while (*at != l) at = &(*at)->next;
    *at = l->next;
    lease_free(l);
}

/* Its bytes count as held until its last document is answered, for that long they are in memory. */
static void count_out(struct backlog *b, struct lease *l)
{
    b->held--;
    b->bytes -= l->task.in.body.len;
}

struct lease *backlog_find(const struct backlog *b, uint64_t id)
{
    for (struct lease *l = b->leases; l; l = l->next)
        if (l->id == id && !l->is_void && l->open) return l;
    return NULL;
}

/* Says where each body begins. -1 if they are not exactly the body frame. */
static int find_bodies(struct lease *l)
{
    struct view body = l->task.in.body;
    size_t at = 0;
    l->bodies = xcalloc(l->count + 1, sizeof *l->bodies);
    for (uint32_t i = 0; i < l->count; i++) {
        l->bodies[i] = body.at + at;
        if (l->jobs[i].length > body.len - at) return -1;
        at += l->jobs[i].length;
    }
    l->bodies[l->count] = body.at + at;
    return at == body.len ? 0 : -1;
}

static int refuse(struct lease *l, struct err *err, const char *why)
{
    fail(err, ERR_MALFORMED, "TASK of lease %" PRIu64 ": %s", l->id, why);
    lease_free(l);
    return -1;
}

int backlog_take(struct backlog *b, struct heard *task, struct err *err)
{
    struct lease *l = xmalloc(sizeof *l);
    const struct msg_task *m = &task->msg.task;
    *l = (struct lease){.id = m->lease,
                        .task = *task,
                        .jobs = m->jobs.at,
                        .count = (uint32_t)m->jobs.count,
                        .open = (uint32_t)m->jobs.count};
    if (find_bodies(l) != 0) return refuse(l, err, "the jobs' lengths are not those of the body");
    if (l->count == 0) return refuse(l, err, "no jobs");
    if (backlog_find(b, l->id)) return refuse(l, err, "it is held already");
    l->next = b->leases;
    b->leases = l;
    b->held++;
    b->open += l->open;
    b->bytes += l->task.in.body.len;
    push_last(b, (struct range){l, 0, l->count});
    return 0;
}

struct range backlog_cut(struct backlog *b, uint32_t max_documents, size_t max_bytes)
{
    if (!b->first) return (struct range){0};
    struct range *waiting = &b->first->range, cut = *waiting;
    const char *start = cut.lease->bodies[cut.first];
    uint32_t count = 1;
    while (count < waiting->count && count < max_documents &&
           (size_t)(cut.lease->bodies[cut.first + count + 1] - start) <= max_bytes)
        count++;
    cut.count = count;
    waiting->first += count;
    waiting->count -= count;
    b->waiting -= count;
    if (waiting->count == 0) drop_first(b);
    return cut;
}

void backlog_return(struct backlog *b, struct range r)
{
    if (r.count && !r.lease->is_void) push_first(b, r);
}

void backlog_answer(struct backlog *b, struct lease *l, uint32_t count)
{
    if (l->is_void) return;
    assert(count <= l->open);
    l->open -= count;
    b->open -= count;
    if (l->open == 0) count_out(b, l);
    free_if_over(b, l);
}

void backlog_hold(struct lease *l)
{
    l->shares++;
}

void backlog_release(struct backlog *b, struct lease *l)
{
    l->shares--;
    free_if_over(b, l);
}

void backlog_void(struct backlog *b, struct lease *l)
{
    if (l->is_void || l->open == 0) return;
    drop_ranges_of(b, l);
    l->is_void = true;
    b->open -= l->open;
    count_out(b, l);
    free_if_over(b, l);
}

void backlog_void_all(struct backlog *b)
{
    struct lease *next;
    for (struct lease *l = b->leases; l; l = next) {
        next = l->next;
        backlog_void(b, l);
    }
}
