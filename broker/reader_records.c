/* reader_records.c: the records of a query that come first. See reader_asking.h. */
#include "broker/ask_amounts.h"
#include "broker/reader.h"
#include "broker/reader_asking.h"
#include "proto/check.h"
#include <stdlib.h>

enum { FOUND_BYTES = 256 };

/* ---- Which come first ---- */

/* By date, and of the articles that can be among the first. */
static void offer(struct asking *a, size_t segment, const struct bits *rows)
{
    struct ask_segment *s = &a->at[segment];
    const struct index_directory *d = bits_next(rows, 0) < rows->count ? ask_directory(s) : NULL;
    struct index_article article;
    uint32_t ordinal = 0;
    for (uint32_t i = bits_next(rows, 0), end; i < rows->count; i = bits_next(rows, end)) {
        ordinal = ask_article_of(s, i, ordinal);
        end = ask_first_row(s, ordinal + 1);
        uint64_t key = d ? ask_date_key(d->dates[ordinal], a->order) : 0;
        if (d && !ask_top_wants(&a->top, key, d->ids[ordinal])) continue;
        if (!ask_article(s, ordinal, &article)) continue;
        struct ask_found found = {.id = article.id, .article = article.index, .doc = article.doc};
        found.key = ask_date_key(article.date, a->order);
        for (; i < end; i = bits_next(rows, i + 1)) {
            found.record = i - ask_first_row(s, ordinal) - 1;
            ask_top_offer(&a->top, &found);
        }
    }
}

void asking_records(struct asking *a)
{
    struct ask_kept *found = a->found;
    if (found->rows) return;
    found->rows = xcalloc(found->segments + 1, sizeof *found->rows);
    for (size_t i = 0; i < found->segments; i++) {
        found->rows[i] = ask_records(&a->at[i], a->query, a->kind, &found->matched[i]);
        found->records += bits_total(&found->rows[i]);
    }
}

/* ---- Those that are shown ---- */

static bool find_record(const struct page_document *d, const struct ask_found *f,
                        struct unpack *article, struct view *record)
{
    struct unpack u;
    if (!page_article(d->result, f->article, article)) return false;
    uint64_t count = unpack_items(*article, "records", &u);
    if (f->record >= count) return false;
    for (uint32_t i = 0; i < f->record; i++) unpack_skip(&u);
    const unsigned char *start = u.at;
    unpack_skip(&u);
    *record = (struct view){(const char *)start, (size_t)(u.at - start)};
    return check_whole(record->at, record->len, NULL) == 0;
}

static void fill_found(struct page *p, const struct page_document *d, struct unpack article,
                       struct msg_found *out)
{
    *out = (struct msg_found){
        .doc = d->row.doc,
        .archive = d->row.archive,
        .source = d->row.source,
        .article = page_kept(p, unpack_text(article, "id"), MAX_NAME),
        .title = page_kept(p, unpack_text(article, "title"), MAX_DETAIL),
        .date = page_kept(p, unpack_text(article, "date"), MAX_NAME),
        .length = out->length,
    };
    p->header += FOUND_BYTES + out->archive.len + out->source.len + out->article.len +
                 out->title.len + out->date.len;
}

static void show(struct asking *a)
{
    struct page *p = a->page;
    struct buf body = {0};
    struct msg_found *shown = arena_alloc(p->arena, (a->top.count + 1) * sizeof *shown);
    size_t i = 0;
    for (; i < a->top.count && !page_is_full(p, i, SIZE_MAX) && body.len < ANSWER_BYTES; i++) {
        const struct ask_found *found = &a->top.at[i];
        const struct page_document *d = page_document(p, found->doc);
        struct unpack article;
        struct view record;
        if (!d || !find_record(d, found, &article, &record)) continue;
        struct msg_found *one = &shown[a->answer->found.count++];
        one->length = record.len;
        fill_found(p, d, article, one);
        one->place = asking_place(a, found);
        buf_add_view(&body, record);
    }
    a->answer->found.at = shown;
    if (i > 0 && (i < a->top.count || a->top.more))
        a->answer->next = asking_place(a, &a->top.at[i - 1]);
    page_body(p, &body);
}

void answer_records(struct asking *a)
{
    asking_records(a);
    for (size_t i = 0; i < asking_segments(a); i++)
        if (asking_orders_by_amount(a))
            ask_top_amounts(&a->top, &a->at[i], a->query, a->kind, &a->found->rows[i], a->order);
        else
            offer(a, i, &a->found->rows[i]);
    ask_top_end(&a->top);
    show(a);
}
