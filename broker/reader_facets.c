/* reader_facets.c: how many there are of each kind, and what scores depend on. See reader_asking.h.
 */
#include "broker/reader_asking.h"
#include <endian.h>
#include <string.h>

/* ---- Facets ---- */

/* Of records where a kind of them is named; else of articles. */
static void add_all(struct asking *a, struct ask_facets *facets)
{
    const struct ask_kept *found = a->found;
    if (a->kind >= 0) asking_records(a);
    for (size_t i = 0; i < asking_segments(a); i++)
        ask_facets_add(facets, &a->at[i], &found->matched[i],
                       a->kind >= 0 ? &found->rows[i] : NULL);
}

static void show(struct asking *a, struct ask_facets *facets, uint64_t from)
{
    const struct msg_ask *q = a->question;
    struct arena *arena = a->page->arena;
    struct buf figures = {0};
    struct msg_bucket *out = arena_alloc(arena, a->limit * sizeof *out);
    a->answer->buckets.at = out;
    a->answer->buckets.count =
        ask_facets_end(facets, a->order, from, a->limit, arena, q->figures ? &figures : NULL, out);
    page_body(a->page, &figures);
    from += a->answer->buckets.count;
    if (from >= ask_facets_count(facets)) return;
    uint64_t next = htobe64(from);
    a->answer->next = (struct view){arena_copy(arena, &next, sizeof next), sizeof next};
}

int answer_facets(struct asking *a, struct err *err)
{
    const struct msg_ask *q = a->question;
    enum facet first = ask_facet(q->facet, err);
    enum facet second = first && q->second.len ? ask_facet(q->second, err) : FACET_NONE;
    uint64_t from = 0;
    if (!first || (q->second.len && !second)) return -1;
    if (q->after.len != 0 && q->after.len != sizeof from)
        return fail(err, ERR_BAD_REQUEST, "%zu bytes are no place to go on from", q->after.len);
    if (q->after.len) memcpy(&from, q->after.at, sizeof from);
    if (!a->found->facets) {
        a->found->facets = ask_facets_open(first, second, (unsigned)q->digits, MAX_BUCKETS);
        add_all(a, a->found->facets);
        if (ask_facets_too_many(a->found->facets))
            return fail(err, ERR_OVER_LIMIT,
                        "these facets have more than %d values or pairs (MAX_BUCKETS): ask for "
                        "fewer articles, or of a kind of records",
                        MAX_BUCKETS);
    }
    show(a, a->found->facets, be64toh(from));
    return 0;
}

/* ---- Weights ---- */

void answer_weights(struct asking *a)
{
    uint64_t *weights = arena_alloc(a->page->arena, ASK_WEIGHTS_MOST * sizeof *weights);
    a->answer->weights.count = ask_weights(&a->page->index, a->at, a->query, weights);
    a->answer->weights.at = weights;
}
