/* reader_ask.c: ASK: a query, and a page of what it describes. Documents of the ledger are
 * reader_ledger.c's. */
#include "broker/ask_facet.h"
#include "broker/ask_rank.h"
#include "broker/reader.h"
#include "broker/reader_page.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS_UNLESS_TOLD = 20, TEXTS_MARKED = 16, FOUND_BYTES = 256 };

struct asking {
    struct page *page;
    const struct msg_ask *question;
    const struct query_node *query;
    enum order order;
    int kind;               /* of records; -1 = any */
    struct ask_segment *at; /* by segment */
    struct bits *matched;   /* by segment: articles */
    struct ask_top top;
    struct ask_facets *facets;
    struct msg_answer *answer;
};

static size_t segments(const struct asking *a)
{
    return a->page->index.count;
}

/* ---- Matching ---- */

static void open_all(struct asking *a)
{
    struct index_view *view = &a->page->index;
    a->at = xcalloc(segments(a) + 1, sizeof *a->at);
    a->matched = xcalloc(segments(a) + 1, sizeof *a->matched);
    for (size_t i = 0; i < segments(a); i++)
        ask_open(&a->at[i], view, &view->at[i], a->page->cache);
}

static void match_all(struct asking *a)
{
    for (size_t i = 0; i < segments(a); i++) {
        a->matched[i] = ask_match(&a->at[i], a->query, &a->answer->documents);
        a->answer->articles += bits_total(&a->matched[i]);
    }
}

static void end_matching(struct asking *a)
{
    for (size_t i = 0; i < segments(a) && a->at; i++) {
        ask_close(&a->at[i]);
        bits_free(&a->matched[i]);
    }
    free(a->at);
    free(a->matched);
    ask_top_free(&a->top);
    ask_facets_free(&a->facets);
}

/* ---- Articles ---- */

