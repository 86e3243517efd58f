/* reader_articles.c: the articles that come first, as hits. See reader_asking.h. */
#include "broker/reader_asking.h"
#include <stdlib.h>
#include <string.h>

enum { TEXTS_MARKED = 16 };

/* ---- Which come first ---- */

static void offer_by_date(struct asking *a, struct ask_segment *s, const struct bits *matched)
{
    uint32_t i = bits_next(matched, 0);
    const struct index_directory *d = i < matched->count ? ask_directory(s) : NULL;
    struct index_row row;
    for (; i < matched->count; i = bits_next(matched, i + 1)) {
        uint64_t key = d ? ask_date_key(d->dates[i], a->order) : 0;
        if (d && key < ask_top_floor(&a->top)) {
            a->top.more = true;
            continue;
        }
        if (d && !ask_top_wants(&a->top, key, d->ids[i])) continue;
        if (!ask_row(s, i, &row)) continue;
        struct ask_found found = {ask_date_key(row.date, a->order), row.id, row.index, 0, row.doc};
        ask_top_offer(&a->top, &found);
    }
}

static void rank(struct asking *a)
{
    const struct bits *matched = a->found->matched;
    if (a->order == ORDER_BEST)
        ask_offer_best(&a->page->index, a->at, a->query, matched, a->question->weights, &a->top);
    else
        for (size_t i = 0; i < asking_segments(a); i++) offer_by_date(a, &a->at[i], &matched[i]);
    ask_top_end(&a->top);
}

/* ---- Hits ---- */

/* The texts to be marked, in the page's arena. */
static struct page_texts marked_texts(struct asking *a)
{
    const struct query_term *terms[TEXTS_MARKED];
    size_t count = ask_texts(a->query, terms, TEXTS_MARKED);
    struct index_text *texts = arena_alloc(a->page->arena, (count + 1) * sizeof *texts);
    struct page_texts out = {.at = texts, .count = count};
    for (size_t i = 0; i < count; i++) {
        struct buf room = {0};
        texts[i] = ask_text(terms[i], &room);
        texts[i].at = (const uint32_t *)(void *)arena_copy(a->page->arena, room.at,
                                                           texts[i].count * sizeof *texts[i].at);
        out.firsts |= UINT64_C(1) << texts[i].at[0] % 64;
        buf_free(&room);
    }
    return out;
}

static void show(struct asking *a)
{
    struct page *p = a->page;
    struct msg_hit *hits = arena_alloc(p->arena, (a->top.count + 1) * sizeof *hits);
    struct page_texts texts = marked_texts(a);
    size_t i = 0;
    for (; i < a->top.count && !page_is_full(p, i, SIZE_MAX); i++) {
        const struct ask_found *found = &a->top.at[i];
        struct page_document *d = page_document(p, found->doc);
        struct msg_hit *hit = &hits[a->answer->hits.count];
        if (!d || !page_hit(p, d, found->article, &texts, hit)) continue;
        if (a->order == ORDER_BEST) hit->score = found->key;
        hit->place = asking_place(a, found);
        a->answer->hits.count++;
    }
    a->answer->hits.at = hits;
    if (i > 0 && (i < a->top.count || a->top.more))
        a->answer->next = asking_place(a, &a->top.at[i - 1]);
}

void answer_articles(struct asking *a)
{
    rank(a);
    show(a);
    bool ranked = a->order == ORDER_BEST && a->answer->next.len > 0;
    if (ranked && a->question->weights.count == 0) answer_weights(a);
}
