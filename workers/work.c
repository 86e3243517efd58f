/* work.c: see work.h. */
#include "workers/work.h"
#include "proto/id.h"
#include "proto/log.h"
#include "proto/part.h"
#include "proto/squeeze.h"
#include "workers/words/words_shared.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { KEEP_BYTES = 8 << 20 }; /* of memory, from one document to the next */

void work_free(struct work *w)
{
    arena_free(&w->arena);
    buf_free(&w->expanded);
    buf_free(&w->result);
    words_cut_free(&w->cut);
}

/* Bytes of private memory that the process has already, mostly copy-on-write of its parent's.
 * proc(5), statm: the sixth number is data and stack, in pages. */
static uint64_t private_bytes(void)
{
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f && fscanf(f, "%*u %*u %*u %*u %*u %lu", &pages) != 1) pages = 0;
    if (f) fclose(f);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* The hard limit. The budget is the soft one; the body, the result and the blocks of an arena,
 * which double, take their share beside what the budget counts. */
void work_limit_process(const struct work_setup *s)
{
    if (!s->memory) return;
    rlim_t most = private_bytes() + 3 * s->memory;
    setrlimit(RLIMIT_DATA, &(struct rlimit){most, most});
}

static void clear(struct work *w)
{
    if (w->arena.used > KEEP_BYTES) arena_free(&w->arena);
    if (w->expanded.room > KEEP_BYTES) buf_free(&w->expanded);
    if (w->result.room > KEEP_BYTES) buf_free(&w->result);
    arena_reset(&w->arena);
    w->expanded.len = w->result.len = 0;
}

static uint64_t thread_cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void refuse(struct outcome *o, enum reason reason, const struct err *why)
{
    *o = (struct outcome){.state = reason_state(reason), .reason = reason};
    memcpy(o->detail, why->text, sizeof o->detail);
}

/* The document's bytes, expanded and found to be those that were announced. */
static int get_bytes(struct work *w, const struct msg_job *job, struct view body,
                     struct view *bytes)
{
    struct err why = {0};
    unsigned char hash[SHA256_LEN];
    *bytes = body;
    if (job->encoding != ENCODING_RAW) {
        if (expand((int)job->encoding, body, MAX_DOCUMENT, &w->expanded, &why) != 0) {
            refuse(&w->outcome, REASON_BAD_ENCODING, &why);
            return -1;
        }
        *bytes = buf_view(&w->expanded);
    }
    sha256(bytes->at, bytes->len, hash);
    if (bytes->len == job->bytes &&
        view_equal((struct view){(char *)hash, sizeof hash}, job->sha256))
        return 0;
    fail(&why, 0, "%zu bytes came, not the %" PRIu64 " with the hash announced", bytes->len,
         job->bytes);
    refuse(&w->outcome, REASON_SHA256, &why);
    return -1;
}

static struct budget budget_from_now(const struct work_setup *s, uint64_t cpu_us)
{
    return (struct budget){
        .wall_ms_end = s->wall_ms ? clock_mono_ms() + s->wall_ms : 0,
        .cpu_ms_end = s->cpu_ms ? cpu_us / 1000 + s->cpu_ms : 0,
        .memory = s->memory,
    };
}

struct msg_outcome work_document(struct work *w, const struct msg_job *job, struct view body,
                                 _Atomic uint32_t *stage)
{
    uint64_t begun_us = thread_cpu_us();
    struct budget budget = budget_from_now(w->setup, begun_us);
    struct document d = {
        .arena = &w->arena, .source = job->source, .date = job->date, .declared = job->declared};
    clear(w);
    if (get_bytes(w, job, body, &d.bytes) == 0)
        w->outcome =
            pipeline_run(w->setup->pipeline, &d, w->setup->shared, &budget, stage, &w->result);
    w->canonical = d.canonical;
    return (struct msg_outcome){
        .num = job->num,
        .state = w->outcome.state,
        .reason = w->outcome.reason,
        .detail = view_of(w->outcome.detail),
        .cpu_us = thread_cpu_us() - begun_us,
        .articles = w->outcome.articles,
        .records = w->outcome.records,
    };
}

static void drop_result(struct work *w, struct msg_outcome *o)
{
    struct err why = {0};
    fail(&why, 0, "the result has %zu bytes, more than %d", w->result.len, MAX_RESULT);
    refuse(&w->outcome, REASON_RESULT_TOO_LARGE, &why);
    *o = (struct msg_outcome){.num = o->num,
                              .state = w->outcome.state,
                              .reason = w->outcome.reason,
                              .detail = view_of(w->outcome.detail),
                              .cpu_us = o->cpu_us};
}

void work_squeeze(struct work *w, struct msg_outcome *o, struct buf *results)
{
    size_t before = results->len;
    if (w->result.len > MAX_RESULT) {
        drop_result(w, o);
    } else if (w->result.len > 0) {
        o->encoding = (uint64_t)squeeze(buf_view(&w->result), results);
        o->length = results->len - before;
    }
}

/* ---- The part for the index ---- */

struct cutting {
    const struct words *words;
    struct words_cut *cut;
};

static void cut(void *context, struct view text, char *before)
{
    struct cutting *c = context;
    words_cut(c->words, text, c->cut);
    for (uint32_t i = 0; i < c->cut->count; i++)
        before[c->cut->at[i].start] = before[c->cut->at[i].end] = 1;
}

static void add_part(struct work *w, struct msg_outcome *o, struct buf *results)
{
    enum { SHARE = 8 }; /* of the memory that a document may use */
    struct err err;
    struct cutting c = {words_shared(w->setup->shared, &err), &w->cut};
    size_t before = results->len;
    if (w->setup->memory && w->canonical.len > w->setup->memory / SHARE) return;
    part_make(buf_view(&w->result), w->canonical, c.words ? cut : NULL, &c, results);
    if (results->len - before > MAX_RESULT) results->len = before;
    o->part_length = results->len - before;
}

void work_add_part(struct work *w, struct msg_outcome *o, struct buf *results)
{
    if (o->state == STATE_DONE && o->articles > 0 && w->result.len > 0) add_part(w, o, results);
    clear(w);
}
