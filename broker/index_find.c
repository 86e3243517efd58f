/* index_find.c: see index.h. The positions of a text.
 *
 * A text of three or more code points is covered by terms: those at 0, 3, 6 … and, if something is
 * left, the last three; and a term between, where that is much rarer. It stands where all of them
 * stand, each at its distance. The rarest proposes some places, each of the others keeps those that
 * it agrees to.
 */
#include "broker/index_find.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- Opening ---- */

enum {
    COUNTED_FIRST = 1 << 12, /* who asks for a page only hardly gains by knowing more, */
    COUNTED_MOST = 1 << 15   /* and nobody by this */
};

static int rarest_first(const void *a, const void *b)
{
    const struct cover *x = *(const struct cover *const *)a, *y = *(const struct cover *const *)b;
    if (x->count != y->count) return x->count < y->count ? -1 : 1;
    return x->distance < y->distance ? -1 : x->distance > y->distance;
}

/* Counts each of them up to so many: common ones have many lists, whose heads are read. The bound
 * is known when one of them has no more. */
static void count_covers(struct index_find *f, uint64_t most)
{
    for (uint32_t i = 0; i < f->cover_count; i++) {
        struct cover *c = f->covers[i];
        bool whole = term_cursor_count(&c->cursor, most, &c->count);
        if (whole && c->count < f->bound) f->bound = c->count;
    }
}

static void sort_covers(struct index_find *f)
{
    qsort(f->covers, f->cover_count, sizeof *f->covers, rarest_first);
}

/* The next of `all`: the term at this distance. A text that has a term which stands nowhere is
 * nowhere. */
static struct cover *open_cover(struct index_find *f, const struct index_text *text,
                                uint32_t distance)
{
    struct cover *c = &f->all[f->cover_count];
    const uint32_t *at = text->at + distance;
    c->distance = distance;
    term_cursor_open(&c->cursor, f->view->read->txn, &f->segment, term_of(at[0], at[1], at[2]));
    if (!term_cursor_any(&c->cursor)) f->bound = 0;
    return c;
}

static bool is_covered(const struct index_find *f, uint32_t distance)
{
    for (uint32_t i = 0; i < f->cover_count; i++)
        if (f->all[i].distance == distance) return true;
    return false;
}

/* Of the terms between, one that is much rarer: it proposes fewer places, and of the others most
 * groups are passed over then. */
static void add_rarer(struct index_find *f, const struct index_text *text)
{
    enum { RARER = 4, LOOKED_AT = 16 };
    struct cover best, *c = &f->all[f->cover_count];
    uint64_t limit = (f->bound < COUNTED_FIRST ? f->bound : COUNTED_FIRST) / RARER, most = limit;
    uint32_t end = text->count - TERM_POINTS;
    for (uint32_t i = 1; i < end && i < LOOKED_AT && f->bound > 0; i++) {
        if (is_covered(f, i)) continue;
        open_cover(f, text, i);
        if (!term_cursor_count(&c->cursor, most, &c->count) || c->count >= most) continue;
        best = *c;
        most = c->count;
    }
    if (most == limit || f->bound == 0) return;
    *c = best;
    f->bound = c->count;
    f->covers[f->cover_count++] = c;
}

static void open_covers(struct index_find *f, const struct index_text *text)
{
    enum { FEW = 64 }; /* are not worth looking for a rarer term */
    uint32_t count = (text->count + TERM_POINTS - 1) / TERM_POINTS;
    f->all = xmalloc((count + 1) * sizeof *f->all);
    f->covers = xmalloc((count + 1) * sizeof *f->covers);
    for (uint32_t i = 0; i < count && f->bound > 0; i++) {
        bool last = (i + 1) * TERM_POINTS > text->count;
        uint32_t distance = last ? text->count - TERM_POINTS : i * TERM_POINTS;
        f->covers[f->cover_count] = open_cover(f, text, distance);
        f->cover_count++;
    }
    if (f->bound == 0 || f->cover_count == 1) return;
    count_covers(f, COUNTED_FIRST);
    if (f->bound > FEW) add_rarer(f, text);
    sort_covers(f);
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
    f->places.most = PLACES_FIRST;
    walk_open(&f->walk, v, &f->segment);
    f->bound = UINT64_MAX;
    if (text->count >= TERM_POINTS)
        open_covers(f, text);
    else
        prefix_cursor_open(&f->prefix, v->read->txn, &f->segment, text->at, text->count);
    return f;
}

