/* around.c: see around.h. */
#include "workers/html/around.h"
#include "workers/html/hint.h"
#include "workers/html/weigh.h"
#include <stdlib.h>

enum {
    LEFT_MIN = 20,     /* hundredths of what is good that hints must leave, */
    LEFT_ENOUGH = 1200 /* or so much, whatever they take */
};

static bool is_teaser_like(const struct node *n)
{
    enum { BLOCKS_MAX = 8, TEXT_MAX = 400 };
    const struct weights *w = &n->weighs;
    if (!(n->element->traits & (E_SECTION | E_ITEM))) return false;
    if (n->hints & (HINT_BODY | HINT_POST) || n->end - n->first > BLOCKS_MAX) return false;
    return w->text <= TEXT_MAX && w->links > 0 && w->links * 10 >= w->text;
}

static int by_name(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

void around_mark_teasers(struct outline *o)
{
    enum { ALIKE = 4 };
    uint64_t *alike = arena_alloc(o->arena, (o->node_count + 1) * sizeof *alike);
    uint32_t count = 0;
    for (uint32_t i = 1; i < o->node_count; i++)
        if (is_teaser_like(&o->nodes[i])) alike[count++] = (uint64_t)o->nodes[i].name << 32 | i;
    if (count) qsort(alike, count, sizeof *alike, by_name);
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && alike[end] >> 32 == alike[i] >> 32;) end++;
        for (uint32_t k = i; end - i >= ALIKE && k < end; k++)
            o->nodes[(uint32_t)alike[k]].teaser = true;
    }
    for (uint32_t i = 1; i < o->node_count; i++)
        o->nodes[i].teaser |= o->nodes[o->nodes[i].parent].teaser;
}

static bool is_around(const struct node *n)
{
    if (n->element->traits & E_ROOT) return false;
    if (n->element->traits & E_OUTER && !n->believed) return true;
    return n->hints & HINTS_AROUND & ~n->trusted && !(n->hints & (HINT_BODY | HINT_POST));
}

static void mark_around(struct outline *o)
{
    for (uint32_t i = 1; i < o->node_count; i++) {
        struct node *n = &o->nodes[i];
        n->trusted = o->nodes[n->parent].trusted | (n->believed ? n->hints : 0);
        n->out = o->nodes[n->parent].out || is_around(n);
    }
}

/* The outermost element that is out and holds the most that is good; 0 if there is none. */
static uint32_t largest_around(const struct outline *o, const uint32_t *good)
{
    uint32_t largest = 0;
    for (uint32_t i = 1; i < o->node_count; i++) {
        const struct node *n = &o->nodes[i];
        if (n->out && !o->nodes[n->parent].out && good[i] > (largest ? good[largest] : 0))
            largest = i;
    }
    return largest;
}

void around_find(struct outline *o, uint32_t trusted)
{
    enum { ROUNDS = 12 };
    uint32_t *good = arena_alloc(o->arena, o->node_count * sizeof *good);
    weigh_elements(o);
    for (uint32_t i = 0; i < o->node_count; i++) good[i] = o->nodes[i].good;
    o->nodes[0].trusted = trusted;
    for (int round = 0; round < ROUNDS; round++) {
        mark_around(o);
        weigh_elements(o);
        uint32_t largest = largest_around(o, good);
        if (!largest || o->nodes[0].good >= LEFT_ENOUGH) return;
        if (!weigh_is_within(o->nodes[0].good, good[0], LEFT_MIN)) return;
        o->nodes[largest].believed = true;
    }
}
