/* ask_weigh.c: in which articles of a segment a text stands, and how often. See ask.h.
 *
 * Places come in ascending order, and so do the articles that they are in: a walk along both.
 */
#include "broker/ask.h"
#include "broker/index_walk.h"
#include "proto/fold.h"

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

/* ---- Places ---- */

/* Counts a place; returns from where on the next one may count. */
static uint32_t add_place(struct index_walk *w, unsigned zones, uint32_t position,
                          struct ask_weighed *out)
{
    unsigned zone = walk_zone(w, position);
    if (!(zones & 1u << zone)) return zone == ZONE_TEXT ? w->start + w->text : position + 1;
    out->places++;
    out->heads += zone == ZONE_TITLE;
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
    struct index_walk w;
    uint32_t position = 0;
    walk_open(&w, s->view, &s->segment);
    found->len = 0;
    for (uint32_t from = 0; index_find_next(f, from, &position);
         from = add_place(&w, zones, position, &one)) {
        if (position < w.end) continue;
        end_article(found, &one);
        if (!walk_to(&w, position)) break;
        one.ordinal = w.ordinal;
        one.length = w.text;
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