void index_find_close(struct index_find **at)
{
    struct index_find *f = *at;
    if (!f) return;
    prefix_cursor_close(&f->prefix);
    free(f->all);
    free(f->covers);
    free(f);
    *at = NULL;
}

/* All lists are passed over to tell, so it is not told before it is asked for. */
uint64_t index_find_bound(struct index_find *f)
{
    if (f->bound < UINT64_MAX) return f->bound;
    if (f->covers)
        for (uint64_t most = COUNTED_MOST; f->bound == UINT64_MAX; most *= 8) count_covers(f, most);
    else
        f->bound = prefix_cursor_count(&f->prefix);
    return f->bound;
}

/* ---- Places ---- */

/* The first places from `from` on where all terms agree, at most `most`. */
static uint32_t agreed(struct index_find *f, uint64_t from, uint32_t most)
{
    struct cover *first = f->covers[0];
    uint32_t *at = f->places.at, count = 0;
    while (count == 0) {
        count = term_cursor_take(&first->cursor, first->distance, from, at, most);
        if (count == 0) return 0;
        from = (uint64_t)at[count - 1] + 1;
        for (uint32_t i = 1; i < f->cover_count && count > 0; i++)
            count =
                term_cursor_keep(&f->covers[i]->cursor, f->covers[i]->distance, at, count, &from);
    }
    return count;
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

static uint32_t keep_words(struct index_find *f, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = f->places.at[i];
        f->places.at[kept] = place;
        kept += is_boundary(f, place) && is_boundary(f, place + f->length);
    }
    return kept;
}

/* More is asked for than a page: which term is the rarest matters now, if that is not known yet.
 * Those behind the place at hand are counted; none has passed over one that is asked for. */
static void settle(struct index_find *f)
{
    f->settled = true;
    if (!f->covers || f->cover_count == 1 || f->bound < UINT64_MAX) return;
    count_covers(f, COUNTED_MOST);
    sort_covers(f);
}

/* Who asks for the first places only should not wait for many. */
static uint32_t next_most(struct index_find *f)
{
    uint32_t most = f->places.most;
    if (most == PLACES_MOST && !f->settled) settle(f);
    f->places.most = 2 * most < PLACES_MOST ? 2 * most : PLACES_MOST;
    return most;
}

bool find_places(struct index_find *f, uint32_t from)
{
    uint32_t *at = f->places.at, count = 0, most = next_most(f);
    f->places.next = f->places.count = 0;
    if (f->bound == 0) return false;
    for (uint64_t place = from; count == 0 && place < UINT32_MAX;) {
        count = f->covers ? agreed(f, place, most)
                          : prefix_cursor_take(&f->prefix, (uint32_t)place, UINT32_MAX, at, most);
        if (count == 0) return false;
        place = (uint64_t)at[count - 1] + 1;
        if (f->whole_words) count = keep_words(f, count);
    }
    f->places.count = count;
    return count > 0;
}

/* Who leaps should not wait for many, either. */
static bool find_more(struct index_find *f, uint32_t from)
{
    if (f->places.asked < f->places.count / 2) f->places.most = PLACES_FIRST;
    f->places.asked = 0;
    return find_places(f, from);
}

bool index_find_next(struct index_find *f, uint32_t from, uint32_t *position)
{
    while (f->places.next < f->places.count && f->places.at[f->places.next] < from)
        f->places.next++;
    if (f->places.next == f->places.count && !find_more(f, from)) return false;
    f->places.asked++;
    *position = f->places.at[f->places.next];
    return true;
}
