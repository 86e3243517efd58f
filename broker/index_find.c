/* index_find.c: see index.h. The positions of a text, and the articles that have it.
 *
 * A text of three or more code points is covered by terms: those at 0, 3, 6 … and, if something is
 * left, the last three. It stands where all of them stand, each at its distance. The rarest
 * proposes a place, the others leap to it or behind.
 */
#include "broker/index_prefix.h"
#include "broker/index_walk.h"
#include <assert.h>
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
    struct index_walk walk;
    struct { /* the chunk of WORDS at hand */
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
    walk_open(&f->walk, v, &f->segment);
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

static bool is_alive(struct index_find *f)
{
    struct index_row row;
    if (f->alive) return true;
    return walk_row(&f->walk, &row) &&
           index_is_live(f->view, &(struct index_article){.doc = row.doc, .serial = row.serial});
}

/* Counts the places from `position` on in the article at hand, in the zones asked for. */
static bool fill_hit(struct index_find *f, uint32_t position, struct index_hit *out)
{
    *out = (struct index_hit){.ordinal = f->walk.ordinal};
    do {
        unsigned zone = walk_zone(&f->walk, position);
        if (!(f->zones & 1u << zone)) continue;
        out->heads += zone == ZONE_TITLE;
        if (out->count++ == 0) {
            out->first = position;
            out->zone = zone;
        }
        if (f->once) return true;
    } while (index_find_next(f, position + 1, &position) && position < f->walk.end);
    return out->count > 0;
}

/* All of a hit but its article. */
static bool next_hit(struct index_find *f, uint32_t from, struct index_hit *out)
{
    struct index_walk *w = &f->walk;
    uint32_t position, start = 0;
    if (w->any && from < w->ordinal) from = w->ordinal;
    if (from > 0) {
        if ((!w->any || w->ordinal != from) && !walk_go(w, from)) return false;
        start = w->start;
    }
    while (index_find_next(f, start, &position) && (position < w->end || walk_to(w, position))) {
        if (is_alive(f) && fill_hit(f, position, out)) return true;
        start = w->end;
        if (start == UINT32_MAX) return false;
    }
    return false;
}

bool index_next(struct index_find *f, uint32_t from, struct index_hit *out)
{
    return next_hit(f, from, out) &&
           index_article(f->view, &f->segment, out->ordinal, &out->article);
}

bool index_next_ordinal(struct index_find *f, uint32_t from, uint32_t *ordinal)
{
    struct index_hit hit;
    if (!next_hit(f, from, &hit)) return false;
    *ordinal = hit.ordinal;
    return true;
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
    uint64_t count = 0;
    once.once = true;
    struct index_find *f = index_find_open(v, s, &once);
    if (!counted_articles(f, &count))
        for (uint32_t next = 0; index_next_ordinal(f, next, &next); next++) count++;
    index_find_close(&f);
    return count;
}
