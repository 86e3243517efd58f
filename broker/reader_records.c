/* reader_records.c: the records of a query that come first. See reader_asking.h. */
#include "broker/reader.h"
#include "broker/reader_asking.h"
#include "proto/check.h"
#include <stdlib.h>

enum { FOUND_BYTES = 256 };

/* ---- Which come first ---- */

/* What the figures of a segment amount to, for those of its rows that are asked for. */
struct amounts {
    uint32_t *codes; /* of the rows, in their order */
    uint32_t first, end;
    uint64_t *of_code; /* from `first` on */
};

static void read_codes(struct ask_segment *s, const struct bits *rows, struct amounts *out)
{
    uint32_t first, end, low = UINT32_MAX, high = 0;
    uint32_t *code = out->codes = xmalloc((bits_total(rows) + 1) * sizeof *code);
    ask_key_range(s, KEY_QUANTITY, &first, &end);
    for (uint32_t i = bits_next(rows, 0); i < rows->count; i = bits_next(rows, i + 1), code++) {
        const struct column_row *row = rows_get(s->rows, s->txn, i);
        *code = row ? row->code : CODE_NONE;
        if (*code < first || *code >= end) continue;
        if (*code < low) low = *code;
        if (*code >= high) high = *code + 1;
    }
    out->first = low < high ? low : high;
    out->end = high;
}

static void read_amounts(struct ask_segment *s, const struct bits *rows, struct amounts *out)
{
    struct keys_reader keys;
    read_codes(s, rows, out);
    out->of_code = xcalloc((size_t)(out->end - out->first) + 1, sizeof *out->of_code);
    keys_open(&keys, s->segment.number, out->first);
    while (out->first < out->end && keys_next(&keys, s->txn) && keys.code < out->end)
        key_amount(keys_key(&keys), NULL, &out->of_code[keys.code - out->first]);
}

/* What amounts to nothing comes last in either order. */
static uint64_t amount_key_of(const struct amounts *a, uint32_t code, enum order order)
{
    if (code < a->first || code >= a->end) return 0;
    uint64_t amount = a->of_code[code - a->first];
    return order == ORDER_MOST ? amount : UINT64_MAX - amount;
}

static void offer(struct asking *a, size_t segment, const struct bits *rows)
{
    struct ask_segment *s = &a->at[segment];
    struct index_article article = {0};
    struct amounts amounts = {0};
    uint32_t ordinal = 0, known = UINT32_MAX, count = 0;
    bool by_amount = asking_orders_by_amount(a);
    if (by_amount) read_amounts(s, rows, &amounts);
    for (uint32_t i = bits_next(rows, 0); i < rows->count; i = bits_next(rows, i + 1)) {
        uint64_t key = by_amount ? amount_key_of(&amounts, amounts.codes[count++], a->order) : 0;
        if (by_amount && !ask_top_wants_key(&a->top, key)) continue;
        ordinal = ask_article_of(s, i, ordinal);
        if (known != ordinal && !ask_article(s, ordinal, &article)) continue;
        known = ordinal;
        struct ask_found found = {.id = article.id, .article = article.index, .doc = article.doc};
        found.record = i - ask_first_row(s, ordinal) - 1;
        found.key = by_amount ? key : ask_date_key(article.date, a->order);
        ask_top_offer(&a->top, &found);
    }
    free(amounts.codes);
    free(amounts.of_code);
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
        const struct page_document *d = page_document(p, found->doc, false);
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
    for (size_t i = 0; i < asking_segments(a); i++) offer(a, i, &a->found->rows[i]);
    ask_top_end(&a->top);
    show(a);
}
