/* reader_hit.c: a hit as a person sees it: where in the article the texts stand, and what stands
 * around the first of them. */
#include "broker/reader_page.h"
#include "proto/fold.h"
#include "proto/pack.h"
#include "proto/utf8.h"
#include <string.h>

enum {
    AROUND = 30,        /* characters shown on either side of the first place */
    SHOWN_MAX = 1024,   /* bytes of the place itself */
    MARKS_MAX = 64 / 2, /* places marked in a snippet */
    SNIPPET_BYTES = MAX_SNIPPET,
    HIT_BYTES = 320, /* of a hit in the header, beside its texts */
    HIT_MOST = 16384 /* and with them, for sure */
};

/* Where the texts stand in the canonical text: the first place, and the span that it is in. */
struct place {
    uint64_t start, end, low, high;
    uint64_t count; /* of all places */
};

/* ---- The place ---- */

/* Whether one of the texts stands here: the longest that does; *at moves behind it. */
static bool stands_at(const struct page_texts *texts, const char **at, const char *end)
{
    const char *longest = NULL;
    for (size_t t = 0; t < texts->count; t++) {
        const struct index_text *text = &texts->at[t];
        const char *next = *at;
        uint32_t i = 0;
        while (i < text->count && next < end && fold_char(fold_read(&next, end)) == text->at[i])
            i++;
        if (i == text->count && (!longest || next > longest)) longest = next;
    }
    if (longest) *at = longest;
    return longest != NULL;
}

/* The next place in [*at, end) where one of them stands, from *start on; *at moves behind it, or to
 * the end. Most characters begin none of them, and are passed over first. */
static bool next_place(const struct page_texts *texts, const char **at, const char *end,
                       const char **start)
{
    while (fold_seek(at, end, texts->firsts)) {
        *start = *at;
        if (stands_at(texts, at, end)) return true;
        fold_read(at, end);
    }
    return false;
}

static void find_in_span(const struct page_texts *texts, struct view canonical, uint64_t start,
                         uint64_t end, struct place *out)
{
    const char *base = canonical.at, *at = base + start, *place;
    while (next_place(texts, &at, base + end, &place)) {
        if (out->count++ > 0) continue;
        *out = (struct place){(uint64_t)(place - base), (uint64_t)(at - base), start, end, 1};
    }
}

/* From the least to the greatest byte of an article's spans. */
static bool open_text(struct page *page, struct page_document *d, struct unpack article)
{
    uint64_t from = UINT64_MAX, upto = 0, start, end;
    struct unpack spans;
    for (uint64_t left = unpack_items(article, "spans", &spans); left > 0; left--) {
        if (!unpack_span(&spans, &start, &end) || start >= end) continue;
        if (start < from) from = start;
        if (end > upto) upto = end;
    }
    return page_text(page, d, from < upto ? from : 0, upto);
}

/* Finds the texts in the spans of an article; where there are none, its beginning. */
static bool find_place(const struct page_texts *texts, struct view canonical, struct unpack article,
                       struct place *out)
{
    struct part_places p = {.canonical = canonical};
    bool any = false;
    *out = (struct place){0};
    p.left = unpack_items(article, "spans", &p.spans);
    for (; part_next_span(&p); any = true) {
        if (!any) *out = (struct place){p.start, p.start, p.start, p.end, 0};
        if (texts->count > 0) find_in_span(texts, canonical, p.start, p.end, out);
    }
    return any;
}

/* ---- The snippet ---- */

static bool is_inside(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80; /* a byte of a character that is not its first */
}

static uint64_t back_characters(struct view text, uint64_t at, uint64_t least, int characters)
{
    while (at > least && characters > 0)
        if (!is_inside(text.at[--at])) characters--;
    return at;
}

static uint64_t on_characters(struct view text, uint64_t at, uint64_t most, int characters)
{
    for (; at < most; at++)
        if (!is_inside(text.at[at]) && characters-- == 0) break;
    return at;
}

