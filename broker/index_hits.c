/* index_hits.c: see index.h. The articles that have a text: one after the other, or all at once.
 */
#include "broker/index_find.h"

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

/* ---- All of them ---- */

static void add_place(struct index_find *f, uint32_t position, struct index_standing *found)
{
    if (f->once && found->places > 0) return;
    unsigned zone = walk_zone(&f->walk, position);
    if (!(f->zones & 1u << zone)) return;
    found->places++;
    found->heads += zone == ZONE_TITLE;
}

/* What was found of the article at hand. */
static void give(struct index_find *f, struct index_standing *found, index_taker *take, void *to)
{
    found->ordinal = f->walk.ordinal;
    found->length = f->walk.text;
    if (found->places > 0) take(to, found);
    *found = (struct index_standing){0};
}

/* Along the places, and the articles that they are in. */
static void each_by_places(struct index_find *f, index_taker *take, void *to)
{
    struct index_standing found = {0};
    struct index_walk *w = &f->walk;
    for (uint32_t from = 0; find_places(f, from); from = f->places.at[f->places.count - 1] + 1) {
        for (uint32_t i = 0; i < f->places.count; i++) {
            uint32_t position = f->places.at[i];
            if (position >= w->end) {
                give(f, &found, take, to);
                if (!walk_to(w, position)) return;
            }
            add_place(f, position, &found);
        }
    }
    give(f, &found, take, to);
}

/* Of the article at hand, from its bits: in its text they are counted, no more. */
static void add_bits(struct index_find *f, struct index_standing *found)
{
    const struct index_walk *w = &f->walk;
    uint32_t behind = w->start + w->text, count;
    if (f->zones & 1u << ZONE_TEXT)
        found->places = prefix_cursor_in(&f->prefix, w->start, behind, f->once);
    for (uint32_t from = behind; !f->once || found->places == 0;
         from = f->places.at[count - 1] + 1) {
        count = prefix_cursor_take(&f->prefix, from, w->end, f->places.at, PLACES_MOST);
        if (count == 0) return;
        for (uint32_t i = 0; i < count; i++) add_place(f, f->places.at[i], found);
    }
}

static void each_by_bits(struct index_find *f, index_taker *take, void *to)
{
    struct index_standing found = {0};
    for (uint32_t ordinal = 0; walk_go(&f->walk, ordinal); ordinal++) {
        add_bits(f, &found);
        give(f, &found, take, to);
    }
}

void index_each(struct index_find *f, index_taker *take, void *to)
{
    f->places.most = PLACES_MOST;
    if (!f->covers) prefix_cursor_all(&f->prefix);
    if (!f->covers && !f->whole_words && prefix_cursor_has_bits(&f->prefix))
        each_by_bits(f, take, to);
    else
        each_by_places(f, take, to);
}

/* ---- Counting ---- */

/* What the heads of a term's lists say; false if not all of them do. */
static bool counted_articles(struct index_find *f, uint64_t *count)
{
    return f->cover_count == 1 && f->length == TERM_POINTS && !f->whole_words && f->alive &&
           f->zones == INDEX_USUAL_ZONES && term_cursor_articles(&f->covers[0]->cursor, count);
}

struct living {
    struct index_find *find;
    uint64_t count;
};

static void count_living(void *to, const struct index_standing *found)
{
    struct living *l = to;
    l->count += is_alive(l->find);
}

uint64_t index_count(struct index_view *v, const struct index_segment *s,
                     const struct index_text *text)
{
    struct index_text once = *text;
    once.once = true;
    struct living living = {.find = index_find_open(v, s, &once)};
    if (!counted_articles(living.find, &living.count))
        index_each(living.find, count_living, &living);
    index_find_close(&living.find);
    return living.count;
}
