/* settle.c: see settle.h. */
#include "workers/name/settle.h"

static bool is_name(const struct record *r)
{
    return r->kind == RECORD_ORG || r->kind == RECORD_PERSON;
}

static bool is_called(const struct record *r)
{
    for (uint32_t i = 0; i < r->field_count; i++) {
        if (r->fields[i].key == FIELD_ROLE) return true;
    }
    return false;
}

/* Whether `later`, which overlaps `kept` and does not begin before it, takes its place. */
static bool replaces(const struct record *kept, const struct record *later)
{
    if (is_name(kept) != is_name(later)) {
        const struct record *name = is_name(kept) ? kept : later;
        const struct record *other = is_name(kept) ? later : kept;
        bool stays = other->kind == RECORD_PLACE && name->kind == RECORD_PERSON && is_called(name);
        if (other->start <= name->start && other->end >= name->end)
            stays = false; /* 开城镇柯庄村 */
        if (name->kind == RECORD_ORG)
            stays = other->kind == RECORD_PLACE || (name == kept && later->end <= kept->end);
        return (name == later) == stays;
    }
    return later->end - later->start > kept->end - kept->start;
}

static bool stands_in(const struct record *outer, const struct record *inner)
{
    return outer->kind == RECORD_ORG && inner->end <= outer->end &&
           (inner->kind == RECORD_PLACE || inner->kind == RECORD_PERSON ||
            inner->kind == RECORD_DOCUMENT);
}

void settle_records(struct record_list *records)
{
    uint32_t kept = 0, outer = 0; /* outer: the kept record that ends last */
    record_sort(records);
    for (uint32_t i = 0; i < records->count; i++) {
        struct record r = records->at[i], *last = kept ? &records->at[outer] : NULL;
        if (!last || r.start >= last->end ||
            (last->kind != RECORD_ORG && !is_name(&r) && !is_name(last))) {
            outer = !last || r.end > last->end ? kept : outer;
            records->at[kept++] = r;
        } else if (stands_in(last, &r)) {
            if (kept - 1 != outer && records->at[kept - 1].end > r.start) continue;
            records->at[kept++] = r;
        } else if (replaces(last, &r)) {
            kept = outer;
            records->at[kept++] = r;
        }
    }
    records->count = kept;
}
