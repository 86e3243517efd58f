/* submitter.c: see submitter.h. */
#include "client/submitter.h"
#include "proto/id.h"
#include "proto/log.h"
#include "proto/squeeze.h"
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH_DOCS = MAX_BATCH / 4,
    BATCH_BYTES = 1 << 20,   /* of the body; a batch is full above this */
    BATCH_OPENED = 64 << 20, /* and above so many bytes of documents, however well they compress */
    BATCH_AGE_MS = 100,      /* a batch this old is sent although it is not full */
    STALL_MS = 500,          /* first pause after a refusal that will pass, doubled up to: */
    STALL_MAX_MS = 15000,
};

/* A batch is filled, then queued (number of its SUBMIT known), sent, and freed when it is answered.
 */
struct batch {
    struct batch *next;
    uint64_t request; /* 0 while it is filled */
    bool sent;        /* in this session, and not refused since */
    uint64_t begun_ms;
    struct arena arena; /* sources, hashes, details */
    struct msg_offer *offers;
    size_t count;
    uint64_t opened; /* bytes of its documents */
    struct buf body;
};

struct submitter {
    struct session *session;
    struct buf archive;
    struct batch *filling;               /* or NULL */
    struct batch *first, **last;         /* queued and sent ones, oldest first */
    size_t queued;                       /* of them: not sent */
    uint64_t under_way, under_way_bytes; /* documents and body bytes of those sent */
    unsigned epoch;                      /* of the session when they were sent */
    uint64_t stalled_until_ms, stall_ms;
    char stalled[MAX_DETAIL + 1];
    struct submitter_counts counts;
};

struct submitter *submitter_new(struct session *s, struct view archive)
{
    struct submitter *sub = xcalloc(1, sizeof *sub);
    sub->session = s;
    sub->epoch = session_epoch(s);
    sub->last = &sub->first;
    buf_add_view(&sub->archive, archive);
    return sub;
}

static void free_batch(struct batch *b)
{
    if (!b) return;
    arena_free(&b->arena);
    buf_free(&b->body);
    free(b->offers);
    free(b);
}

void submitter_free(struct submitter **sub)
{
    if (!*sub) return;
    while ((*sub)->first) {
        struct batch *b = (*sub)->first;
        (*sub)->first = b->next;
        free_batch(b);
    }
    free_batch((*sub)->filling);
    buf_free(&(*sub)->archive);
    free(*sub);
    *sub = NULL;
}

/* Filling */

bool submitter_has_room(const struct submitter *sub)
{
    return sub->queued == 0;
}

static struct batch *new_batch(void)
{
    struct batch *b = xcalloc(1, sizeof *b);
    b->offers = xmalloc(BATCH_DOCS * sizeof *b->offers);
    b->begun_ms = clock_mono_ms();
    return b;
}

static struct view keep(struct batch *b, struct view v)
{
    return (struct view){arena_copy(&b->arena, v.at, v.len), v.len};
}

/* The batch that is filled joins the queue. */
static void close_batch(struct submitter *sub)
{
    struct batch *b = sub->filling;
    if (!b) return;
    sub->filling = NULL;
    b->request = session_number(sub->session);
    *sub->last = b;
    sub->last = &b->next;
    sub->queued++;
}

/* What has no content has no hash and no body. */
static void add_content(struct batch *b, struct msg_offer *o, const struct intake *in)
{
    unsigned char hash[SHA256_LEN];
    size_t before = b->body.len;
    o->bytes = in->length;
    if (in->reason) return;
    sha256(in->bytes.at, in->bytes.len, hash);
    o->sha256 = keep(b, (struct view){(const char *)hash, sizeof hash});
    o->encoding = (uint64_t)squeeze(buf_view(&in->bytes), &b->body);
    o->length = b->body.len - before;
}

void submitter_offer(struct submitter *sub, struct view source, const struct intake *in)
{
    assert(submitter_has_room(sub));
    if (sub->filling && sub->filling->body.len + in->bytes.len > 2 * BATCH_BYTES) close_batch(sub);
    if (!sub->filling) sub->filling = new_batch();
    struct batch *b = sub->filling;
    struct msg_offer *o = &b->offers[b->count++];
    *o = (struct msg_offer){.source = keep(b, source),
                            .reason = in->reason,
                            .declared = keep(b, in->declared),
                            .date = keep(b, in->date)};
    o->detail = keep(b, view_of(in->reason ? in->detail : ""));
    add_content(b, o, in);
    sub->counts.offered++;
    sub->counts.bytes += in->bytes.len;
    b->opened += in->bytes.len;
    if (b->count == BATCH_DOCS || b->body.len >= BATCH_BYTES || b->opened >= BATCH_OPENED)
        close_batch(sub);
}

/* Sending */

/* Whether the window has room for the batch; one that is larger than the window goes alone. */
static bool fits_window(const struct submitter *sub, const struct batch *b)
{
    const struct msg_welcome *w = session_welcome(sub->session);
    if (sub->under_way == 0) return true;
    return sub->under_way + b->count <= w->window_docs &&
           sub->under_way_bytes + b->body.len <= w->window_bytes;
}

