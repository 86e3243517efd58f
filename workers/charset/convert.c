/* convert.c: see convert.h. */
#include "workers/charset/convert.h"
#include <string.h>

enum { MARKS_A_LOOK = 64 }; /* at the budget */
enum { SLACK = 16 };        /* what a walk may write beyond its end, and more */

struct work {
    struct arena *arena;
    struct charset_walk walk;
    char *text;
    uint64_t room;
    struct charset_origin *origin;
    struct origin_mark *marks;
};

static struct work begin(const struct document *d, const struct charset_guess *from)
{
    struct work w = {.arena = d->arena};
    const char *end = d->bytes.at + d->bytes.len;
    w.walk = (struct charset_walk){.charset = from->charset, .at = d->bytes.at, .end = end};
    /* two bytes of a Chinese charset are three */
    w.room = d->bytes.len + d->bytes.len / 2 + ORIGIN_STRIDE + SLACK;
    w.text = arena_alloc(w.arena, w.room + SLACK);
    size_t marks = 3 * d->bytes.len / ORIGIN_STRIDE + 2; /* a damaged byte is three */
    w.marks = arena_alloc(w.arena, marks * sizeof *w.marks);
    w.origin = charset_origin_new(w.arena, from->charset, d->bytes);
    w.origin->marks = w.marks;
    return w;
}

/* The rest of a character that was cut off, which is damage whatever it could be read as. */
static void pass_orphan(struct work *w)
{
    memcpy(w->text, "\xef\xbf\xbd", 3);
    w->walk.damage = w->walk.at++;
    w->walk.damaged = 1;
    w->walk.length = 3;
}

/* Western text and damage may grow more than twofold: then the rest is measured. */
static void make_room(struct work *w)
{
    struct charset_walk rest = w->walk;
    charset_walk(&rest, UINT64_MAX, NULL);
    w->room = rest.length + ORIGIN_STRIDE + SLACK;
    char *text = arena_alloc(w->arena, w->room + SLACK);
    memcpy(text, w->text, w->walk.length);
    w->text = text;
}

/* On to the next mark. */
static void stride(struct work *w)
{
    uint32_t byte = (uint32_t)(w->walk.at - w->origin->bytes.at);
    w->marks[w->origin->count++] = (struct origin_mark){(uint32_t)w->walk.length, byte};
    uint64_t until = (uint64_t)w->origin->count * ORIGIN_STRIDE;
    if (until + SLACK > w->room) make_room(w);
    charset_walk(&w->walk, until - 1, w->text);
}

bool convert(const struct document *d, const struct charset_guess *from,
             const struct budget *budget, struct conversion *out)
{
    struct work w = begin(d, from);
    if (from->orphan) pass_orphan(&w);
    do {
        if (w.origin->count % MARKS_A_LOOK == 0 && budget_over(budget, d)) return false;
        stride(&w);
    } while (w.walk.at < w.walk.end);
    size_t damage = w.walk.damage ? (size_t)(w.walk.damage - d->bytes.at) : 0;
    *out = (struct conversion){{w.text, w.walk.length}, &w.origin->origin, w.walk.damaged, damage};
    return true;
}

bool convert_failed(const struct conversion *c, struct view bytes)
{
    return c->damaged * CHARSET_DAMAGE_SHARE > bytes.len;
}
