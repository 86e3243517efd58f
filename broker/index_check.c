/* index_check.c: see index_check.h. */
#include "broker/index_check.h"
#include "broker/index_cursor.h"
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 1 << 22, DOCUMENTS = 1 << 16 };

static void wrong(struct index_checked *out, uint64_t doc)
{
    if (out->wrong++ == 0) out->first_wrong = doc;
}

/* ---- The stream, from the lists ---- */

struct stream {
    uint32_t start, end; /* positions */
    uint64_t *terms;     /* what stands there; NO_TERM where no list says anything */
};

/* TWICE: more than one list has this position; no text is so. */
enum { NO_TERM = 0, TWICE = 1 };

static void take_list(struct stream *s, struct terms_reader *r, const struct index_source *source)
{
    uint32_t first = source ? source_first(source, s->start) : s->start, position;
    while (terms_next_group(r, first))
        for (uint32_t i = 0; i < r->filled; i++) {
            position = r->positions[i];
            if (source && !source_moved(source, position, &position)) continue;
            if (position < s->start) continue;
            if (position >= s->end) return;
            uint64_t *at = &s->terms[position - s->start];
            *at = *at == NO_TERM ? r->term : TWICE;
        }
}

static void read_stream(struct txn *t, const struct index_segment *segment, struct stream *s)
{
    struct term_lists l;
    for (uint32_t i = 0; i < lists_count(segment); i++) {
        struct index_lists of = lists_at(segment, i);
        for (bool any = term_lists_open(&l, t, of, 0); any; any = term_lists_next(&l))
            take_list(s, &l.reader, of.source);
    }
}

/* ---- The articles, made anew ---- */

/* The part of the document at hand, kept from article to article. */
struct remade {
    uint64_t doc;
    struct buf bytes;
    struct index_part part;
    bool any;
};

static void remake(struct index_view *v, struct content *content, uint64_t doc, struct remade *m)
{
    struct view result, canonical;
    if (m->doc == doc) return;
    m->doc = doc;
    m->bytes.len = 0;
    m->any = content_result(content, v->read, doc, &result) &&
             content_canonical(content, v->read, doc, result, &canonical) &&
             part_make(result, canonical, NULL, NULL, &m->bytes) &&
             part_read(buf_view(&m->bytes), &m->part, NULL) == 0;
}

static bool find_article(const struct remade *m, uint32_t index, struct part_article *out)
{
    struct index_part left = m->part;
    while (m->any && part_next(&left, out))
        if (out->index == index) return true;
    return false;
}

static uint32_t point_at(const char **at, const char *end, uint32_t before)
{
    return before != PART_SEPARATOR && *at < end ? part_point(at, end) : PART_SEPARATOR;
}

static bool is_same(const struct stream *s, const struct index_article *a,
                    const struct part_article *text)
{
    const char *at = text->text.at, *end = at + text->text.len;
    uint32_t i = a->start - s->start;
    if (memcmp(a->length, text->length, sizeof a->length) != 0) return false;
    for (; at < end; i++) {
        uint32_t first = part_point(&at, end);
        const char *next = at;
        uint32_t second = point_at(&next, end, first), third = point_at(&next, end, second);
        uint64_t term = first == PART_SEPARATOR ? NO_TERM : term_of(first, second, third);
        if (s->terms[i] != term) return false;
    }
    return true;
}

/* ---- A window ---- */

/* The ordinal behind the last article of the window that begins with `first`, and its positions:
 * `first` itself, if it is longer than any can be. One that is not behind all before it has a
 * window of its own. */
static uint32_t choose_window(struct index_view *v, const struct index_segment *s, uint32_t first,
                              struct stream *out)
{
    struct index_article a;
    uint32_t ordinal = first;
    for (; index_article(v, s, ordinal, &a); ordinal++) {
        uint32_t end = index_article_end(&a);
        if (ordinal == first) out->start = out->end = a.start;
        if (a.start < out->end || end - a.start > MAX_DOCUMENT) break;
        if (ordinal > first && end - out->start > WINDOW) break;
        out->end = end;
    }
    return ordinal;
}

void index_check(struct index_view *v, const struct index_segment *s, uint32_t *ordinal,
                 struct content *content, struct index_checked *out)
{
    struct stream stream = {0};
    struct remade made = {0};
    struct index_article a;
    struct part_article text;
    uint32_t end = choose_window(v, s, *ordinal, &stream);
    if (end == *ordinal && index_article(v, s, *ordinal, &a)) {
        wrong(out, a.doc);
        (*ordinal)++;
        return;
    }
    stream.terms = xcalloc((size_t)(stream.end - stream.start) + 1, sizeof *stream.terms);
    read_stream(v->read->txn, s, &stream);
    for (; *ordinal < end && index_article(v, s, *ordinal, &a); (*ordinal)++) {
        if (!index_is_live(v, &a)) continue;
        remake(v, content, a.doc, &made);
        if (!find_article(&made, a.index, &text) || !is_same(&stream, &a, &text)) wrong(out, a.doc);
        out->articles++;
        out->positions += index_article_end(&a) - a.start;
    }
    *ordinal = end < s->articles && end > 0 ? end : s->articles;
    free(stream.terms);
    buf_free(&made.bytes);
}

/* ---- Documents ---- */

static void mark_segment(struct index_view *v, const struct index_segment *s, uint64_t after,
                         unsigned char *marks)
{
    struct index_article a;
    for (uint32_t o = 0; index_article(v, s, o, &a); o++)
        if (a.doc > after && a.doc - after <= DOCUMENTS && index_is_live(v, &a))
            marks[a.doc - after - 1] = 1;
}

/* Sets a byte for each document of the window that has living articles, or is to be renewed. */
static void mark_documents(struct index_view *v, uint64_t after, unsigned char *marks)
{
    struct msg_stored_segment head;
    for (size_t i = 0; i < v->count; i++) mark_segment(v, &v->at[i], after, marks);
    for (uint64_t number = 0; index_next_head(v->read, &number, &head);) {
        struct index_segment old = {.number = number, .articles = (uint32_t)head.articles};
        if (head.state == SEGMENT_OLD) mark_segment(v, &old, after, marks);
    }
}

/* Whether it is to be indexed later. */
static bool waits(struct store_read *r, uint64_t num)
{
    struct view key = {0}, value;
    uint64_t old = 0;
    if (table_get(r->txn, TABLE_META, view_of(INDEX_OLD), &value) && value.len == sizeof old)
        old = table_num_of(value);
    key = table_num(&num);
    return num <= old || table_get(r->txn, TABLE_INDEX_LATER, key, &value);
}

uint64_t index_check_documents(struct index_view *v, uint64_t after, struct index_checked *out)
{
    unsigned char *marks = xcalloc(DOCUMENTS, 1);
    struct msg_stored_outcome outcome;
    struct view result;
    uint64_t num = after;
    mark_documents(v, after, marks);
    while ((num = store_next_in_state(v->read, num, STATE_DONE, 0)) != 0 &&
           num - after <= DOCUMENTS)
        if (!marks[num - after - 1] && !waits(v->read, num) &&
            store_outcome(v->read, num, &outcome, &result) && outcome.articles > 0)
            wrong(out, num);
    free(marks);
    return num ? after + DOCUMENTS : 0;
}