/* scores: in the order of those that matched; NULL: by date. */
static void offer_articles(struct asking *a, size_t segment, const float *scores)
{
    const struct bits *matched = &a->matched[segment];
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

static void rank_articles(struct asking *a)
{
    float **scores = NULL;
    if (a->order == ORDER_BEST) {
        scores = xcalloc(segments(a) + 1, sizeof *scores);
        ask_scores(&a->page->index, a->at, a->query, a->matched, a->question->weights, scores);
    }
    for (size_t i = 0; i < segments(a); i++) {
        offer_articles(a, i, scores ? scores[i] : NULL);
        if (scores) free(scores[i]);
    }
    free(scores);
    ask_top_end(&a->top);
}

/* What is read of a document; the one at hand is kept. */
struct shown {
    uint64_t num;
    bool there;
    struct msg_row row;
    struct view result, canonical;
};

static bool show_document(struct page *p, uint64_t num, bool text, struct shown *s)
{
    struct running none = {0};
    if (s->num == num) return s->there;
    s->num = num;
    s->there = page_row(p, &none, num, &s->row) &&
               content_result(&p->content, p->read, num, &s->result) &&
               (!text || content_canonical(&p->content, p->read, num, s->result, &s->canonical));
    return s->there;
}

static struct view place_of(const struct asking *a, const struct ask_found *found)
{
    unsigned char *place = arena_alloc(a->page->arena, PLACE_BYTES);
    ask_place(found, place);
    return (struct view){(const char *)place, PLACE_BYTES};
}

/* The texts to be marked, in the page's arena. */
static size_t marked_texts(struct asking *a, struct index_text out[TEXTS_MARKED])
{
    const struct query_term *terms[TEXTS_MARKED];
    size_t count = ask_texts(a->query, terms, TEXTS_MARKED);
    for (size_t i = 0; i < count; i++) {
        struct buf room = {0};
        out[i] = ask_text(terms[i], &room);
        out[i].at = (const uint32_t *)(void *)arena_copy(a->page->arena, room.at,
                                                         out[i].count * sizeof *out[i].at);
        buf_free(&room);
    }
    return count;
}

static void show_articles(struct asking *a)
{
    struct index_text texts[TEXTS_MARKED];
    struct shown s = {0};
    struct msg_hit *hits = arena_alloc(a->page->arena, (a->top.count + 1) * sizeof *hits);
    struct page_found f = {.row = &s.row, .texts = texts, .text_count = marked_texts(a, texts)};
    size_t i = 0;
    for (; i < a->top.count && !page_is_full(a->page, i, SIZE_MAX); i++) {
        if (!show_document(a->page, a->top.at[i].doc, true, &s)) continue;
        f.canonical = s.canonical;
        f.result = s.result;
        f.article = a->top.at[i].article;
        struct msg_hit *hit = &hits[a->answer->hits.count];
        if (!page_hit(a->page, &f, hit)) continue;
        if (a->order == ORDER_BEST) hit->score = a->top.at[i].key;
        hit->place = place_of(a, &a->top.at[i]);
        a->answer->hits.count++;
    }
    a->answer->hits.at = hits;
    if (i > 0 && (i < a->top.count || a->top.more))
        a->answer->next = place_of(a, &a->top.at[i - 1]);
}

/* ---- Records ---- */

/* The amounts of the figures among the rows, by code from *first on. */
static uint64_t *read_amounts(struct ask_segment *s, const struct bits *rows, uint32_t *first,
                              uint32_t *end)
{
    struct keys_reader keys;
    uint32_t low = UINT32_MAX, high = 0;
    ask_key_range(s, KEY_QUANTITY, first, end);
    for (uint32_t i = bits_next(rows, 0); i < rows->count; i = bits_next(rows, i + 1)) {
        const struct column_row *row = rows_get(s->rows, s->txn, i);
        if (!row || row->code < *first || row->code >= *end) continue;
        if (row->code < low) low = row->code;
        if (row->code >= high) high = row->code + 1;
    }
    *first = low < high ? low : high;
    *end = high;
    uint64_t *amounts = xcalloc((size_t)(*end - *first) + 1, sizeof *amounts);
    keys_open(&keys, s->segment.number, *first);
    while (*first < *end && keys_next(&keys, s->txn) && keys.code < *end)
        key_amount(keys_key(&keys), NULL, &amounts[keys.code - *first]);
    return amounts;
}

static bool orders_by_amount(const struct asking *a)
{
    return a->order == ORDER_MOST || a->order == ORDER_LEAST;
}

static void offer_records(struct asking *a, size_t segment, const struct bits *rows)
{
    struct ask_segment *s = &a->at[segment];
    struct index_article article = {0};
    uint32_t ordinal = 0, known = UINT32_MAX, first = 0, end = 0;
    uint64_t *amounts = orders_by_amount(a) ? read_amounts(s, rows, &first, &end) : NULL;
    for (uint32_t i = bits_next(rows, 0); i < rows->count; i = bits_next(rows, i + 1)) {
        ordinal = ask_article_of(s, i, ordinal);
        if (known != ordinal && !ask_article(s, ordinal, &article)) continue;
        known = ordinal;
        struct ask_found found = {.id = article.id, .article = article.index, .doc = article.doc};
        found.record = i - ask_first_row(s, ordinal) - 1;
        found.key = ask_date_key(article.date, a->order);
        if (amounts) {
            const struct column_row *row = rows_get(s->rows, s->txn, i);
            bool has = row && row->code >= first && row->code < end;
            uint64_t amount = has ? amounts[row->code - first] : 0;
            found.key = !has || a->order == ORDER_MOST ? amount : UINT64_MAX - amount;
        }
        ask_top_offer(&a->top, &found);
    }
    free(amounts);
}

static void each_records(struct asking *a,
                         void (*take)(struct asking *, size_t, const struct bits *))
{
    for (size_t i = 0; i < segments(a); i++) {
        struct bits rows = ask_records(&a->at[i], a->query, a->kind, &a->matched[i]);
        a->answer->records += bits_total(&rows);
        if (take) take(a, i, &rows);
        bits_free(&rows);
    }
}

static bool find_record(const struct shown *s, const struct ask_found *f, struct unpack *article,
                        struct view *record)
{
    struct unpack u;
    if (!page_article(s->result, f->article, article)) return false;
    uint64_t count = unpack_items(*article, "records", &u);
    if (f->record >= count) return false;
    for (uint32_t i = 0; i < f->record; i++) unpack_skip(&u);
    const unsigned char *start = u.at;
    unpack_skip(&u);
    *record = (struct view){(const char *)start, (size_t)(u.at - start)};
    return true;
}

static void fill_found(struct page *p, const struct shown *s, struct unpack article,
                       struct msg_found *out)
{
    *out = (struct msg_found){
        .doc = s->row.doc,
        .archive = s->row.archive,
        .source = s->row.source,
        .article = page_kept(p, unpack_text(article, "id"), MAX_NAME),
        .title = page_kept(p, unpack_text(article, "title"), MAX_DETAIL),
        .date = page_kept(p, unpack_text(article, "date"), MAX_NAME),
        .length = out->length,
    };
    p->header += FOUND_BYTES + out->archive.len + out->source.len + out->article.len +
                 out->title.len + out->date.len;
}

/* Frees it. */
static void send_body(struct page *p, struct buf *body)
{
    if (body->len > 0) {
        p->body = wire_body_new(body->len);
        memcpy(wire_body_at(p->body), body->at, body->len);
    }
    buf_free(body);
}

static void show_records(struct asking *a)
{
    struct buf body = {0};
    struct shown s = {0};
    struct msg_found *found = arena_alloc(a->page->arena, (a->top.count + 1) * sizeof *found);
    size_t i = 0;
    for (; i < a->top.count && !page_is_full(a->page, i, SIZE_MAX) && body.len < PAGE_BYTES; i++) {
        struct unpack article;
        struct view record;
        if (!show_document(a->page, a->top.at[i].doc, false, &s)) continue;
        if (!find_record(&s, &a->top.at[i], &article, &record)) continue;
        struct msg_found *one = &found[a->answer->found.count++];
        one->length = record.len;
        fill_found(a->page, &s, article, one);
        one->place = place_of(a, &a->top.at[i]);
        buf_add_view(&body, record);
    }
    a->answer->found.at = found;
    if (i > 0 && (i < a->top.count || a->top.more))
        a->answer->next = place_of(a, &a->top.at[i - 1]);
    send_body(a->page, &body);
}

/* ---- Facets ---- */

static bool describes_records(const struct query_node *n)
{
    if (n->type == QUERY_NOT) return false;
    if (n->type == QUERY_RECORD && n->kind != RECORD_ARTICLE) return true;
    for (const struct query_node *c = n->first; c; c = c->next)
        if (describes_records(c)) return true;
    return false;
}

static void add_facets(struct asking *a, size_t segment, const struct bits *rows)
{
    ask_facets_add(a->facets, &a->at[segment], &a->matched[segment], rows);
}

/* Of records where a kind of them is named; else of articles. */
static int show_facets(struct asking *a, size_t limit, struct err *err)
{
    const struct msg_ask *q = a->question;
    enum facet first = ask_facet(q->facet, err);
    enum facet second = first && q->second.len ? ask_facet(q->second, err) : FACET_NONE;
    uint64_t from = 0;
    if (!first || (q->second.len && !second)) return -1;
    if (q->after.len != 0 && q->after.len != sizeof from)
        return fail(err, ERR_BAD_REQUEST, "%zu bytes are no place to go on from", q->after.len);
    if (q->after.len) memcpy(&from, q->after.at, sizeof from);
    from = be64toh(from);
    a->facets = ask_facets_open(first, second, (unsigned)q->digits);
    if (a->kind >= 0 && a->kind != RECORD_ARTICLE)
        each_records(a, add_facets);
    else
        for (size_t i = 0; i < segments(a); i++) add_facets(a, i, NULL);
    struct buf figures = {0};
    struct msg_bucket *out = arena_alloc(a->page->arena, limit * sizeof *out);
    a->answer->buckets.at = out;
    a->answer->buckets.count = ask_facets_end(a->facets, a->order, from, limit, a->page->arena,
                                              q->figures ? &figures : NULL, out);
    send_body(a->page, &figures);
    from += a->answer->buckets.count;
    if (from >= ask_facets_count(a->facets)) return 0;
    uint64_t next = htobe64(from);
    a->answer->next = (struct view){arena_copy(a->page->arena, &next, sizeof next), sizeof next};
    return 0;
}

/* ---- Weights ---- */

static void tell_weights(struct asking *a)
{
    uint64_t *weights = arena_alloc(a->page->arena, ASK_WEIGHTS_MOST * sizeof *weights);
    a->answer->weights.count = ask_weights(&a->page->index, a->at, a->query, weights);
    a->answer->weights.at = weights;
}

/* ---- The question ---- */

static int answer_wanted(struct asking *a, struct err *err)
{
    const struct msg_ask *q = a->question;
    size_t limit = q->limit ? q->limit : ITEMS_UNLESS_TOLD;
    bool listed = q->wanted == WANTED_ARTICLES || q->wanted == WANTED_RECORDS;
    if (listed && ask_top_open(&a->top, limit, q->after, err) != 0) return -1;
    open_all(a);
    if (q->wanted == WANTED_WEIGHTS) {
        tell_weights(a);
        return 0;
    }
    match_all(a);
    switch (q->wanted) {
    case WANTED_ARTICLES:
        rank_articles(a);
        show_articles(a);
        return 0;
    case WANTED_RECORDS:
        each_records(a, offer_records);
        ask_top_end(&a->top);
        show_records(a);
        return 0;
    case WANTED_COUNTS:
        if (a->kind >= 0 || describes_records(a->query)) each_records(a, NULL);
        return 0;
    default: return show_facets(a, limit, err);
    }
}

static int read_kind(struct asking *a, struct err *err)
{
    struct view name = a->question->kind;
    char text[MAX_NAME + 1] = "";
    a->kind = -1;
    if (name.len == 0) return 0;
    memcpy(text, name.at, name.len);
    a->kind = record_kind_by_name(text);
    if (a->kind >= 0 && a->kind != RECORD_ARTICLE) return 0;
    return fail(err, ERR_BAD_REQUEST, "there is no kind of record \"%s\"", text);
}

static bool asks_for_text(const struct query_node *query)
{
    const struct query_term *term;
    return ask_texts(query, &term, 1) > 0;
}

static int check_question(struct asking *a, struct err *err)
{
    const struct msg_ask *q = a->question;
    if (q->wanted < WANTED_ARTICLES || q->wanted > WANTED_WEIGHTS)
        return fail(err, ERR_BAD_REQUEST, "ASK for %u: there is no such thing",
                    (unsigned)q->wanted);
    if (q->order > ORDER_LEAST)
        return fail(err, ERR_BAD_REQUEST, "ASK in the order %u: there is none", (unsigned)q->order);
    a->query = query_parse(q->query, a->page->arena, NULL, err);
    if (!a->query || read_kind(a, err) != 0) return -1;
    if (q->wanted != WANTED_DOCUMENTS && query_is_of_ledger(a->query))
        return fail(err, ERR_BAD_REQUEST,
                    "state:, reason: and worker: are said of documents, not of their articles");
    if (ask_weights_check(a->query, q->weights, err) != 0) return -1;
    a->order = (enum order)q->order;
    bool ranked = q->wanted == WANTED_ARTICLES && asks_for_text(a->query);
    if (q->wanted != WANTED_FACETS && a->order == ORDER_BEST && !ranked) a->order = ORDER_NEWEST;
    if (q->wanted == WANTED_ARTICLES && orders_by_amount(a)) a->order = ORDER_NEWEST;
    return 0;
}

int page_ask(struct page *p, const struct msg *question, struct err *err)
{
    struct asking a = {.page = p, .question = &question->ask, .answer = &p->answer.answer};
    if (check_question(&a, err) != 0) return -1;
    p->answer.number = MSG_ANSWER;
    a.answer->request = question->ask.request;
    if (question->ask.wanted == WANTED_DOCUMENTS)
        return page_ledger(p, &question->ask, a.query, err);
    index_open(&p->index, p->read);
    int rc = answer_wanted(&a, err);
    end_matching(&a);
    return rc;
}
