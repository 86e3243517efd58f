/* choose.c: see choose.h. */
#include "workers/html/choose.h"
#include "workers/html/byline.h"
#include "workers/html/hint.h"
#include "workers/html/phrase.h"
#include <stdlib.h>
#include <string.h>

enum {
    GOOD_MIN = 25,  /* weight of a sentence, the least */
    SAID_MIN = 60,  /* of what stands outside links in a line that is mostly links */
    PLAIN_MIN = 90, /* of a line that is text though it has no mark */
    MOST = 60,      /* hundredths of the good text: in which part it is */
    LEFT_MIN =
        20 /* hundredths of the page's good text that hints leave, or they are not believed */
};

/* Weighing */

static bool is_linked(const struct weights *w)
{
    return w->links * 2 > w->text;
}

static uint32_t good_of(const struct block *b)
{
    const struct weights *w = &b->weighs;
    bool sentence = w->marks > 0 ? w->text >= GOOD_MIN : w->text >= PLAIN_MIN;
    if (!sentence || w->links * 3 > w->text || b->traits & E_HEADING) return 0;
    return w->text - w->links;
}

/* What stands in an element that says it is the text counts so much more. */
static uint32_t factor_of(const struct node *n)
{
    return n->hints & HINT_BODY ? 3 : 1;
}

static void weigh_good(struct outline *o)
{
    for (uint32_t i = 0; i < o->node_count; i++) o->nodes[i].good = 0;
    for (uint32_t i = 0; i < o->block_count; i++) {
        struct node *n = &o->nodes[o->blocks[i].node];
        if (!n->out && !n->teaser) n->good += good_of(&o->blocks[i]);
    }
    for (uint32_t i = o->node_count - 1; i > 0; i--)
        o->nodes[o->nodes[i].parent].good += o->nodes[i].good * factor_of(&o->nodes[i]);
}

/* Teasers: boxes made alike, many on a page, each a few lines with a link */

static bool is_teaser_like(const struct outline *o, const struct node *n)
{
    enum { BLOCKS_MAX = 8, TEXT_MAX = 600 };
    const struct weights *w = &n->weighs;
    (void)o;
    if (!(n->element->traits & (E_SECTION | E_ITEM))) return false;
    if (n->hints & HINT_BODY || n->end - n->first > BLOCKS_MAX || w->text > TEXT_MAX) return false;
    return w->links > 0 && w->links * 10 >= w->text;
}

static int by_name(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void mark_teasers(struct outline *o)
{
    enum { ALIKE = 4 };
    uint64_t *alike = arena_alloc(o->arena, (o->node_count + 1) * sizeof *alike);
    uint32_t count = 0;
    for (uint32_t i = 1; i < o->node_count; i++)
        if (is_teaser_like(o, &o->nodes[i])) alike[count++] = (uint64_t)o->nodes[i].name << 32 | i;
    if (count) qsort(alike, count, sizeof *alike, by_name);
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && alike[end] >> 32 == alike[i] >> 32;) end++;
        for (uint32_t k = i; end - i >= ALIKE && k < end; k++)
            o->nodes[(uint32_t)alike[k]].teaser = true;
    }
    for (uint32_t i = 1; i < o->node_count; i++)
        o->nodes[i].teaser |= o->nodes[o->nodes[i].parent].teaser;
}

/* What is around the text */

static bool is_around(const struct node *n)
{
    if (n->element->traits & E_ROOT) return false;
    if (n->element->traits & E_OUTER && !n->believed) return true;
    return n->hints & HINTS_AROUND & ~n->trusted && !(n->hints & HINT_BODY);
}

static bool is_within_limits(uint32_t part, uint32_t whole, uint32_t hundredths)
{
    return (uint64_t)part * 100 <= (uint64_t)whole * hundredths;
}

static void mark_around(struct outline *o)
{
    for (uint32_t i = 1; i < o->node_count; i++) {
        struct node *n = &o->nodes[i];
        n->trusted = o->nodes[n->parent].trusted | (n->believed ? n->hints : 0);
        n->out = o->nodes[n->parent].out || is_around(n);
    }
}

/* The outermost element that is marked and holds the most that is good; 0 if there is none. */
static uint32_t largest_around(const struct outline *o, const uint32_t *good)
{
    uint32_t largest = 0;
    for (uint32_t i = 1; i < o->node_count; i++) {
        const struct node *n = &o->nodes[i];
        if (n->out && !o->nodes[n->parent].out && (!largest || good[i] > good[largest]))
            largest = i;
    }
    return largest;
}

/* Takes what is around the text out, but hints that would take most of what is good. */
static void take_around(struct outline *o)
{
    enum { ROUNDS = 12 };
    mark_teasers(o);
    uint32_t *good = arena_alloc(o->arena, o->node_count * sizeof *good);
    weigh_good(o);
    for (uint32_t i = 0; i < o->node_count; i++) good[i] = o->nodes[i].good;
    for (int round = 0; round < ROUNDS; round++) {
        mark_around(o);
        weigh_good(o);
        if (!is_within_limits(o->nodes[0].good, good[0], LEFT_MIN) || good[0] == 0) return;
        uint32_t largest = largest_around(o, good);
        if (!largest) return;
        o->nodes[largest].believed = true;
    }
}

/* Where the text is */

