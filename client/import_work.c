/* import_work.c: see import_work.h. */
#include "client/import_work.h"
#include "client/interrupt.h"
#include "client/progress.h"
#include "client/report.h"
#include "proto/log.h"
#include "proto/squeeze.h"
#include <stdlib.h>
#include <string.h>

enum {
    HELD_DOCS = 1024,        /* beside strangers */
    HELD_BYTES = 16 << 20,   /* likewise */
    BATCH_BYTES = 1 << 20,   /* of a RESULT; it goes when it has so many, */
    BATCH_OPENED = 64 << 20, /* or so many before they were squeezed, documents included */
    LOOK_MS = 100,           /* between looks at the ledger */
    STUCK_MS = 10,           /* until a RESULT is tried again that could not be sent */
};

/* A lease. */
struct task {
    struct task *next;
    struct reply reply; /* the TASK; freed when all its documents were looked up */
    uint64_t lease;
    size_t looked_up; /* documents */
    uint64_t *strangers;
    size_t stranger_count;
};

/* The RESULT under way. */
struct batch {
    uint64_t lease;
    struct msg_outcome outcomes[MAX_BATCH];
    size_t count;
    size_t opened;
    struct buf body;
    struct arena details;
    bool due; /* it is to be sent before anything is added */
};

struct worker {
    struct import_work *work;
    struct session *session;
    unsigned epoch;
    struct task *tasks;
    uint64_t beat_ms;        /* the last HEARTBEAT */
    uint64_t stranger_bytes; /* of documents held */
    struct docline_read line;
    struct batch batch;
    struct report_poll poll;
    uint64_t asked; /* strangers when the report under way was asked for */
    bool through;
    struct progress progress;
};

/* ---- Leases ---- */

static const struct msg_task *task_of(const struct task *t)
{
    return &t->reply.msg.task;
}

static bool is_looked_up(const struct task *t)
{
    return t->reply.msg.number == 0;
}

static void free_task(struct task *t)
{
    reply_free(&t->reply);
    free(t->strangers);
    free(t);
}

static void drop_task(struct worker *w, struct task **at)
{
    struct task *t = *at;
    *at = t->next;
    w->work->strangers -= t->stranger_count;
    free_task(t);
}

static void clear_batch(struct batch *b)
{
    b->count = b->opened = b->body.len = 0;
    b->due = false;
    arena_reset(&b->details);
}

static void drop_all(struct worker *w)
{
    while (w->tasks) drop_task(w, &w->tasks);
    clear_batch(&w->batch);
    w->stranger_bytes = 0;
}

static struct task **find_task(struct worker *w, uint64_t lease)
{
    struct task **at = &w->tasks;
    while (*at && (*at)->lease != lease) at = &(*at)->next;
    return at;
}

/* Takes the reply over. */
static void take_task(struct worker *w, struct reply *r)
{
    struct task **last = &w->tasks;
    if (*find_task(w, r->msg.task.lease)) return;
    while (*last) last = &(*last)->next;
    *last = xcalloc(1, sizeof **last);
    (*last)->lease = r->msg.task.lease;
    (*last)->reply = *r;
    *r = (struct reply){0};
}

static void take_revoke(struct worker *w, uint64_t lease)
{
    struct task **at = find_task(w, lease);
    if (w->batch.lease == lease) clear_batch(&w->batch);
    if (*at) drop_task(w, at);
}

/* ---- What the broker is told ---- */

static void grant(struct worker *w)
{
    struct msg credit = {MSG_CREDIT, .credit = {.docs = HELD_DOCS + w->work->strangers,
                                                .bytes = HELD_BYTES + w->stranger_bytes}};
    session_send(w->session, &credit, (struct view){0});
}

static void beat(struct worker *w)
{
    uint64_t leases[MAX_LEASES], now = clock_mono_ms();
    size_t count = 0;
    if (now - w->beat_ms < HEARTBEAT_MS) return;
    w->beat_ms = now;
    for (struct task *t = w->tasks; t && count < MAX_LEASES; t = t->next)
        leases[count++] = t->lease;
    struct msg msg = {
        MSG_HEARTBEAT,
        .heartbeat = {.leases = {leases, count}, .busy = 1, .finished = w->work->results}};
    session_send(w->session, &msg, (struct view){0});
}

