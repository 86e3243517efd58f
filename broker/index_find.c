/* index_find.c: see index.h. The positions of a text, and the articles that have it.
 *
 * A text of three or more code points is covered by terms: those at 0, 3, 6 … and, if something is
 * left, the last three. It stands where all of them stand, each at its distance. The rarest
 * proposes a place, the others leap to it or behind.
 */
#include "broker/index_prefix.h"
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct cover { /* a term of the text */
    uint32_t distance;
    uint64_t count;
    struct term_cursor cursor;
};

struct index_find {
    struct index_view *view;
    struct index_segment segment;
    uint32_t length; /* of the text */
    unsigned zones;
    bool whole_words, once;
    bool alive; /* all articles of the segment are */
    uint64_t bound;
    struct prefix_cursor prefix; /* of a text that is shorter than a term */
    struct cover *covers;        /* of another one, the rarest first */
    uint32_t cover_count;
    struct { /* the article at hand */
        uint32_t ordinal, end;
        struct index_article article;
        struct view rows;
        bool known;
    } at;
    struct view starts; /* read when it is needed */
    struct {            /* the chunk of WORDS at hand */
        uint32_t number;
        struct view bits;
    } words;
};

/* ---- Opening ---- */

static int rarest_first(const void *a, const void *b)
{
    const struct cover *x = a, *y = b;
    if (x->count != y->count) return x->count < y->count ? -1 : 1;
    return x->distance < y->distance ? -1 : x->distance > y->distance;
}

static void open_covers(struct index_find *f, const struct index_text *text)
{
    struct txn *t = f->view->read->txn;
    uint32_t count = (text->count + TERM_POINTS - 1) / TERM_POINTS;
    f->covers = xcalloc(count, sizeof *f->covers);
    f->bound = UINT64_MAX;
    for (uint32_t i = 0; i < count && f->bound > 0; i++) {
        struct cover *c = &f->covers[f->cover_count++];
        bool last = (i + 1) * TERM_POINTS > text->count;
        c->distance = last ? text->count - TERM_POINTS : i * TERM_POINTS;
        const uint32_t *at = text->at + c->distance;
        term_cursor_open(&c->cursor, t, &f->segment, term_of(at[0], at[1], at[2]));
        c->count = term_cursor_count(&c->cursor);
        if (c->count < f->bound) f->bound = c->count;
    }
    qsort(f->covers, f->cover_count, sizeof *f->covers, rarest_first);
}

struct index_find *index_find_open(struct index_view *v, const struct index_segment *s,
                                   const struct index_text *text)
{
    struct index_find *f = xcalloc(1, sizeof *f);
    assert(text->count > 0 && text->count <= INDEX_TEXT_MOST);
    f->view = v;
    f->segment = *s;
    f->length = text->count;
    f->zones = text->zones;
    f->whole_words = text->whole_words;
    f->once = text->once;
    f->words.number = UINT32_MAX;
    f->alive = index_is_all_alive(v, s);
    if (text->count >= TERM_POINTS) {
        open_covers(f, text);
    } else {
        prefix_cursor_open(&f->prefix, v->read->txn, &f->segment, text->at, text->count);
        f->bound = UINT64_MAX;
    }
    return f;
}

void index_find_close(struct index_find **at)
{
    struct index_find *f = *at;
    if (!f) return;
    prefix_cursor_close(&f->prefix);
    free(f->covers);
    free(f);
    *at = NULL;
}

/* All lists of a prefix are passed over to tell, so it is not told before it is asked for. */
uint64_t index_find_bound(struct index_find *f)
{
    if (f->bound == UINT64_MAX) f->bound = prefix_cursor_count(&f->prefix);
    return f->bound;
}

/* ---- Positions ---- */

/* The first place >= from where all terms agree. */
static bool next_agreed(struct index_find *f, uint32_t from, uint32_t *position)
{
    uint32_t agreed = 0, place = from;
    for (uint32_t i = 0; agreed < f->cover_count; i = (i + 1) % f->cover_count) {
        struct cover *c = &f->covers[i];
        uint32_t found;
        if (place > UINT32_MAX - c->distance) return false;
        if (!term_cursor_seek(&c->cursor, place + c->distance, &found)) return false;
        if (found == place + c->distance) {
            agreed++;
            continue;
        }
        place = found - c->distance;
        agreed = 1;
    }
    *position = place;
    return true;
}

/* Whether a word begins or ends before this position. */
static bool is_boundary(struct index_find *f, uint32_t position)
{
    enum { BITS = 8 * INDEX_VALUE };
    uint32_t number = position / BITS, bit = position % BITS;
    if (f->words.number != number) {
        struct index_key key = index_key_number(f->segment.number, FAMILY_WORDS, number);
        f->words.bits = (struct view){0};
        f->words.number = number;
        index_get(f->view->read->txn, &key, &f->words.bits);
    }
    return bit / 8 < f->words.bits.len && f->words.bits.at[bit / 8] >> bit % 8 & 1;
}

bool index_find_next(struct index_find *f, uint32_t from, uint32_t *position)
{
    if (f->bound == 0) return false;
    for (;; from = *position + 1) {
        bool any = f->covers ? next_agreed(f, from, position)
                             : prefix_cursor_seek(&f->prefix, from, position);
        if (!any) return false;
        if (!f->whole_words) return true;
        if (is_boundary(f, *position) && is_boundary(f, *position + f->length)) return true;
    }
}

