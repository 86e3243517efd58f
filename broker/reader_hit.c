/* reader_hit.c: which articles of a document contain a text, where, and what stands around it. */
#include "broker/reader_page.h"
#include "proto/pack.h"
#include "proto/utf8.h"
#include <string.h>

enum {
    AROUND = 30,        /* characters shown on either side of the first place */
    SHOWN_MAX = 1024,   /* bytes of the place itself */
    MARKS_MAX = 64 / 2, /* places marked in a snippet */
    HIT_BYTES = 320,    /* of a hit in the header, beside its texts */
    HIT_MOST = 16384    /* and with them, for sure */
};

/* An article as the result has it; the spans are read again for each pass over them. */
struct article {
    struct view id, title, date;
    struct unpack spans;
};

/* The places of a text in the spans of one article. */
struct places {
    struct view text, canonical;
    uint64_t count, start; /* start: of the first place in the canonical text, */
    uint64_t low, high;    /* and the span that it is in */
    uint64_t budget;       /* bytes that may still be looked at: spans should not overlap */
};

/* ---- The result ---- */

/* The next article, and *u behind it. */
static struct article next_article(struct unpack *u)
{
    struct unpack map = *u;
    struct article a = {unpack_text(map, "id"), unpack_text(map, "title"), unpack_text(map, "date"),
                        map};
    if (!unpack_find(&a.spans, "spans")) a.spans = (struct unpack){0};
    unpack_skip(u);
    return a;
}

/* How many items the array at *u has; *u is then at the first. */
static uint64_t open_array(struct unpack *u)
{
    if (u->at == u->end) return 0;
    struct unpack_item item = unpack_next(u);
    return item.type == UNPACK_ARRAY ? item.number : 0;
}

/* [start, end], cut to a text of `len` bytes. */
static bool next_span(struct unpack *u, uint64_t len, uint64_t *start, uint64_t *end)
{
    if (!unpack_span(u, start, end)) return false;
    if (*end > len) *end = len;
    return *start < *end;
}

/* ---- Places ---- */

static void count_in_span(struct places *p, uint64_t start, uint64_t end)
{
    uint64_t span = start;
    while (start < end && end - start <= p->budget) {
        const char *at = p->canonical.at + start;
        const char *found = memmem(at, end - start, p->text.at, p->text.len);
        uint64_t place = found ? (uint64_t)(found - p->canonical.at) : end;
        p->budget -= (found ? place : end) - start;
        if (!found) return;
        if (p->count == 0 || place < p->start) {
            p->start = place;
            p->low = span;
            p->high = end;
        }
        p->count++;
        start = place + p->text.len;
    }
}

static void find_places(struct places *p, struct unpack spans)
{
    uint64_t start, end;
    p->count = 0;
    for (uint64_t left = open_array(&spans); left > 0; left--)
        if (next_span(&spans, p->canonical.len, &start, &end)) count_in_span(p, start, end);
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

static void add_marks(struct page *page, struct view text, struct view snippet, struct msg_hit *hit)
{
    uint64_t *marks = arena_alloc(page->arena, 2 * MARKS_MAX * sizeof *marks);
    size_t count = 0, at = 0;
    while (count < MARKS_MAX) {
        const char *found = memmem(snippet.at + at, snippet.len - at, text.at, text.len);
        if (!found) break;
        marks[2 * count] = (uint64_t)(found - snippet.at);
        at = marks[2 * count++ + 1] = (size_t)(found - snippet.at) + text.len;
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

/* Around the first place, within its span. */
static void add_snippet(struct page *page, const struct places *p, struct msg_hit *hit)
{
    struct view shown = cut((struct view){p->canonical.at + p->start, p->text.len}, SHOWN_MAX);
    uint64_t low = back_characters(p->canonical, p->start, p->low, AROUND);
    uint64_t high = p->start + shown.len;
    if (shown.len == p->text.len) high = on_characters(p->canonical, high, p->high, AROUND);
    struct view snippet = {p->canonical.at + low, high - low};
    if (!utf8_valid(snippet)) return; /* nothing that could be shown */
    add_marks(page, shown, snippet, hit);
    hit->snippet = one_line(page, snippet);
}

static struct view kept(struct page *page, struct view text, size_t max)
{
    text = cut(text, max);
    return (struct view){arena_copy(page->arena, text.at, text.len), text.len};
}

static void fill_hit(struct page *page, const struct msg_row *row, const struct article *a,
                     const struct places *p, struct msg_hit *hit)
{
    *hit = (struct msg_hit){
        .doc = row->doc,
        .archive = row->archive,
        .source = row->source,
        .article = kept(page, a->id, MAX_NAME),
        .title = kept(page, a->title, MAX_DETAIL),
        .date = kept(page, a->date, MAX_NAME),
        .start = p->start,
        .count = p->count < UINT32_MAX ? p->count : UINT32_MAX,
    };
    add_snippet(page, p, hit);
    page->header += HIT_BYTES + hit->archive.len + hit->source.len + hit->article.len +
                    hit->title.len + hit->date.len + hit->snippet.len;
}

bool page_hits(struct page *p, const struct page_found *f, struct msg_hit *hits, size_t room,
               size_t *count)
{
    struct places places = {
        .text = f->text, .canonical = f->canonical, .budget = 2 * f->canonical.len};
    struct unpack u = unpack_of(f->result);
    *count = 0;
    if (!unpack_find(&u, "articles")) return true;
    for (uint64_t left = open_array(&u); left > 0; left--) {
        struct article a = next_article(&u);
        find_places(&places, a.spans);
        if (places.count == 0) continue;
        if (*count == room || p->header > MAX_HEADER - HIT_MOST) return false;
        fill_hit(p, f->row, &a, &places, &hits[(*count)++]);
    }
    return true;
}
