/* index_hits.c: see index.h. The articles that have a text: one after the other, or all at once.
 */
#include "broker/index_find.h"

/* ---- Articles ---- */

/* Whether the article that a walk is at lives. */
static bool is_alive(struct index_find *f, struct index_walk *w)
{
    struct index_row row;
    if (f->alive) return true;
    return walk_row(w, &row) &&
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
        if (is_alive(f, w) && fill_hit(f, position, out)) return true;
        start = w->end;
        if (start == UINT32_MAX) return false;
    }
    return false;
}

bool index_next(struct index_find *f, uint32_t from, struct index_hit *out)
{
    return next_hit(f, from, out) && walk_article(&f->walk, &out->article);
}

bool index_next_ordinal(struct index_find *f, uint32_t from, uint32_t *ordinal)
{
    struct index_hit hit;
    if (!next_hit(f, from, &hit)) return false;
    *ordinal = hit.ordinal;
    return true;
}

/* ---- All of them ---- */

/* Of the last of them not all places may be known yet. */
struct standings {
    index_taker *take;
    void *to;
    struct index_standing at[PLACES_MOST + 1];
    size_t count;
};

/* Gives those of which all is known. */
static void give(struct standings *s, size_t known)
{
    if (known > 0) s->take(s->to, s->at, known);
    if (known > 0 && known < s->count) s->at[0] = s->at[known];
    s->count -= known;
}

/* The article that a place is in: where it begins, and the length of its text. */
struct spot {
    uint32_t ordinal, start, text;
};

static inline bool spot_of(struct index_walk *w, const struct index_directory *d, uint32_t place,
                           struct spot *out)
{
    if (d) {
        uint32_t ordinal = directory_article(d, place);
        *out = (struct spot){ordinal, d->starts[ordinal], d->texts[ordinal]};
        return true;
    }
    if (!walk_to_row(w, place)) return false;
    *out = (struct spot){w->ordinal, w->start, w->text};
    return true;
}

/* The zone of a place behind the text of its article. */
static unsigned zone_behind(struct index_walk *w, const struct spot *spot, uint32_t place)
{
    return walk_go(w, spot->ordinal) ? walk_zone_behind(w, place) : ZONES;
}

/* Adds at most PLACES_MOST places, which ascend. Which article one is in cannot be foreseen, so
 * that little as may be waits for it: one that has more places is written again. False: it is in
 * none. */
static bool add_places(struct index_find *f, struct standings *s, const uint32_t *at,
                       uint32_t count)
{
    const struct index_directory *d = f->walk.directory;
    if (s->count > 1 && s->count + count > PLACES_MOST + 1) give(s, s->count - 1);
    struct index_standing one = {.ordinal = UINT32_MAX}, *out = s->at + s->count;
    struct spot spot;
    if (s->count > 0) one = out[-1];
    for (uint32_t i = 0; i < count; i++) {
        if (!spot_of(&f->walk, d, at[i], &spot)) return false;
        uint32_t again = one.ordinal == spot.ordinal, counts = 1 & ~(again & f->once);
        unsigned zone = ZONE_TEXT;
        if (at[i] - spot.start >= spot.text && counts) zone = zone_behind(&f->walk, &spot, at[i]);
        if (!(f->zones & 1u << zone)) continue;
        out += 1 - again;
        one.ordinal = spot.ordinal;
        one.length = spot.text;
        one.places = (one.places & -again) + counts;
        one.heads = (one.heads & -again) + (counts & (zone == ZONE_TITLE));
        out[-1] = one;
    }
    s->count = (size_t)(out - s->at);
    return true;
}

/* Along the places, and the articles that they are in. */
static void each_by_places(struct index_find *f, struct standings *s)
{
    for (uint32_t from = 0; find_places(f, from); from = f->places.at[f->places.count - 1] + 1)
        if (!add_places(f, s, f->places.at, f->places.count)) break;
    give(s, s->count);
}

