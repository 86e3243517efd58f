/* nest.c: see nest.h. */
#include "workers/initiative/nest.h"
#include <string.h>

/* The records that the sweep is in, the outer first. Each lies in the one before it. */
struct sweep {
    struct record **open;
    uint32_t count;
    bool *dropped; /* a record each */
    const struct record *first;
};

static bool in_initiative(const struct sweep *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->open[i]->kind == RECORD_INITIATIVE) return true;
    }
    return false;
}

static void drop(struct sweep *s, const struct record *r)
{
    s->dropped[r - s->first] = true;
}

/* Takes the next record in. Those that end before it are closed; of two that cross, the initiative
 * goes. A body may be what an initiative founds, so one may stand in the name of the other. */
static void take(struct sweep *s, struct record *r)
{
    while (s->count && s->open[s->count - 1]->end <= r->start) s->count--;
    while (s->count && s->open[s->count - 1]->end < r->end) {
        if (s->open[s->count - 1]->kind != RECORD_INITIATIVE) break;
        drop(s, s->open[--s->count]);
    }
    const struct record *outer = s->count ? s->open[s->count - 1] : NULL;
    bool crosses = outer && outer->end < r->end;
    if (r->kind == RECORD_INITIATIVE && outer && (crosses || outer->kind != RECORD_ORG)) {
        drop(s, r);
    } else if (r->kind == RECORD_QUANTITY && in_initiative(s)) {
        drop(s, r);
    } else if (!crosses) {
        s->open[s->count++] = r;
    }
}

void nest_records(struct document *d, struct record_list *records)
{
    if (records->count == 0) return;
    record_sort(records);
    struct sweep s = {.open = arena_alloc(d->arena, records->count * sizeof *s.open),
                      .dropped = arena_alloc(d->arena, records->count),
                      .first = records->at};
    memset(s.dropped, 0, records->count);
    for (uint32_t i = 0; i < records->count; i++) take(&s, &records->at[i]);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < records->count; i++) {
        if (!s.dropped[i]) records->at[kept++] = records->at[i];
    }
    records->count = kept;
}
