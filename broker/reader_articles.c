/* reader_articles.c: the articles that come first, as hits. See reader_asking.h. */
#include "broker/reader_asking.h"
#include <stdlib.h>
#include <string.h>

enum { TEXTS_MARKED = 16 };

/* ---- Which come first ---- */

/* scores: in the order of those that matched; NULL: by date. */
static void offer_articles(struct asking *a, size_t segment, const float *scores)
{
    const struct bits *matched = &a->found->matched[segment];
    const struct index_directory *d =
        bits_next(matched, 0) < matched->count ? ask_directory(&a->at[segment]) : NULL;
    struct index_row row;
    for (uint32_t i = bits_next(matched, 0); i < matched->count; i = bits_next(matched, i + 1)) {
        uint64_t key = scores ? (uint64_t)((double)*scores++ * 1e6) : 0;
        if (!scores && d) key = ask_date_key(d->dates[i], a->order);
        if (d && !ask_top_wants(&a->top, key, d->ids[i])) continue;
        if (!ask_row(&a->at[segment], i, &row)) continue;
        if (!scores) key = ask_date_key(row.date, a->order);
        struct ask_found found = {key, row.id, row.index, 0, row.doc};
        ask_top_offer(&a->top, &found);
    }
}

static void rank(struct asking *a)
{
    float **scores = NULL;
    if (a->order == ORDER_BEST) {
        scores = xcalloc(asking_segments(a) + 1, sizeof *scores);
        ask_scores(&a->page->index, a->at, a->query, a->found->matched, a->question->weights,
                   scores);
    }
    for (size_t i = 0; i < asking_segments(a); i++) {
        offer_articles(a, i, scores ? scores[i] : NULL);
        if (scores) free(scores[i]);
    }
    free(scores);
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
        const struct page_document *d = page_document(p, found->doc, true);
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
}
