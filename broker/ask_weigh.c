/* ask_weigh.c: in which articles of a segment a text stands, and how often. See ask.h. */
#include "broker/ask.h"
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

/* ---- The text ---- */

/* In which articles of the segment it stands: looked for, not remembered. */
static struct ask_weighing *look_for(struct ask_segment *s, const struct index_text *text)
{
    struct index_find *f = index_find_open(s->view, &s->segment, text);
    struct index_tally tally;
    index_tally(f, &tally);
    index_find_close(&f);
    return ask_weighing_new(&tally);
}

/* What says all of a text, for the cache. */
static void write_asked(const struct index_text *text, struct buf *out)
{
    buf_add_char(out, ASKED_TEXT);
    buf_add(out, &text->zones, sizeof text->zones);
    buf_add(out, &text->whole_words, sizeof text->whole_words);
    buf_add(out, text->at, text->count * sizeof *text->at);
}

struct ask_weighing *ask_weigh_known(struct ask_segment *s, const struct query_term *term)
{
    struct buf room = {0}, asked = {0};
    struct index_text text = ask_text(term, &room);
    write_asked(&text, &asked);
    struct ask_weighing *w = ask_cache_find(s->cache, s->segment.number, buf_view(&asked));
    buf_free(&room);
    buf_free(&asked);
    return w;
}

static struct ask_weighing *weigh(struct ask_segment *s, const struct query_term *term)
{
    struct ask_weighing *w = ask_weigh_known(s, term);
    struct buf room = {0}, asked = {0};
    if (w) return w;
    struct index_text text = ask_text(term, &room);
    w = look_for(s, &text);
    write_asked(&text, &asked);
    ask_cache_keep(s->cache, s->segment.number, buf_view(&asked), w);
    buf_free(&room);
    buf_free(&asked);
    return w;
}

void ask_weigh_end(struct ask_segment *s)
{
    if (s->weighed.last) ask_weighing_leave(s->weighed.last);
    s->weighed.last = NULL;
    s->weighed.term = NULL;
}

struct ask_weighing *ask_weigh(struct ask_segment *s, const struct query_term *term)
{
    if (s->weighed.term != term) {
        ask_weigh_end(s);
        s->weighed.last = weigh(s, term);
        s->weighed.term = term;
    }
    return s->weighed.last;
}