static bool is_part(const struct node *n)
{
    return !n->out && !(n->element->traits & (E_PARAGRAPH | E_HEADING | E_ITEM));
}

/* The <article> that the title stands in, if it holds a text; else the page. */
static uint32_t article_of(const struct outline *o, const struct title *t)
{
    enum { ARTICLE_MIN = 500 };
    if (t->block == UINT32_MAX) return 0;
    uint32_t n = o->blocks[t->block].node;
    while (n > 0 && strcmp(o->nodes[n].element->name, "article") != 0) n = o->nodes[n].parent;
    return o->nodes[n].out || o->nodes[n].good < ARTICLE_MIN ? 0 : n;
}

static uint32_t find_text(const struct outline *o, uint32_t at)
{
    for (uint32_t i = at + 1; i < o->node_count; i++) {
        const struct node *n = &o->nodes[i];
        if (n->parent == at && is_part(n) && !is_within_limits(n->good, o->nodes[at].good, MOST))
            at = i;
    }
    return at;
}

/* What goes out of it */

/* A list or a box that is mostly links. */
static bool is_list_of_links(const struct node *n)
{
    return is_linked(&n->weighs) && n->weighs.text > 0;
}

static void mark_linked(struct outline *o, uint32_t node)
{
    for (uint32_t i = node + 1; i < o->node_count && o->nodes[i].first < o->nodes[node].end; i++) {
        struct node *n = &o->nodes[i];
        n->out =
            n->out || o->nodes[n->parent].out || n->teaser ||
            (is_list_of_links(n) && !(n->element->traits & (E_PARAGRAPH | E_HEADING | E_ITEM)));
    }
}

static bool is_caption(const struct outline *o, const struct block *b)
{
    for (uint32_t n = b->node, up = 0; n && up < 4; n = o->nodes[n].parent, up++) {
        if (strcmp(o->nodes[n].element->name, "figcaption") == 0) return true;
        if (o->nodes[n].hints & HINT_CAPTION) return true;
    }
    return (b->hints & HINT_CAPTION) != 0;
}

static bool is_kept(struct outline *o, const struct block *b)
{
    if (o->nodes[b->node].out) return false;
    if (b->hints & HINTS_AROUND & ~(uint32_t)HINT_NAV) return false;
    if (is_caption(o, b)) return false;
    bool said = b->weighs.marks > 0 && b->weighs.text - b->weighs.links >= SAID_MIN;
    if (is_linked(&b->weighs) && !said) return false;
    return phrase_of(outline_block_text(o, b)) == PHRASE_NONE;
}

/* From a line on that begins what follows a text, if little is behind it. */
static void cut_tail(struct outline *o, uint32_t first, uint32_t end)
{
    uint32_t whole = 0, behind = 0, cut = end;
    for (uint32_t i = first; i < end; i++)
        whole += o->blocks[i].kept ? o->blocks[i].weighs.text : 0;
    for (uint32_t i = end; i > first; i--) {
        const struct block *b = &o->blocks[i - 1];
        if (b->kept) behind += b->weighs.text;
        if (!is_within_limits(behind, whole, 30)) break;
        if (phrase_of(outline_block_text(o, b)) == PHRASE_TAIL) cut = i - 1;
    }
    for (uint32_t i = cut; i < end; i++) o->blocks[i].kept = false;
}

/* A heading with nothing under it. */
static void drop_headings(struct outline *o, uint32_t first, uint32_t end)
{
    bool followed = false;
    for (uint32_t i = end; i > first; i--) {
        struct block *b = &o->blocks[i - 1];
        if (!b->kept) continue;
        if (b->traits & E_HEADING && !followed)
            b->kept = false;
        else
            followed = true;
    }
}

/* The lines around the title that are metadata, up to the first that is text. */
static void drop_bylines(struct outline *o, const struct title *t)
{
    struct span near = byline_lines(o, t);
    for (uint32_t i = near.start; i < near.end; i++) {
        struct block *b = &o->blocks[i];
        struct byline_facts facts;
        if (!b->kept) continue;
        byline_read_line(outline_block_text(o, b), &facts);
        if (facts.is_byline)
            b->kept = false;
        else if (good_of(b))
            return;
    }
}

static uint32_t good_between(const struct outline *o, uint32_t first, uint32_t end)
{
    uint32_t good = 0;
    for (uint32_t i = first; i < end; i++)
        if (!o->nodes[o->blocks[i].node].out) good += good_of(&o->blocks[i]);
    return good;
}

struct choice choose(struct outline *o, const struct title *t)
{
    struct choice c = {.title = UINT32_MAX};
    take_around(o);
    c.node = find_text(o, article_of(o, t));
    mark_linked(o, c.node);
    uint32_t first = o->nodes[c.node].first, end = o->nodes[c.node].end;
    if (t->block != UINT32_MAX && t->block < end) {
        if (t->block >= first) {
            if (is_within_limits(good_between(o, first, t->block), o->nodes[c.node].good, 30))
                first = t->block + 1;
        } else
            for (uint32_t i = t->block + 1; i < first; i++)
                o->blocks[i].kept = is_kept(o, &o->blocks[i]) && good_of(&o->blocks[i]);
    }
    for (uint32_t i = first; i < end; i++) o->blocks[i].kept = is_kept(o, &o->blocks[i]);
    cut_tail(o, first, end);
    drop_bylines(o, t);
    drop_headings(o, first, end);
    return c;
}
