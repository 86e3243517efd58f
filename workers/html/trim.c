/* trim.c: see trim.h. */
#include "workers/html/trim.h"
#include "workers/html/byline.h"
#include "workers/html/hint.h"
#include "workers/html/weigh.h"
#include <string.h>

enum {
    TITLE_DEEP = 5, /* hundredths of the text that may stand before its title, to go out */
    TAIL = 30       /* hundredths of the text that may stand behind a line that ends it */
};

/* Lists and boxes that are mostly links. */
static void mark_linked(struct outline *o, uint32_t node)
{
    enum { SINGLE = E_PARAGRAPH | E_HEADING | E_ITEM };
    for (uint32_t i = node + 1; i < o->node_count && o->nodes[i].first < o->nodes[node].end; i++) {
        struct node *n = &o->nodes[i];
        bool linked = weigh_is_linked(&n->weighs) && !(n->element->traits & SINGLE);
        n->out |= o->nodes[n->parent].out || n->teaser || (linked && n->end - n->first > 1);
    }
}

static bool is_caption(const struct outline *o, const struct block *b)
{
    enum { UP = 4 };
    for (uint32_t n = b->node, up = 0; n && up < UP; n = o->nodes[n].parent, up++) {
        if (strcmp(o->nodes[n].element->name, "figcaption") == 0) return true;
        if (o->nodes[n].hints & HINT_CAPTION) return true;
    }
    return (b->hints & HINT_CAPTION) != 0;
}

/* Captions are no text of their own, unless they are much of what there is. */
static bool captions_are_text(const struct outline *o, uint32_t first, uint32_t end)
{
    enum { MUCH = 50 };
    uint32_t whole = 0, captions = 0;
    for (uint32_t i = first; i < end; i++) {
        uint32_t good = weigh_block(&o->blocks[i]);
        whole += good;
        if (good && is_caption(o, &o->blocks[i])) captions += good;
    }
    return !weigh_is_within(captions, whole, MUCH);
}

static bool is_kept(const struct outline *o, const struct block *b, bool captions)
{
    enum { SAID_MIN = 60 }; /* weight of what must stand outside links in a line of links */
    if (o->nodes[b->node].out || (!captions && is_caption(o, b))) return false;
    if (b->hints & HINTS_AROUND & ~(uint32_t)HINT_NAV) return false;
    if (b->phrase == PHRASE_KEEP) return true;
    bool said = b->weighs.marks > 0 && b->weighs.text - b->weighs.links >= SAID_MIN;
    if (weigh_is_linked(&b->weighs) && !said) return false;
    return b->phrase == PHRASE_NONE;
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
        if (!weigh_is_within(behind, whole, TAIL)) break;
        if (b->phrase == PHRASE_TAIL) cut = i - 1;
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
        else if (weigh_block(b))
            return;
    }
}

static uint32_t good_between(const struct outline *o, uint32_t first, uint32_t end)
{
    uint32_t good = 0;
    for (uint32_t i = first; i < end; i++)
        if (!o->nodes[o->blocks[i].node].out) good += weigh_block(&o->blocks[i]);
    return good;
}

/* The block that the text begins with: behind the title, if the title is at its head. */
static uint32_t first_block(const struct outline *o, const struct title *t, uint32_t node)
{
    uint32_t first = o->nodes[node].first, end = o->nodes[node].end;
    if (t->block == UINT32_MAX || t->block < first || t->block >= end) return first;
    bool head = weigh_is_within(good_between(o, first, t->block), o->nodes[node].good, TITLE_DEEP);
    return head ? t->block + 1 : first;
}

/* What stands between the title and the part with the text, which may be a lead. */
static bool is_lead(const struct block *b)
{
    enum { LEAD_MIN = 60 };
    return weigh_block(b) || (b->traits & E_HEADING && b->weighs.text >= LEAD_MIN);
}

void trim(struct outline *o, const struct title *t, uint32_t node)
{
    mark_linked(o, node);
    uint32_t first = first_block(o, t, node), end = o->nodes[node].end;
    bool captions = captions_are_text(o, first, end);
    if (t->block != UINT32_MAX)
        for (uint32_t i = t->block + 1; i < first; i++)
            o->blocks[i].kept = is_lead(&o->blocks[i]) && is_kept(o, &o->blocks[i], false);
    for (uint32_t i = first; i < end; i++)
        o->blocks[i].kept = i != t->block && is_kept(o, &o->blocks[i], captions);
    cut_tail(o, first, end);
    drop_bylines(o, t);
    drop_headings(o, first, end);
}
