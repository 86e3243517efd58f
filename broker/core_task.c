/* core_task.c: who gets what is next.
 *
 * A TASK costs about as much as several small documents, so they go in batches; but the end of the
 * queue is spread thin over all workers, so that they finish together.
 */
#include "broker/core_state.h"

#define TASK_DOCS  256
#define TASK_BYTES (512 * 1024) /* beyond that a message is not cheaper by the byte any more */

struct credit {
    uint64_t docs, bytes;
};

static struct credit credit_left(const struct session *w)
{
    uint64_t docs = BROKEN(CREDIT) ? 0 : w->held_docs, bytes = BROKEN(CREDIT) ? 0 : w->held_bytes;
    return (struct credit){w->credit_docs > docs ? w->credit_docs - docs : 0,
                           w->credit_bytes > bytes ? w->credit_bytes - bytes : 0};
}

/* Worth a TASK: its children would soon have nothing to do, or much of its credit is free. */
static bool is_hungry(const struct session *w)
{
    struct credit left = credit_left(w);
    if (left.docs == 0 || w->lease_count >= MAX_LEASES) return false;
    if (w->held_docs < 2 * (uint64_t)w->children) return true;
    return left.docs >= w->credit_docs / 4 && left.bytes >= w->credit_bytes / 4;
}

/* A document that exceeds a worker's bytes goes to it when it holds nothing else. */
static bool fits(const struct session *w, struct credit left, size_t docs, uint64_t bytes,
                 const struct pick *pick)
{
    if (docs >= left.docs) return false;
    if (docs == 0 && w->held_docs == 0) return true;
    if (docs > 0 && bytes + pick->bytes > TASK_BYTES) return false;
    return bytes + pick->bytes <= left.bytes;
}

static size_t fill(struct core *core, const struct session *w, size_t share, struct pick *picks)
{
    struct credit left = credit_left(w);
    size_t count = 0;
    uint64_t bytes = 0;
    while (count < share && queue_peek(core, &picks[count]) &&
           fits(w, left, count, bytes, &picks[count])) {
        queue_take(core, &picks[count]);
        bytes += picks[count++].bytes;
    }
    return count;
}

/* The first TASK of a run says which extractor it is done with; other workers must leave. */
static void pin(struct core *core, const struct session *w)
{
    if (core->config.mixed || core->extractor.len > 0) return;
    buf_add_view(&core->extractor, buf_view(&w->extractor));
    effect_add(core, CORE_PIN)->text = effect_text(core, buf_view(&core->extractor));
    for (struct session *s = core->workers.first, *next; s; s = next) {
        struct err err;
        next = s->next;
        if (session_check_extractor(core, buf_view(&s->extractor), &err) != 0)
            session_refuse(core, s->peer, 0, &err);
    }
}

static bool make_task(struct core *core, struct session *w, uint64_t children)
{
    struct pick picks[TASK_DOCS];
    uint64_t share = (queue_known(core) + 2 * children - 1) / (2 * children);
    if (!is_hungry(w)) return false;
    size_t count = fill(core, w, share < TASK_DOCS ? share : TASK_DOCS, picks);
    if (count == 0) return false;
    pin(core, w);
    lease_open(core, w, picks, count);
    return true;
}

/* Round and round, a TASK each, until no worker takes another. Who was served stands last. */
void task_make_all(struct core *core)
{
    struct pick next;
    uint64_t children = 0;
    queue_wake(core);
    if (core->stopping || !queue_peek(core, &next)) return;
    for (struct session *s = core->workers.first; s; s = s->next)
        if (credit_left(s).docs > 0) children += s->children;
    for (size_t idle = 0; children > 0 && idle < core->workers.count;) {
        struct session *w = core->workers.first;
        session_rotate(&core->workers);
        idle = make_task(core, w, children) ? 0 : idle + 1;
    }
}