/* A new session: what was held is void. */
static void begin_again(struct worker *w)
{
    if (w->epoch == session_epoch(w->session)) return;
    w->epoch = session_epoch(w->session);
    drop_all(w);
    grant(w);
}

static void send_batch(struct worker *w)
{
    struct batch *b = &w->batch;
    struct msg msg = {MSG_RESULT, .result = {.lease = b->lease}};
    msg.result.outcomes.at = b->outcomes;
    msg.result.outcomes.count = b->count;
    if (!session_send(w->session, &msg, buf_view(&b->body))) return;
    w->work->results += b->count;
    clear_batch(b);
}

/* ---- Looking up ---- */

/* Adds what the line says of the document. */
static void add_outcome(struct worker *w, uint64_t num)
{
    struct batch *b = &w->batch;
    const struct docline_read *d = &w->line;
    struct msg_outcome *o = &b->outcomes[b->count++];
    size_t before = b->body.len;
    *o = (struct msg_outcome){.num = num,
                              .state = d->row.state,
                              .reason = d->row.reason,
                              .articles = d->row.articles,
                              .records = d->row.records};
    o->detail = (struct view){arena_copy(&b->details, d->row.detail.at, d->row.detail.len),
                              d->row.detail.len};
    if (d->result.len) o->encoding = (uint64_t)squeeze(buf_view(&d->result), &b->body);
    o->length = b->body.len - before;
    if (d->result.len && d->row.state == STATE_DONE) {
        buf_add_view(&b->body, d->part);
        o->part_length = d->part.len;
    }
    b->opened += d->result.len + d->original.len;
}

static int add_stranger(struct worker *w, struct task *t, const struct msg_job *job,
                        struct err *err)
{
    t->strangers = xrealloc(t->strangers, (t->stranger_count + 1) * sizeof *t->strangers);
    t->strangers[t->stranger_count++] = job->num;
    w->stranger_bytes += job->length;
    if (++w->work->strangers > IMPORT_STRANGERS_MOST)
        return fail(err, 0,
                    "more than %d documents wait in the store that these files do not have; let "
                    "workers work them through first, or import into a store of its own",
                    IMPORT_STRANGERS_MOST);
    return 0;
}

/* Whether the line of the document is the one read last. To read that of a very large document may
 * take longer than its lease lives; then the document comes again, next of all. */
static bool is_at_hand(const struct worker *w, const unsigned char doc[DOC_ID_LEN])
{
    const struct view id = w->line.row.doc;
    return id.len == DOC_ID_LEN && memcmp(id.at, doc, DOC_ID_LEN) == 0;
}

static int look_up(struct worker *w, struct task *t, struct err *err)
{
    const struct msg_job *job = &task_of(t)->jobs.at[t->looked_up++];
    struct import_lines *lines = w->work->lines;
    unsigned char doc[DOC_ID_LEN], hash[SHA256_LEN] = {0};
    if (job->sha256.len == SHA256_LEN) memcpy(hash, job->sha256.at, SHA256_LEN);
    doc_id(job->archive, job->source, hash, doc);
    const struct import_place *place = import_lines_find(lines, doc);
    if (!place) return add_stranger(w, t, job, err);
    if (!is_at_hand(w, doc) && import_lines_read(lines, place, &w->line, err) != 0) return -1;
    w->batch.lease = t->lease;
    add_outcome(w, job->num);
    return 0;
}

/* All documents of a lease were looked up: it is over with its RESULT unless there are strangers.
 */
static void end_task(struct worker *w, struct task **at)
{
    struct task *t = *at;
    w->batch.due = w->batch.count > 0;
    if (t->stranger_count == 0) {
        drop_task(w, at);
        return;
    }
    reply_free(&t->reply);
    grant(w);
}

static struct task **next_task(struct worker *w)
{
    struct task **at = &w->tasks;
    while (*at && is_looked_up(*at)) at = &(*at)->next;
    return at;
}

