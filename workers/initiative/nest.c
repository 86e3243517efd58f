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

/* A body may be what an initiative founds: both stay. */
static bool is_same(const struct record *a, const struct record *b)
{
    return a->start == b->start && a->end == b->end && a->kind != RECORD_ORG;
}

/* Takes the next record in. Those that end before it are closed; of two that cross, the initiative
 * goes. */
static void take(struct sweep *s, struct record *r)
{
    while (s->count && s->open[s->count - 1]->end <= r->start) s->count--;
    while (s->count && s->open[s->count - 1]->end < r->end) {
        const struct record *outer = s->open[s->count - 1];
        if (outer->kind != RECORD_INITIATIVE) break;
        drop(s, outer);
        s->count--;
    }
    bool crosses = s->count && s->open[s->count - 1]->end < r->end;
    bool same = s->count && is_same(s->open[s->count - 1], r);
    if (r->kind == RECORD_INITIATIVE && (crosses || same || in_initiative(s))) {
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
