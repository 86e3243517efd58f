/* ask_known.c: the articles that meet a condition, from the cache. See ask.h.
 *
 * Which articles have a figure above a number, or name a place, does not change as long as the
 * segment is there, and what narrows one question narrows the next. Where only articles are asked
 * for, and not the records, that is all that matters.
 */
#include "broker/ask.h"
#include "proto/asked.h"

static void write_term(const struct query_term *t, struct buf *out)
{
    uint64_t numbers[] = {t->field, t->whole, t->low, t->high, t->number, t->text.len};
    buf_add(out, numbers, sizeof numbers);
    buf_add(out, &t->from, sizeof t->from);
    buf_add(out, &t->to, sizeof t->to);
    buf_add_view(out, t->text);
}

/* What says all of a RECORD node. */
static void write_asked(const struct query_node *record, struct buf *out)
{
    buf_add_char(out, ASKED_CONDITION);
    buf_add_char(out, (char)record->kind);
    for (const struct query_term *t = record->term; t; t = t->next) write_term(t, out);
}

struct bits ask_weighed(const struct ask_weighing *w)
{
    const struct index_tally *t = &w->tally;
    struct bits found = bits_new(t->articles);
    if (t->bytes) bits_set_by_bytes(&found, t->bytes);
    for (uint32_t i = 0; i < t->listed; i++) bits_set(&found, t->list[i].ordinal);
    return found;
}

struct bits ask_condition_known(struct ask_segment *s, const struct query_node *record)
{
    struct buf asked = {0};
    struct bits found = {0};
    if (!s->articles_only || !s->cache) return found;
    write_asked(record, &asked);
    struct ask_weighing *w = ask_cache_find(s->cache, s->segment.number, buf_view(&asked));
    if (w) {
        found = ask_weighed(w);
        ask_weighing_leave(w);
    }
    buf_free(&asked);
    return found;
}

void ask_condition_keep(struct ask_segment *s, const struct query_node *record,
                        const struct bits *articles)
{
    struct buf asked = {0};
    struct index_tally tally;
    index_tally_set(&tally, articles->at, articles->count);
    struct ask_weighing *w = ask_weighing_new(&tally);
    write_asked(record, &asked);
    ask_cache_keep(s->cache, s->segment.number, buf_view(&asked), w);
    ask_weighing_leave(w);
    buf_free(&asked);
}

/* Whether the term is answered by keys, and so costs the same however few articles it is about. */
static bool is_of_keys(const struct query_node *record, const struct query_term *t)
{
    const struct asked *a = asked_find(record->kind, t->field);
    if (record->kind == RECORD_ARTICLE) return t->field == QUERY_KIND;
    return a && a->keys[0] != KEY_NONE && a->link == LINK_NONE;
}

bool ask_condition_is_due(struct ask_segment *s, const struct query_node *record,
                          const struct bits *within)
{
    enum { MANY_SHARE = 8 }; /* of one article in so many, or more, it is as well found of all */
    bool of_keys = true, of_days = true;
    if (!s->articles_only || !s->cache) return false;
    if (!within) return true;
    for (const struct query_term *t = record->term; t; t = t->next) {
        of_keys = of_keys && is_of_keys(record, t);
        of_days = of_days && record->kind == RECORD_ARTICLE && t->field == QUERY_DATE;
    }
    return of_keys || (of_days && bits_total(within) >= within->count / MANY_SHARE);
}
