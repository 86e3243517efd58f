/* pipeline.c: see pipeline.h. */
#include "workers/pipeline.h"
#include "proto/pack.h"
#include "workers/decode.h"
#include "workers/extract.h"
#include "workers/faulty.h"
#include "workers/format/wrap.h"
#include "workers/result.h"
#include "workers/segment.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* What stands between the stages and a store that is being measured: nothing but a result of a
 * realistic length. */
static void write_quarter(const struct document *d, struct buf *result)
{
    pack_map(result, 1);
    pack_string(result, "filler");
    pack_bin(result, (struct view){d->bytes.at, d->bytes.len / 4});
}

#define STANDARD_STAGES &stage_decode, &stage_join, &stage_segment, &stage_extract

static const struct stage *const standard[] = {STANDARD_STAGES, NULL};
static const struct stage *const faulty[] = {&stage_fault, STANDARD_STAGES, NULL};
static const struct stage *const empty[] = {NULL};

const struct pipeline pipelines[] = {
    {"standard", "all that Garner can find", standard, result_write},
    {"empty", "no stages; a result of a quarter of the document, to measure all the rest", empty,
     write_quarter},
    {"faulty", "standard, after faults that documents ask for; for tests", faulty, result_write},
    {0},
};

const struct pipeline *pipeline_find(const char *name)
{
    for (const struct pipeline *p = pipelines; p->name; p++)
        if (strcmp(p->name, name) == 0) return p;
    return NULL;
}

void pipeline_prepare(void)
{
    extract_prepare();
}

int pipeline_check(const struct pipeline *p, const struct resources *shared, struct err *err)
{
    for (const struct stage *const *s = p->stages; *s; s++)
        if ((*s)->check && (*s)->check(shared, err) != 0) return -1;
    return 0;
}

static const struct over {
    const char *limit;
    enum reason reason;
} overs[] = {{"wall", REASON_TIMEOUT}, {"cpu", REASON_CPU}, {"memory", REASON_MEMORY}};

static unsigned reason_of_limit(const char *limit)
{
    for (size_t i = 0; i < sizeof overs / sizeof *overs; i++)
        if (strcmp(overs[i].limit, limit) == 0) return overs[i].reason;
    assert(!"a limit that budget_over() does not know");
    return REASON_TIMEOUT;
}

static void refuse(struct outcome *o, unsigned reason, const char *why)
{
    *o = (struct outcome){.state = reason_state(reason), .reason = reason};
    snprintf(o->detail, sizeof o->detail, "%s", why);
}

/* limit: the one that ran out, or NULL if a stage only says that one did. */
static void cut_short(struct outcome *o, struct document *d, const struct budget *budget,
                      const char *limit, const char *stage)
{
    if (!limit) limit = budget_over(budget, d);
    d->partial = limit ? limit : "wall";
    o->state = STATE_FAILED;
    o->reason = reason_of_limit(d->partial);
    snprintf(o->detail, sizeof o->detail, "over the %s limit in %s; what was found so far is kept",
             d->partial, stage);
}

/* Runs the stages. False if the document was refused. */
static bool run_stages(const struct pipeline *p, struct document *d, const struct resources *shared,
                       const struct budget *budget, _Atomic uint32_t *at, struct outcome *o)
{
    for (uint32_t i = 0; p->stages[i]; i++) {
        unsigned reason = REASON_NONE;
        struct err why = {0};
        const char *limit = i ? budget_over(budget, d) : NULL;
        if (at) *at = i;
        enum stage_verdict verdict =
            limit ? STAGE_PARTIAL : p->stages[i]->run(d, shared, budget, &reason, &why);
        if (verdict == STAGE_PARTIAL) {
            cut_short(o, d, budget, limit, p->stages[i]->name);
            return true;
        }
        if (verdict == STAGE_REFUSED) {
            refuse(o, reason, why.text);
            return false;
        }
    }
    return true;
}

struct outcome pipeline_run(const struct pipeline *p, struct document *d,
                            const struct resources *shared, const struct budget *budget,
                            _Atomic uint32_t *at, struct buf *result)
{
    struct outcome o = {.state = STATE_DONE};
    d->media_type = d->charset = ""; /* until they are known */
    if (!run_stages(p, d, shared, budget, at, &o)) return o;
    wrap_restore(d);
    o.articles = d->articles.count;
    for (uint32_t i = 0; i < d->articles.count; i++) o.records += d->articles.at[i].records.count;
    p->write(d, result);
    return o;
}

const char *pipeline_stage_name(const struct pipeline *p, uint32_t at)
{
    for (uint32_t i = 0; p->stages[i]; i++)
        if (i == at) return p->stages[i]->name;
    return p->name;
}
