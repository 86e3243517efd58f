/* reader_search.c: SEARCH: the articles that contain a text, by the index.
 *
 * Hits come by document id, so that nothing depends on the order of arrival. The index knows them
 * by segment: it is gone through twice, for the documents of the page, the least ids above where it
 * begins, and for their articles.
 */
#include "broker/reader.h"
#include "broker/reader_page.h"
#include "proto/fold.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum { HITS_UNLESS_TOLD = 100 };

/* A document of the page: its id's beginning as a number, which no two sources share as a rule. */
struct found_doc {
    uint64_t id, num;
};

struct search {
    struct page *page;
    struct index_text text;
    unsigned char after[DOC_ID_LEN]; /* ids above this one */
    bool from_first;
    struct found_doc *docs; /* a heap, the greatest first; then in ascending order */
    size_t doc_count, limit;
    bool more;              /* there are documents above the last of them */
    struct index_hit *hits; /* of these documents */
    size_t hit_count, hit_room;
};

/* ---- The documents ---- */

static int compare_docs(const void *a, const void *b)
{
    const struct found_doc *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    return x->num < y->num ? -1 : x->num > y->num;
}

/* Whether it comes after the page before. */
static bool is_after(struct search *s, const struct index_article *a)
{
    struct msg_row row;
    struct running none = {0};
    uint64_t high;
    if (s->from_first) return true;
    memcpy(&high, s->after, sizeof high);
    if (a->id != be64toh(high)) return a->id > be64toh(high);
    return page_row(s->page, &none, a->doc, &row) && memcmp(row.doc.at, s->after, DOC_ID_LEN) > 0;
}

static void sink(struct found_doc *heap, size_t count, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && compare_docs(&heap[child], &heap[child + 1]) < 0) child++;
        if (compare_docs(&heap[at], &heap[child]) >= 0) return;
        struct found_doc swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

/* Keeps the `limit` least documents. */
static void keep_doc(struct search *s, struct found_doc doc)
{
    if (s->doc_count < s->limit) {
        s->docs[s->doc_count++] = doc;
        if (s->doc_count == s->limit)
            for (size_t i = s->limit / 2 + 1; i-- > 0;) sink(s->docs, s->limit, i);
        return;
    }
    s->more = true;
    if (compare_docs(&doc, &s->docs[0]) >= 0) return;
    s->docs[0] = doc;
    sink(s->docs, s->limit, 0);
}

/* Of a document with many articles that have the text only the first is offered. */
static void find_docs(struct search *s, const struct index_segment *segment)
{
    struct index_find *f = index_find_open(&s->page->index, segment, &s->text);
    struct index_hit hit;
    uint64_t last = 0;
    for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1) {
        if (hit.article.doc != last && is_after(s, &hit.article))
            keep_doc(s, (struct found_doc){hit.article.id, hit.article.doc});
        last = hit.article.doc;
    }
    index_find_close(&f);
}

/* ---- Their articles ---- */

static void keep_hit(struct search *s, const struct index_hit *hit)
{
    struct found_doc doc = {hit->article.id, hit->article.doc};
    if (!bsearch(&doc, s->docs, s->doc_count, sizeof doc, compare_docs)) return;
    if (s->hit_count == s->hit_room) {
        s->hit_room = s->hit_room ? 2 * s->hit_room : 64;
        s->hits = xrealloc(s->hits, s->hit_room * sizeof *s->hits);
    }
    s->hits[s->hit_count++] = *hit;
}

static void find_hits(struct search *s, const struct index_segment *segment)
{
    struct index_find *f = index_find_open(&s->page->index, segment, &s->text);
    struct index_hit hit;
    for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1) keep_hit(s, &hit);
    index_find_close(&f);
}

static int compare_hits(const void *a, const void *b)
{
    const struct index_hit *x = a, *y = b;
    int order = compare_docs(&(struct found_doc){x->article.id, x->article.doc},
                             &(struct found_doc){y->article.id, y->article.doc});
    if (order != 0) return order;
    return x->article.index < y->article.index ? -1 : x->article.index > y->article.index;
}

static void find_all(struct search *s)
{
    struct index_view *v = &s->page->index;
    for (size_t i = 0; i < v->count; i++) find_docs(s, &v->at[i]);
    qsort(s->docs, s->doc_count, sizeof *s->docs, compare_docs);
    for (size_t i = 0; i < v->count && s->doc_count > 0; i++) find_hits(s, &v->at[i]);
    qsort(s->hits, s->hit_count, sizeof *s->hits, compare_hits);
}

/* ---- The page ---- */

/* The hits of one document, which begin at `at`; returns where those of the next one do. Of a
 * document with more of them than a message may carry, the last are left out. */
static size_t show_document(struct search *s, size_t at, struct msg_hits *answer,
                            struct view *shown)
{
    struct page *p = s->page;
    struct running none = {0};
    struct msg_row row;
    uint64_t num = s->hits[at].article.doc;
    struct page_found f = {.row = &row, .text = s->text.at, .length = s->text.count};
    struct msg_hit *out = (struct msg_hit *)answer->hits.at;
    bool there = page_row(p, &none, num, &row) &&
                 content_result(&p->content, p->read, num, &f.result) &&
                 content_canonical(&p->content, p->read, num, f.result, &f.canonical);
    if (there) *shown = row.doc;
    for (; at < s->hit_count && s->hits[at].article.doc == num; at++) {
        f.hit = s->hits[at];
        if (there && answer->hits.count < MAX_BATCH && page_hit(p, &f, &out[answer->hits.count]))
            answer->hits.count++;
    }
    return at;
}

static bool is_over(const struct search *s, const struct msg_hits *answer, size_t limit)
{
    return answer->hits.count >= limit || page_is_full(s->page, answer->documents, SIZE_MAX);
}

static void show_all(struct search *s, struct msg_hits *answer, size_t limit)
{
    struct view shown = {0};
    size_t at = 0;
    while (at < s->hit_count && !is_over(s, answer, limit)) {
        at = show_document(s, at, answer, &shown);
        answer->documents++;
    }
    if (at < s->hit_count || s->more) answer->next = shown;
}

int page_search(struct page *p, const struct msg *question, struct err *err)
{
    const struct msg_search *q = &question->search;
    struct msg_hits *answer = &p->answer.hits;
    size_t limit = q->limit ? q->limit : HITS_UNLESS_TOLD;
    uint32_t *points = arena_alloc(p->arena, (q->text.len + 1) * sizeof *points);
    struct search s = {.page = p, .limit = limit, .from_first = q->after.len == 0};
    if (q->text.len == 0) return fail(err, ERR_BAD_REQUEST, "SEARCH for no text");
    s.text = (struct index_text){.at = points, .zones = 1u << ZONE_TEXT};
    s.text.count = (uint32_t)fold_points(q->text, points);
    s.docs = arena_alloc(p->arena, limit * sizeof *s.docs);
    if (q->after.len) memcpy(s.after, q->after.at, DOC_ID_LEN);
    p->answer.number = MSG_HITS;
    answer->request = q->request;
    answer->hits.at = arena_alloc(p->arena, MAX_BATCH * sizeof(struct msg_hit));
    index_open(&p->index, p->read);
    find_all(&s);
    show_all(&s, answer, limit);
    free(s.hits);
    return 0;
}