static bool send_batch(struct submitter *sub, struct batch *b)
{
    struct msg msg = {MSG_SUBMIT, .submit = {.request = b->request}};
    msg.submit.archive = buf_view(&sub->archive);
    msg.submit.offers.at = b->offers;
    msg.submit.offers.count = b->count;
    if (!session_send(sub->session, &msg, buf_view(&b->body))) return false;
    b->sent = true;
    sub->queued--;
    sub->under_way += b->count;
    sub->under_way_bytes += b->body.len;
    return true;
}

static void unsend(struct submitter *sub, struct batch *b)
{
    if (!b->sent) return;
    b->sent = false;
    sub->queued++;
    sub->under_way -= b->count;
    sub->under_way_bytes -= b->body.len;
}

/* After a break nobody knows what arrived: all goes again. */
static void start_again(struct submitter *sub)
{
    for (struct batch *b = sub->first; b; b = b->next) unsend(sub, b);
    sub->epoch = session_epoch(sub->session);
}

static bool is_ripe(const struct batch *b)
{
    return clock_mono_ms() - b->begun_ms >= BATCH_AGE_MS;
}

void submitter_push(struct submitter *sub, bool flush)
{
    if (sub->epoch != session_epoch(sub->session)) start_again(sub);
    if (sub->filling && (flush || is_ripe(sub->filling))) close_batch(sub);
    if (clock_mono_ms() < sub->stalled_until_ms) return;
    for (struct batch *b = sub->first; b && sub->queued > 0; b = b->next)
        if (!b->sent && (!fits_window(sub, b) || !send_batch(sub, b))) return;
}

/* Answers */

static struct batch **find_batch(struct submitter *sub, uint64_t request)
{
    struct batch **at = &sub->first;
    while (*at && (*at)->request != request) at = &(*at)->next;
    return at;
}

static int take_verdicts(struct submitter *sub, struct batch **at, struct view verdicts,
                         struct err *err)
{
    struct batch *b = *at;
    if (verdicts.len != b->count)
        return fail(err, ERR_MALFORMED, "the broker gave %zu verdicts on %zu documents",
                    verdicts.len, b->count);
    for (size_t i = 0; i < verdicts.len; i++)
        sub->counts.verdicts[(unsigned char)verdicts.at[i] % SUBMITTER_VERDICTS]++;
    sub->counts.answered += b->count;
    if (b->sent) unsend(sub, b);
    sub->queued--;
    if (sub->last == &b->next) sub->last = at;
    *at = b->next;
    free_batch(b);
    sub->stall_ms = 0;
    sub->stalled[0] = '\0';
    return 1;
}

/* The batch waits, and all behind it, before it is tried again. */
static void stall(struct submitter *sub, struct batch *b, const struct msg_error *e)
{
    unsend(sub, b);
    if (clock_mono_ms() < sub->stalled_until_ms) return; /* one of several that were under way */
    sub->stall_ms = sub->stall_ms == 0 ? STALL_MS : 2 * sub->stall_ms;
    if (sub->stall_ms > STALL_MAX_MS) sub->stall_ms = STALL_MAX_MS;
    sub->stalled_until_ms = clock_mono_ms() + sub->stall_ms;
    if (e->code != ERR_DISK_FULL) return;
    memcpy(sub->stalled, e->text.at, e->text.len);
    sub->stalled[e->text.len] = '\0';
}

int submitter_take(struct submitter *sub, const struct reply *r, struct err *err)
{
    struct batch **at = find_batch(sub, reply_request(&r->msg));
    if (!*at) return 0;
    if (r->msg.number == MSG_SUBMITTED)
        return take_verdicts(sub, at, r->msg.submitted.verdicts, err);
    if (r->msg.number != MSG_ERROR)
        return fail(err, ERR_OUT_OF_STATE, "the broker answered SUBMIT with %s",
                    msg_name(r->msg.number));
    const struct msg_error *e = &r->msg.error;
    if (e->code != ERR_DISK_FULL && e->code != ERR_BUSY && e->code != ERR_OVER_WINDOW)
        return fail(err, (int)e->code, "%.*s", (int)e->text.len, e->text.at);
    stall(sub, *at, e);
    return 1;
}

int submitter_wait_ms(const struct submitter *sub)
{
    uint64_t now = clock_mono_ms();
    if (sub->stalled_until_ms > now) return (int)(sub->stalled_until_ms - now);
    if (sub->filling) return is_ripe(sub->filling) ? 0 : BATCH_AGE_MS;
    return -1;
}

bool submitter_is_idle(const struct submitter *sub)
{
    return !sub->first && !sub->filling;
}

const char *submitter_stalled(const struct submitter *sub)
{
    return sub->stalled[0] ? sub->stalled : NULL;
}

const struct submitter_counts *submitter_counts(const struct submitter *sub)
{
    return &sub->counts;
}
