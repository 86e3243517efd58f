/* charset/origin.c: see charset/origin.h. */
#include "workers/charset/origin.h"

/* The place in the bytes of the character in which text `place` lies: its beginning, or its end. */
static uint32_t byte_of(const struct charset_origin *o, uint32_t place, bool end)
{
    uint32_t k = place / ORIGIN_STRIDE;
    if (k >= o->count) k = o->count - 1;
    if (k > 0 && o->marks[k].text > place) k--;
    uint32_t text = o->marks[k].text;
    if (text > place) return end ? o->marks[k].byte : 0; /* in what precedes the first mark */
    const char *at = o->bytes.at + o->marks[k].byte, *limit = o->bytes.at + o->bytes.len;
    while (text < place && at < limit) {
        struct charset_step s = charset_step(o->charset, at, limit);
        if (text + s.to > place && !end) break;
        text += s.to;
        at += s.from;
    }
    return (uint32_t)(at - o->bytes.at);
}

/* Half a character (a letter whose accent was written in the same code) counts as the whole. */
static struct span find(const struct origin *origin, uint32_t start, uint32_t end)
{
    const struct charset_origin *o = (const struct charset_origin *)origin;
    return (struct span){byte_of(o, start, false), byte_of(o, end, true)};
}

struct charset_origin *charset_origin_new(struct arena *a, enum charset charset, struct view bytes)
{
    struct charset_origin *o = arena_alloc(a, sizeof *o);
    *o = (struct charset_origin){.origin = {.find = find}, .charset = charset, .bytes = bytes};
    return o;
}
