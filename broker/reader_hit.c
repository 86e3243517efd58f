/* reader_hit.c: a hit as a person sees it: where in the article the text stands, and what stands
 * around it. */
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

/* The first place in the canonical text, and the span that it is in. */
struct place {
    uint64_t start, end, low, high;
};

/* ---- The place ---- */

/* Walks `points` characters on from *at; false if there are fewer before `end`. */
static bool walk(const char **at, const char *end, uint32_t points)
{
    for (; points > 0 && *at < end; points--) fold_read(at, end);
    return points == 0;
}

static uint32_t length_of(struct view text)
{
    const char *at = text.at, *end = at + text.len;
    uint32_t points = 0;
    for (; text.len && at < end; points++) fold_read(&at, end);
    return points;
}

/* Finds the point of the article in its spans; text: how long the text is. */
static bool find_place(struct unpack article, struct view canonical, uint32_t point, uint32_t text,
                       struct place *out)
{
    struct part_places p = {.canonical = canonical};
    p.left = unpack_items(article, "spans", &p.spans);
    while (part_next_span(&p)) {
        struct view span = {canonical.at + p.start, p.end - p.start};
        const char *at = span.at, *end = at + span.len;
        uint32_t length = length_of(span);
        if (point > length) {
            point -= length + 1;
            continue;
        }
        if (!walk(&at, end, point)) return false;
        *out = (struct place){(uint64_t)(at - canonical.at), 0, p.start, p.end};
        if (!walk(&at, end, text)) return false;
        out->end = (uint64_t)(at - canonical.at);
        return true;
    }
    return false;
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

/* Whether the text stands at this place of the snippet; *at moves behind it. */
static bool stands_at(const struct page_found *f, const char **at, const char *end)
{
    const char *next = *at;
    for (uint32_t i = 0; i < f->length; i++)
        if (next == end || fold_char(fold_read(&next, end)) != f->text[i]) return false;
    *at = next;
    return true;
}

static void add_marks(struct page *page, const struct page_found *f, struct view snippet,
                      struct msg_hit *hit)
{
    uint64_t *marks = arena_alloc(page->arena, 2 * MARKS_MAX * sizeof *marks);
    const char *at = snippet.at, *end = at + snippet.len;
    size_t count = 0;
    while (at < end && count < MARKS_MAX) {
        const char *start = at;
        if (stands_at(f, &at, end)) {
            marks[2 * count] = (uint64_t)(start - snippet.at);
            marks[2 * count++ + 1] = (uint64_t)(at - snippet.at);
        } else {
            fold_read(&at, end);
        }
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
static void add_snippet(struct page *page, const struct page_found *f, const struct place *p,
                        struct msg_hit *hit)
{
    struct view whole = {f->canonical.at + p->start, p->end - p->start};
    struct view shown = cut(whole, SHOWN_MAX);
    uint64_t low = back_characters(f->canonical, p->start, p->low, AROUND);
    uint64_t high = p->start + shown.len;
    if (shown.len == whole.len) high = on_characters(f->canonical, high, p->high, AROUND);
    struct view snippet = {f->canonical.at + low, high - low};
    if (!utf8_valid(snippet) || snippet.len > SNIPPET_BYTES) return; /* nothing to be shown */
    if (shown.len == whole.len)
        add_marks(page, f, snippet, hit);
    else
        mark_all(page, p->start - low, snippet.len, hit);
    hit->snippet = one_line(page, snippet);
}

/* ---- The hit ---- */

static struct view kept(struct page *page, struct view text, size_t max)
{
    text = cut(text, max);
    return (struct view){arena_copy(page->arena, text.at, text.len), text.len};
}

static bool find_article(struct view result, uint32_t index, struct unpack *article)
{
    uint64_t count = unpack_items(unpack_of(result), "articles", article);
    if (index >= count) return false;
    for (; index > 0; index--) unpack_skip(article);
    return true;
}

bool page_hit(struct page *p, const struct page_found *f, struct msg_hit *hit)
{
    struct unpack a;
    struct place place = {0};
    uint32_t point = f->hit.first - f->hit.article.start;
    if (p->header > MAX_HEADER - HIT_MOST || !find_article(f->result, f->hit.article.index, &a))
        return false;
    *hit = (struct msg_hit){
        .doc = f->row->doc,
        .archive = f->row->archive,
        .source = f->row->source,
        .article = kept(p, unpack_text(a, "id"), MAX_NAME),
        .title = kept(p, unpack_text(a, "title"), MAX_DETAIL),
        .date = kept(p, unpack_text(a, "date"), MAX_NAME),
        .count = f->hit.count,
    };
    if (!find_place(a, f->canonical, point, f->length, &place)) return false;
    hit->start = place.start;
    add_snippet(p, f, &place, hit);
    p->header += HIT_BYTES + hit->archive.len + hit->source.len + hit->article.len +
                 hit->title.len + hit->date.len + hit->snippet.len;
    return true;
}