/* One document. */
static int look_up_next(struct worker *w, struct task **at, struct err *err)
{
    struct task *t = *at;
    struct batch *b = &w->batch;
    if (t->looked_up < task_of(t)->jobs.count && look_up(w, t, err) != 0) return -1;
    if (b->count == MAX_BATCH || b->body.len >= BATCH_BYTES || b->opened >= BATCH_OPENED)
        b->due = true;
    if (t->looked_up == task_of(t)->jobs.count) end_task(w, at);
    return 0;
}

/* ---- The loop ---- */

static int receive(struct worker *w, int timeout_ms, struct err *err)
{
    struct reply r = {0};
    int got = session_receive(w->session, timeout_ms, &r, err);
    begin_again(w);
    if (got > 0 && r.msg.number == MSG_TASK) take_task(w, &r);
    if (got > 0 && r.msg.number == MSG_REVOKE) take_revoke(w, r.msg.revoke.lease);
    reply_free(&r);
    return got < 0 ? -1 : 0;
}

/* All is through when no more documents wait or run than were strangers when the report was asked
 * for. New ones may have come since, but none that a line speaks of was left at that moment. */
static void judge(struct worker *w)
{
    struct ledger l = report_ledger(buf_view(&w->poll.body));
    w->through = l.waiting + l.running <= w->asked;
}

static int look_at_ledger(struct worker *w, struct err *err)
{
    struct reply r = {0};
    if (w->poll.request == 0) w->asked = w->work->strangers;
    report_poll_push(&w->poll, LOOK_MS);
    int got = session_receive(w->work->client, 0, &r, err);
    if (got > 0 && report_poll_take(&w->poll, &r)) judge(w);
    reply_free(&r);
    return got < 0 ? -1 : 0;
}

static void show(struct worker *w)
{
    struct ledger l = report_ledger(buf_view(&w->poll.body));
    struct progress_state s = {.done = ledger_finished(&l), .total = l.submitted};
    progress_show(&w->progress, &s);
}

static int turn(struct worker *w, struct err *err)
{
    struct task **at = next_task(w);
    beat(w);
    if (w->batch.due) send_batch(w);
    bool stuck = w->batch.due, idle = !stuck && !*at;
    if (!stuck && *at && look_up_next(w, at, err) != 0) return -1;
    if (receive(w, idle ? LOOK_MS : stuck ? STUCK_MS : 0, err) != 0) return -1;
    return look_at_ledger(w, err);
}

/* Gives back what is held: strangers, and after an interrupt what was not looked up. */
static void give_back(struct worker *w)
{
    struct msg none = {.number = MSG_CREDIT};
    struct batch *b = &w->batch;
    if (b->count) send_batch(w);
    session_send(w->session, &none, (struct view){0});
    for (struct task *t = w->tasks; t; t = t->next) {
        clear_batch(b);
        b->lease = t->lease;
        for (size_t i = 0; i < t->stranger_count; i++)
            b->outcomes[b->count++] =
                (struct msg_outcome){.num = t->strangers[i], .state = STATE_WAITING};
        for (size_t i = t->looked_up; !is_looked_up(t) && i < task_of(t)->jobs.count; i++)
            b->outcomes[b->count++] =
                (struct msg_outcome){.num = task_of(t)->jobs.at[i].num, .state = STATE_WAITING};
        if (b->count) send_batch(w);
    }
}

static void free_worker(struct worker *w)
{
    uint64_t strangers = w->work->strangers;
    drop_all(w);
    w->work->strangers = strangers;
    docline_read_free(&w->line);
    buf_free(&w->batch.body);
    arena_free(&w->batch.details);
    buf_free(&w->poll.body);
    session_close(&w->session);
    free(w);
}

int import_work(struct import_work *work, uint64_t patience_ms, struct err *err)
{
    struct worker *w = xcalloc(1, sizeof *w);
    w->work = work;
    w->poll.session = work->client;
    w->progress = (struct progress){.out = stderr, .quiet = work->quiet};
    int result = session_open_worker(&w->session, work->place, patience_ms, work->extractor, err);
    while (result == 0 && !w->through && !interrupt_came()) {
        begin_again(w);
        result = turn(w, err);
        show(w);
    }
    progress_wipe(&w->progress);
    if (w->session) give_back(w);
    free_worker(w);
    return result;
}