/* The beginning of text, at most max bytes, cut between characters. */
static struct view cut(struct view text, size_t max)
{
    if (text.len <= max) return text;
    while (max > 0 && is_inside(text.at[max])) max--;
    return (struct view){text.at, max};
}

static void add_marks(struct page *page, const struct page_texts *texts, struct view snippet,
                      struct msg_hit *hit)
{
    uint64_t *marks = arena_alloc(page->arena, 2 * MARKS_MAX * sizeof *marks);
    const char *at = snippet.at, *end = at + snippet.len, *start;
    size_t count = 0;
    for (; count < MARKS_MAX && next_place(texts, &at, end, &start); count++) {
        marks[2 * count] = (uint64_t)(start - snippet.at);
        marks[2 * count + 1] = (uint64_t)(at - snippet.at);
    }
    hit->marks = (struct u64_list){marks, 2 * count};
}

/* A copy in which line ends are blanks. */
static struct view one_line(struct page *page, struct view text)
{
    char *copy = arena_copy(page->arena, text.at, text.len);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)copy[i] < ' ') copy[i] = ' ';
    return (struct view){copy, text.len};
}

/* A place that is too long to be shown whole is the mark by itself. */
static void mark_all(struct page *page, uint64_t start, uint64_t end, struct msg_hit *hit)
{
    uint64_t *marks = arena_alloc(page->arena, 2 * sizeof *marks);
    marks[0] = start;
    marks[1] = end;
    hit->marks = (struct u64_list){marks, 2};
}

/* Around the first place, within its span. */
static void add_snippet(struct page *page, const struct page_texts *texts, struct view canonical,
                        const struct place *p, struct msg_hit *hit)
{
    struct view whole = {canonical.at + p->start, p->end - p->start};
    struct view shown = cut(whole, SHOWN_MAX);
    uint64_t low = back_characters(canonical, p->start, p->low, AROUND);
    uint64_t high = p->start + shown.len;
    if (shown.len == whole.len)
        high = on_characters(canonical, high, p->high, p->count ? AROUND : 2 * AROUND);
    struct view snippet = {canonical.at + low, high - low};
    if (!utf8_valid(snippet) || snippet.len > SNIPPET_BYTES) return; /* nothing to be shown */
    if (shown.len == whole.len)
        add_marks(page, texts, snippet, hit);
    else
        mark_all(page, p->start - low, snippet.len, hit);
    hit->snippet = one_line(page, snippet);
}

/* ---- The hit ---- */

struct view page_kept(struct page *page, struct view text, size_t max)
{
    text = cut(text, max);
    if (!utf8_valid(text)) return (struct view){0};
    return (struct view){arena_copy(page->arena, text.at, text.len), text.len};
}

bool page_article(struct view result, uint32_t index, struct unpack *article)
{
    uint64_t count = unpack_items(unpack_of(result), "articles", article);
    if (index >= count) return false;
    for (; index > 0; index--) unpack_skip(article);
    return true;
}

bool page_hit(struct page *p, struct page_document *d, uint32_t article,
              const struct page_texts *texts, struct msg_hit *hit)
{
    struct unpack a;
    struct place place = {0};
    if (p->header > MAX_HEADER - HIT_MOST || !page_article(d->result, article, &a)) return false;
    if (!open_text(p, d, a)) return false;
    *hit = (struct msg_hit){
        .doc = d->row.doc,
        .archive = d->row.archive,
        .source = d->row.source,
        .article = page_kept(p, unpack_text(a, "id"), MAX_NAME),
        .title = page_kept(p, unpack_text(a, "title"), MAX_DETAIL),
        .date = page_kept(p, unpack_text(a, "date"), MAX_NAME),
    };
    if (!find_place(texts, d->canonical, a, &place)) return true; /* an article without text */
    hit->count = place.count < UINT32_MAX ? place.count : UINT32_MAX;
    hit->start = place.start;
    add_snippet(p, texts, d->canonical, &place, hit);
    p->header += HIT_BYTES + hit->archive.len + hit->source.len + hit->article.len +
                 hit->title.len + hit->date.len + hit->snippet.len;
    return true;
}