/* ---- Articles ---- */

static uint32_t start_of_chunk(struct index_find *f, uint32_t chunk)
{
    struct index_key key = index_key(f->segment.number, FAMILY_STARTS, (struct view){0});
    uint32_t start;
    if (!f->starts.at) index_get(f->view->read->txn, &key, &f->starts);
    if ((chunk + 1) * sizeof start > f->starts.len) return UINT32_MAX;
    memcpy(&start, f->starts.at + chunk * sizeof start, sizeof start);
    return start;
}

/* Where the article with that number in the chunk at hand begins; UINT32_MAX if there is none. */
static uint32_t start_of_row(const struct index_find *f, uint32_t number)
{
    uint32_t start;
    size_t at = number * sizeof(struct index_row) + offsetof(struct index_row, start);
    if (at + sizeof start > f->at.rows.len) return UINT32_MAX;
    memcpy(&start, f->at.rows.at + at, sizeof start);
    return start;
}

/* Reads the article with that ordinal, and where the next one begins. */
static bool go_to(struct index_find *f, uint32_t ordinal)
{
    bool same_chunk = f->at.known && ordinal / INDEX_ROWS == f->at.ordinal / INDEX_ROWS;
    f->at.known =
        ordinal < f->segment.articles &&
        (same_chunk || index_rows(f->view->read->txn, f->segment.number, ordinal, &f->at.rows)) &&
        index_row_at(f->at.rows, ordinal, &f->at.article);
    if (!f->at.known) return false;
    f->at.ordinal = ordinal;
    bool last = (ordinal + 1) % INDEX_ROWS == 0;
    if (last)
        f->at.end = start_of_chunk(f, ordinal / INDEX_ROWS + 1);
    else
        f->at.end = start_of_row(f, (ordinal + 1) % INDEX_ROWS);
    return true;
}

/* The last chunk from `low` on that does not begin behind the position. */
static uint32_t chunk_of(struct index_find *f, uint32_t low, uint32_t position)
{
    uint32_t high = (f->segment.articles + INDEX_ROWS - 1) / INDEX_ROWS;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (start_of_chunk(f, middle) <= position)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint32_t row_of(const struct index_find *f, uint32_t chunk, uint32_t low, uint32_t position)
{
    uint32_t high = (uint32_t)(f->at.rows.len / sizeof(struct index_row));
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (start_of_row(f, middle) <= position)
            low = middle;
        else
            high = middle;
    }
    return chunk * INDEX_ROWS + low;
}

/* Goes to the article that a position is in, which is not before the one at hand. */
static bool article_at(struct index_find *f, uint32_t position)
{
    if (!f->at.known && !go_to(f, 0)) return false;
    if (position < f->at.end) return true;
    if (!go_to(f, f->at.ordinal + 1)) return false; /* mostly it is the next one */
    if (position < f->at.end) return true;
    uint32_t here = f->at.ordinal / INDEX_ROWS, chunk = chunk_of(f, here, position);
    if (chunk != here && !go_to(f, chunk * INDEX_ROWS)) return false;
    return go_to(f, row_of(f, chunk, f->at.ordinal % INDEX_ROWS, position));
}

/* Counts the places from `position` on in the article at hand, in the zones asked for. */
static bool fill_hit(struct index_find *f, uint32_t position, struct index_hit *out)
{
    const struct index_article *a = &f->at.article;
    *out = (struct index_hit){.ordinal = f->at.ordinal, .article = *a};
    do {
        unsigned zone = index_zone(a, position);
        if (!(f->zones & 1u << zone)) continue;
        out->heads += zone == ZONE_TITLE;
        if (out->count++ == 0) {
            out->first = position;
            out->zone = zone;
        }
        if (f->once) return true;
    } while (index_find_next(f, position + 1, &position) && position < f->at.end);
    return out->count > 0;
}

bool index_next(struct index_find *f, uint32_t from, struct index_hit *out)
{
    uint32_t position;
    if (f->at.known && from < f->at.ordinal) from = f->at.ordinal;
    uint32_t start = 0;
    if (from > 0) {
        if ((!f->at.known || f->at.ordinal != from) && !go_to(f, from)) return false;
        start = f->at.article.start;
    }
    while (index_find_next(f, start, &position) && article_at(f, position)) {
        bool alive = f->alive || index_is_live(f->view, &f->at.article);
        if (alive && fill_hit(f, position, out)) return true;
        start = f->at.end;
        if (start == UINT32_MAX) return false;
    }
    return false;
}

/* ---- Counting ---- */

/* What the heads of a term's lists say; false if not all of them do. */
static bool counted_articles(struct index_find *f, uint64_t *count)
{
    const struct cover *c = &f->covers[0];
    return f->cover_count == 1 && f->length == TERM_POINTS && !f->whole_words && f->alive &&
           f->zones == INDEX_USUAL_ZONES && term_cursor_articles(&c->cursor, count);
}

uint64_t index_count(struct index_view *v, const struct index_segment *s,
                     const struct index_text *text)
{
    struct index_text once = *text;
    struct index_hit hit;
    uint64_t count = 0;
    once.once = true;
    struct index_find *f = index_find_open(v, s, &once);
    if (!counted_articles(f, &count))
        for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1) count++;
    index_find_close(&f);
    return count;
}
