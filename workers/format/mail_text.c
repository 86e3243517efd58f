/* mail_text.c: see mail_text.h. */
#include "workers/format/mail_text.h"

struct mail_origin {
    struct origin origin;
    const struct mail_stretch *stretches;
    uint32_t count;
};

void mail_text_add(struct mail_text *t, struct view text, struct mail_stretch stretch)
{
    if (text.len == 0) return;
    stretch.start = (uint32_t)t->text.len;
    buf_add_view(&t->text, text);
    buf_add(&t->stretches, &stretch, sizeof stretch);
}

/* The stretch that a place lies in, by halving. */
static uint32_t stretch_at(const struct mail_origin *o, uint32_t place)
{
    uint32_t low = 0, high = o->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (o->stretches[middle].start <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static struct span place_in(const struct mail_stretch *s, uint32_t start, uint32_t end)
{
    struct span place = origin_of(s->text, start - s->start, end - s->start);
    place = origin_of(s->coded, place.start, place.end);
    return (struct span){s->at + place.start, s->at + place.end};
}

/* What lies in several parts comes from all that stands between. */
static struct span find(const struct origin *origin, uint32_t start, uint32_t end)
{
    const struct mail_origin *o = (const struct mail_origin *)origin;
    if (o->count == 0) return (struct span){0};
    uint32_t first = stretch_at(o, start), last = stretch_at(o, end > start ? end - 1 : end);
    if (first == last) return place_in(&o->stretches[first], start, end);
    struct span from = place_in(&o->stretches[first], start, o->stretches[first + 1].start);
    struct span to = place_in(&o->stretches[last], o->stretches[last].start, end);
    return (struct span){from.start < to.start ? from.start : to.start,
                         from.end > to.end ? from.end : to.end};
}

const struct origin *mail_text_origin(const struct mail_text *t, struct arena *a)
{
    struct mail_origin *o = arena_alloc(a, sizeof *o);
    const void *kept = arena_copy(a, t->stretches.at, t->stretches.len);
    *o = (struct mail_origin){
        {find, NULL}, kept, (uint32_t)(t->stretches.len / sizeof *o->stretches)};
    return &o->origin;
}

void mail_text_free(struct mail_text *t)
{
    buf_free(&t->text);
    buf_free(&t->stretches);
}
