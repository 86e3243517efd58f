/* ask_weigh.c: in which articles of a segment a text stands, and how often. See ask.h.
 *
 * Places come in ascending order, and so do the articles that they are in: a walk along both. The
 * rows of articles are looked at where they lie.
 */
#include "broker/ask.h"
#include "proto/fold.h"
#include <stddef.h>
#include <string.h>

struct index_text ask_text(const struct query_term *term, struct buf *room)
{
    static const unsigned zones[QUERY_FIELD_COUNT] = {
        [QUERY_TITLE] = 1u << ZONE_TITLE | 1u << ZONE_SUBTITLE,
        [QUERY_BYLINE] = 1u << ZONE_BYLINE,
    };
    struct index_text text = {.whole_words = term->field == QUERY_WORD,
                              .zones = zones[term->field]};
    if (text.zones == 0) text.zones = 1u << ZONE_TEXT | 1u << ZONE_TITLE | 1u << ZONE_SUBTITLE;
    room->len = 0;
    buf_reserve(room, (term->text.len + 1) * sizeof(uint32_t));
    uint32_t *points = (uint32_t *)(void *)room->at;
    text.count = (uint32_t)fold_points(term->text, points);
    if (text.count > INDEX_TEXT_MOST) text.count = INDEX_TEXT_MOST;
    text.at = points;
    return text;
}

void ask_places(struct index_find *f, const struct index_article *a, struct buf *points)
{
    uint32_t end = a->start + a->length[ZONE_TEXT], position = a->start;
    while (position < end && index_find_next(f, position, &position) && position < end) {
        uint32_t point = position++ - a->start;
        buf_add(points, &point, sizeof point);
    }
}

/* ---- Articles along the stream ---- */

struct walk {
    struct ask_segment *segment;
    struct view starts;    /* of chunks of rows */
    uint32_t chunks;       /* how many there are */
    struct view rows;      /* of the chunk at hand */
    uint32_t chunk, row;   /* at hand; row: in the chunk */
    uint32_t end;          /* where the next article begins */
    struct index_row here; /* the article */
};

static uint32_t start_of_chunk(const struct walk *w, uint32_t chunk)
{
    uint32_t start;
    if ((chunk + 1) * sizeof start > w->starts.len) return UINT32_MAX;
    memcpy(&start, w->starts.at + chunk * sizeof start, sizeof start);
    return start;
}

static uint32_t start_of_row(const struct walk *w, uint32_t row)
{
    uint32_t start;
    size_t at = row * sizeof(struct index_row) + offsetof(struct index_row, start);
    if (at + sizeof start > w->rows.len) return start_of_chunk(w, w->chunk + 1);
    memcpy(&start, w->rows.at + at, sizeof start);
    return start;
}

/* The last of `from`, from + 1 … below end that does not begin behind the position. Mostly it is
 * near: by steps that double, then by halves. */
static uint32_t last_not_behind(const struct walk *w,
                                uint32_t (*start_of)(const struct walk *, uint32_t), uint32_t from,
                                uint32_t end, uint32_t position)
{
    uint32_t low = from, high = from + 1, step = 1;
    while (high < end && start_of(w, high) <= position) {
        low = high;
        high = end - high > step ? high + step : end;
        step *= 2;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (start_of(w, middle) <= position)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Goes to the article that the position is in, which is not before the one at hand. */
static bool walk_to(struct walk *w, uint32_t position)
{
    if (w->rows.len == 0 || position >= start_of_chunk(w, w->chunk + 1)) {
        w->chunk = last_not_behind(w, start_of_chunk, w->chunk, w->chunks, position);
        w->row = 0;
        if (!index_rows(w->segment->txn, w->segment->segment.number, w->chunk * INDEX_ROWS,
                        &w->rows))
            return false;
    }
    uint32_t count = (uint32_t)(w->rows.len / sizeof w->here);
    if (w->row >= count) return false;
    w->row = last_not_behind(w, start_of_row, w->row, count, position);
    memcpy(&w->here, w->rows.at + w->row * sizeof w->here, sizeof w->here);
    w->end = start_of_row(w, w->row + 1);
    return true;
}

static void walk_open(struct walk *w, struct ask_segment *s)
{
    struct index_key key = index_key(s->segment.number, FAMILY_STARTS, (struct view){0});
    *w = (struct walk){.segment = s, .chunks = (s->segment.articles + INDEX_ROWS - 1) / INDEX_ROWS};
    index_get(s->txn, &key, &w->starts);
}

/* ---- Places ---- */

/* The zone behind the text that a point of the article is in; ZONES: none. */
static unsigned zone_behind(const struct index_row *a, uint32_t point)
{
    uint32_t start = a->text + 1;
    for (unsigned z = 1; z < ZONES; z++) {
        if (point < start) return ZONES;
        if (point - start < a->others[z - 1]) return z;
        start += a->others[z - 1] + 1u;
    }
    return ZONES;
}

/* Counts a place; returns from where on the next one may count. */
static uint32_t add_place(const struct walk *w, unsigned zones, uint32_t position,
                          struct ask_weighed *out)
{
    uint32_t point = position - w->here.start;
    if (point < w->here.text) {
        if (!(zones & 1u << ZONE_TEXT)) return w->here.start + w->here.text;
        out->places++;
        return position + 1;
    }
    unsigned zone = zone_behind(&w->here, point);
    if (zone < ZONES && zones & 1u << zone) out->places++;
    if (zone == ZONE_TITLE && zones & 1u << zone) out->heads++;
    return position + 1;
}

static void end_article(struct buf *found, struct ask_weighed *one)
{
    if (one->places > 0) buf_add(found, one, sizeof *one);
    *one = (struct ask_weighed){0};
}

static struct ask_weighing *walk_places(struct ask_segment *s, struct index_find *f, unsigned zones)
{
    struct ask_weighed one = {0};
    struct buf *found = &s->weighed.found;
    struct walk w;
    uint32_t position = 0;
    walk_open(&w, s);
    found->len = 0;
    for (uint32_t from = 0; index_find_next(f, from, &position);
         from = add_place(&w, zones, position, &one)) {
        if (position < w.end) continue;
        end_article(found, &one);
        if (!walk_to(&w, position)) break;
        one.ordinal = w.chunk * INDEX_ROWS + w.row;
        if (one.ordinal >= s->segment.articles) break;
        one.length = w.here.text;
    }
    end_article(found, &one);
    return ask_weighing_new((const struct ask_weighed *)(const void *)found->at,
                            found->len / sizeof one);
}

/* ---- The text ---- */

static struct ask_weighing *weigh(struct ask_segment *s, const struct query_term *term)
{
    struct buf room = {0};
    struct index_text text = ask_text(term, &room);
    struct ask_weighing *w = ask_cache_find(s->cache, s->segment.number, &text);
    if (!w) {
        struct index_find *f = index_find_open(s->view, &s->segment, &text);
        w = walk_places(s, f, text.zones);
        index_find_close(&f);
        ask_cache_keep(s->cache, s->segment.number, &text, w);
    }
    buf_free(&room);
    return w;
}

void ask_weigh_end(struct ask_segment *s)
{
    if (s->weighed.last) ask_weighing_leave(s->weighed.last);
    s->weighed.last = NULL;
    s->weighed.term = NULL;
}

const struct ask_weighing *ask_weigh(struct ask_segment *s, const struct query_term *term)
{
    if (s->weighed.term != term) {
        ask_weigh_end(s);
        s->weighed.last = weigh(s, term);
        s->weighed.term = term;
    }
    return s->weighed.last;
}
