/* ask_cost.c: what a question will cost, about, before it is evaluated. See ask.h.
 *
 * Counted in places of texts and rows that are gone through. Lists tell how long they are, so it
 * takes far less than the evaluation; and it need not be exact, to tell a short question from one
 * that would hold up a hundred others.
 */
#include "broker/ask.h"
#include "proto/asked.h"

enum { A_ROW = 4 }; /* one takes as long as so many places */

/* Of a text that is known, the articles that have it. */
static uint64_t cost_of_text(struct ask_segment *s, const struct query_term *term)
{
    struct ask_weighing *known = ask_weigh_known(s, term);
    struct buf room = {0};
    struct index_text text = ask_text(term, &room);
    struct index_find *f = known ? NULL : index_find_open(s->view, &s->segment, &text);
    uint64_t cost = known ? known->tally.count : index_find_bound(f);
    if (known) ask_weighing_leave(known);
    index_find_close(&f);
    buf_free(&room);
    return cost;
}

static uint64_t cost_of_rows(const struct ask_segment *s)
{
    return (uint64_t)A_ROW * s->counts.rows;
}

/* As if rows were spread evenly over the keys: of several conditions the narrowest counts. */
static uint64_t cost_of_record(struct ask_segment *s, const struct query_node *record)
{
    uint64_t least = s->counts.keys;
    if (record->kind == RECORD_ARTICLE) return s->segment.articles;
    for (const struct query_term *t = record->term; t; t = t->next) {
        const struct asked *a = asked_find(record->kind, t->field);
        uint64_t keys = a && a->keys[0] != KEY_NONE ? ask_keys_bound(s, a->keys[0], t) : least;
        if (keys < least) least = keys;
    }
    return s->counts.keys ? cost_of_rows(s) * least / s->counts.keys : 0;
}

static uint64_t cost_of(struct ask_segment *s, const struct query_node *node)
{
    uint64_t least = s->segment.articles, all = 0, cost;
    bool together = node->type == QUERY_AND || node->type == QUERY_NEAR;
    if (node->type == QUERY_TERM) return cost_of_text(s, node->term);
    if (node->type == QUERY_RECORD) return cost_of_record(s, node);
    if (node->type == QUERY_ALL) return least;
    for (const struct query_node *n = node->first; n; n = n->next) {
        cost = cost_of(s, n);
        if (n->type == QUERY_RECORD || !together)
            all += cost; /* records are looked up in any case */
        if (n->type != QUERY_NOT && (cost < least || n == node->first)) least = cost;
    }
    return together ? all + least : all;
}

uint64_t ask_cost(struct ask_segment *at, size_t count, const struct query_node *query, bool rows,
                  uint64_t most)
{
    uint64_t cost = 0;
    for (size_t i = 0; i < count && cost < most; i++) {
        uint64_t more = cost_of(&at[i], query), of_rows = cost_of_rows(&at[i]);
        cost += more;
        if (rows) cost += more < of_rows ? more : of_rows;
    }
    return cost;
}
