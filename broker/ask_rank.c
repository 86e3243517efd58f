/* ask_rank.c: see ask_rank.h. */
#include "broker/ask_rank.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>

/* ---- The first ones ---- */

/* < 0 if a comes before b. */
static int compare(const struct ask_found *a, const struct ask_found *b)
{
    if (a->key != b->key) return a->key > b->key ? -1 : 1;
    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    if (a->article != b->article) return a->article < b->article ? -1 : 1;
    return a->record < b->record ? -1 : a->record > b->record;
}

static int in_order(const void *a, const void *b)
{
    return compare(a, b);
}

void ask_place(const struct ask_found *f, unsigned char out[PLACE_BYTES])
{
    uint64_t key = htobe64(f->key), id = htobe64(f->id);
    uint32_t article = htobe32(f->article), record = htobe32(f->record);
    memcpy(out, &key, 8);
    memcpy(out + 8, &id, 8);
    memcpy(out + 16, &article, 4);
    memcpy(out + 20, &record, 4);
}

int ask_top_open(struct ask_top *top, size_t limit, struct view after, struct err *err)
{
    uint64_t numbers[2];
    uint32_t places[2];
    if (after.len != 0 && after.len != PLACE_BYTES)
        return fail(err, ERR_BAD_REQUEST, "%zu bytes are no place to go on from", after.len);
    *top = (struct ask_top){.at = xmalloc(limit * sizeof *top->at), .limit = limit};
    if (after.len == 0) return 0;
    memcpy(numbers, after.at, 16);
    memcpy(places, after.at + 16, 8);
    top->has_after = true;
    top->after = (struct ask_found){be64toh(numbers[0]), be64toh(numbers[1]), be32toh(places[0]),
                                    be32toh(places[1]), 0};
    return 0;
}

void ask_top_free(struct ask_top *top)
{
    free(top->at);
    *top = (struct ask_top){0};
}

/* Whether it comes before `other`, as far as so much of it tells. */
static bool is_before(uint64_t key, uint32_t id, const struct ask_found *other)
{
    return key > other->key || (key == other->key && id < other->id >> 32);
}

static bool is_behind(uint64_t key, uint32_t id, const struct ask_found *other)
{
    return key < other->key || (key == other->key && id > other->id >> 32);
}

bool ask_top_wants(struct ask_top *top, uint64_t key, uint32_t id)
{
    if (top->has_after && is_before(key, id, &top->after)) return false;
    if (top->count < top->limit || !is_behind(key, id, &top->at[0])) return true;
    top->more = true;
    return false;
}

bool ask_top_wants_key(struct ask_top *top, uint64_t key)
{
    if (top->has_after && key > top->after.key) return false;
    if (top->count < top->limit || key >= top->at[0].key) return true;
    top->more = true;
    return false;
}

static void sink(struct ask_found *heap, size_t count, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && compare(&heap[child], &heap[child + 1]) < 0) child++;
        if (compare(&heap[at], &heap[child]) >= 0) return;
        struct ask_found swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

void ask_top_offer(struct ask_top *top, const struct ask_found *found)
{
    if (top->has_after && compare(found, &top->after) <= 0) return;
    if (top->count < top->limit) {
        top->at[top->count++] = *found;
        if (top->count == top->limit)
            for (size_t i = top->limit / 2 + 1; i-- > 0;) sink(top->at, top->count, i);
        return;
    }
    top->more = true;
    if (compare(found, &top->at[0]) >= 0) return;
    top->at[0] = *found;
    sink(top->at, top->count, 0);
}

void ask_top_end(struct ask_top *top)
{
    qsort(top->at, top->count, sizeof *top->at, in_order);
}

uint64_t ask_date_key(uint32_t date, enum order order)
{
    return date == 0 ? 0 : order == ORDER_OLDEST ? UINT32_MAX - date : date;
}

/* ---- What scores depend on ---- */

static bool is_text(const struct query_node *query)
{
    return query->type == QUERY_TERM && query_fields[query->term->field].scope == QUERY_OF_TEXT;
}

size_t ask_texts(const struct query_node *query, const struct query_term **out, size_t room)
{
    size_t count = 0;
    if (query->type == QUERY_NOT || room == 0) return 0;
    if (is_text(query)) {
        out[0] = query->term;
        return 1;
    }
    for (const struct query_node *n = query->first; n; n = n->next)
        count += ask_texts(n, out + count, room - count);
    return count;
}

uint64_t ask_articles_with(struct ask_segment *at, size_t count, const struct query_term *term)
{
    uint64_t with = 0;
    for (size_t i = 0; i < count; i++) with += ask_weigh(&at[i], term)->tally.count;
    return with;
}

size_t ask_weights(const struct index_view *view, struct ask_segment *at,
                   const struct query_node *query, uint64_t out[ASK_WEIGHTS_MOST])
{
    const struct query_term *texts[ASK_TEXTS_MOST];
    size_t count = ask_texts(query, texts, ASK_TEXTS_MOST);
    out[0] = view->articles;
    out[1] = view->positions;
    for (size_t i = 0; i < count; i++) out[2 + i] = ask_articles_with(at, view->count, texts[i]);
    return 2 + count;
}

int ask_weights_check(const struct query_node *query, struct u64_list weights, struct err *err)
{
    const struct query_term *texts[ASK_TEXTS_MOST];
    size_t wanted = weights.count ? 2 + ask_texts(query, texts, ASK_TEXTS_MOST) : 0;
    if (weights.count != wanted)
        return fail(err, ERR_BAD_REQUEST, "%zu weights: the query has %zu", weights.count, wanted);
    for (size_t i = 2; i < weights.count; i++)
        if (weights.at[i] > weights.at[0])
            return fail(err, ERR_BAD_REQUEST, "weights: more articles have a text than there are");
    return 0;
}
