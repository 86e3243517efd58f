/* weigh.c: see weigh.h. */
#include "workers/html/weigh.h"
#include "workers/html/hint.h"

enum {
    SENTENCE_MIN = 25, /* weight of a line with a mark that is good */
    PLAIN_MIN = 90,    /* of one without */
    BODY_FACTOR = 3
};

bool weigh_is_within(uint32_t part, uint32_t whole, uint32_t hundredths)
{
    return (uint64_t)part * 100 <= (uint64_t)whole * hundredths;
}

bool weigh_is_linked(const struct weights *w)
{
    return (uint64_t)w->links * 2 > w->text;
}

uint32_t weigh_block(const struct block *b)
{
    const struct weights *w = &b->weighs;
    bool sentence = w->text >= (w->marks > 0 ? SENTENCE_MIN : PLAIN_MIN);
    if (b->phrase != PHRASE_NONE && b->phrase != PHRASE_KEEP) return 0;
    if (!sentence || (uint64_t)w->links * 3 > w->text || b->traits & E_HEADING) return 0;
    return w->text - w->links;
}

static uint32_t capped(uint64_t sum)
{
    return sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
}

void weigh_elements(struct outline *o)
{
    for (uint32_t i = 0; i < o->node_count; i++) {
        struct node *n = &o->nodes[i];
        n->good = 0;
        n->in_body = n->hints & HINT_BODY || o->nodes[n->parent].in_body;
    }
    for (uint32_t i = 0; i < o->block_count; i++) {
        struct node *n = &o->nodes[o->blocks[i].node];
        uint64_t good = weigh_block(&o->blocks[i]);
        if (!n->out && !n->teaser)
            n->good = capped(n->good + good * (n->in_body ? BODY_FACTOR : 1));
    }
    for (uint32_t i = o->node_count - 1; i > 0; i--) {
        struct node *parent = &o->nodes[o->nodes[i].parent];
        parent->good = capped((uint64_t)parent->good + o->nodes[i].good);
    }
}