/* Of the article at hand, from its bits: in its text they are counted, no more. */
static void add_bits(struct index_find *f, struct standings *s)
{
    const struct index_walk *w = &f->walk;
    uint32_t behind = w->start + w->text, count = 0;
    if (f->zones & 1u << ZONE_TEXT) count = prefix_cursor_in(&f->prefix, w->start, behind, f->once);
    if (count > 0) s->at[s->count++] = (struct index_standing){w->ordinal, w->text, count, 0};
    if (count > 0 && f->once) return;
    for (uint32_t from = behind;; from = f->places.at[count - 1] + 1) {
        count = prefix_cursor_take(&f->prefix, from, w->end, f->places.at, PLACES_MOST);
        if (count == 0 || !add_places(f, s, f->places.at, count)) return;
    }
}

static void each_by_bits(struct index_find *f, struct standings *s)
{
    for (uint32_t ordinal = 0; walk_go(&f->walk, ordinal); ordinal++) {
        add_bits(f, s);
        if (s->count >= PLACES_MOST) give(s, s->count);
    }
    give(s, s->count);
}

void index_each(struct index_find *f, index_taker *take, void *to)
{
    struct standings s = {.take = take, .to = to};
    f->places.most = PLACES_MOST;
    if (!f->covers) prefix_cursor_all(&f->prefix);
    if (!f->covers && !f->whole_words && prefix_cursor_has_bits(&f->prefix))
        each_by_bits(f, &s);
    else
        each_by_places(f, &s);
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
    struct index_walk walk;
    uint64_t count;
};

static void count_living(void *to, const struct index_standing *found, size_t count)
{
    struct living *l = to;
    if (l->find->alive)
        l->count += count;
    else
        for (size_t i = 0; i < count; i++)
            l->count += walk_go(&l->walk, found[i].ordinal) && is_alive(l->find, &l->walk);
}

/* Places that ascend, of articles that all live: nothing is written down of them. */
struct counting {
    struct index_find *find;
    uint64_t count;
    uint32_t last; /* article that was counted */
};

static inline void count_place(struct counting *c, const struct spot *spot, uint32_t place)
{
    unsigned zone = ZONE_TEXT;
    if (place - spot->start >= spot->text && spot->ordinal != c->last)
        zone = zone_behind(&c->find->walk, spot, place);
    if (!(c->find->zones & 1u << zone)) return;
    c->count += spot->ordinal != c->last;
    c->last = spot->ordinal;
}

/* Those of which a directory tells the article, nearly all in their article's text. */
static void count_by_directory(struct counting *to, const struct index_directory *d,
                               const uint32_t *at, uint32_t count)
{
    struct counting c = *to; /* in registers */
    for (uint32_t i = 0; i < count; i++) {
        uint32_t ordinal = directory_article_of(d, at[i]);
        count_place(&c, &(struct spot){ordinal, d->starts[ordinal], d->texts[ordinal]}, at[i]);
    }
    *to = c;
}

/* False: one is in no article. */
static bool count_by_walk(struct counting *c, const uint32_t *at, uint32_t count)
{
    struct spot spot;
    for (uint32_t i = 0; i < count; i++) {
        if (!spot_of(&c->find->walk, NULL, at[i], &spot)) return false;
        count_place(c, &spot, at[i]);
    }
    return true;
}

static uint64_t count_by_places(struct index_find *f)
{
    struct counting c = {.find = f, .last = UINT32_MAX};
    f->places.most = PLACES_MOST;
    for (uint32_t from = 0, last; find_places(f, from); from = last + 1) {
        const struct index_directory *d = f->walk.directory;
        last = f->places.at[f->places.count - 1];
        if (d && directory_has(d, last))
            count_by_directory(&c, d, f->places.at, f->places.count);
        else if (!count_by_walk(&c, f->places.at, f->places.count))
            break;
    }
    return c.count;
}

static uint64_t count_articles(struct index_find *f)
{
    struct living living = {.find = f};
    uint64_t count;
    if (counted_articles(f, &count)) return count;
    if (f->covers && f->alive) return count_by_places(f);
    walk_open(&living.walk, f->view, &f->segment);
    index_each(f, count_living, &living);
    return living.count;
}

uint64_t index_count(struct index_view *v, const struct index_segment *s,
                     const struct index_text *text)
{
    struct index_text once = *text;
    once.once = true;
    struct index_find *f = index_find_open(v, s, &once);
    uint64_t count = count_articles(f);
    index_find_close(&f);
    return count;
}
