/* choose.c: see choose.h. */
#include "workers/html/choose.h"
#include "workers/html/around.h"
#include "workers/html/hint.h"
#include "workers/html/trim.h"
#include "workers/html/weigh.h"
#include "workers/text.h"
#include <string.h>
#include <strings.h>

enum {
    MOST = 70,         /* hundredths of what is good: in that part the text is */
    TITLED_MIN = 60,   /* weight of a text under a heading that is the page's title */
    ARTICLE_MIN = 120, /* of another, */
    SHARE_MIN = 8,     /* which is so many hundredths of the page at least */
    ANY_MIN = 20       /* of what a page without an article gives before all is given */
};

/* Articles */

/* The <article> that the title stands in, if it holds a text; else the page. */
static uint32_t article_of(const struct outline *o, const struct title *t)
{
    enum { TEXT_MIN = 500 };
    if (t->block == UINT32_MAX) return 0;
    uint32_t n = o->blocks[t->block].node;
    while (n > 0 && strcmp(o->nodes[n].element->name, "article") != 0) n = o->nodes[n].parent;
    return o->nodes[n].out || o->nodes[n].good < TEXT_MIN ? 0 : n;
}

static bool is_part(const struct node *n)
{
    return !n->out && !(n->element->traits & (E_PARAGRAPH | E_HEADING | E_ITEM));
}

/* Elements come before those in them, so one walk goes down all the way. */
static uint32_t find_text(const struct outline *o, uint32_t at)
{
    for (uint32_t i = at + 1; i < o->node_count; i++) {
        const struct node *n = &o->nodes[i];
        if (n->parent == at && is_part(n) && !weigh_is_within(n->good, o->nodes[at].good, MOST))
            at = i;
    }
    return at;
}

static uint32_t kept_weight(const struct outline *o)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < o->block_count; i++)
        if (o->blocks[i].kept) sum += o->blocks[i].weighs.text;
    return sum;
}

static bool is_article(const struct outline *o, const struct title *t)
{
    uint32_t good = 0;
    for (uint32_t i = 0; i < o->block_count; i++)
        if (o->blocks[i].kept) good += weigh_block(&o->blocks[i]);
    bool titled = t->block != UINT32_MAX && o->blocks[t->block].traits & E_HEADING;
    if (titled && good >= TITLED_MIN) return true;
    return good >= ARTICLE_MIN && !weigh_is_within(good, o->nodes[0].weighs.text, SHARE_MIN);
}

/* Forums */

static bool names_any(struct view text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0, length = strlen(names[i]); at + length <= text.len; at++)
            if (strncasecmp(text.at + at, names[i], length) == 0) return true;
    return false;
}
#define NAMES_ANY(text, names) names_any(text, names, sizeof names / sizeof *names)

/* A program for forums, JSON-LD, or what stands at posts says that it is one. */
static bool is_called_forum(const struct outline *o)
{
    static const char *const programs[] = {"discuz", "phpbb",   "vbulletin", "xenforo", "discourse",
                                           "mybb",   "phpwind", "invision",  "smf"};
    static const char *const types[] = {"DiscussionForumPosting", "QAPage"};
    enum { SIGNS = 3 };
    uint32_t signs = 0;
    if (NAMES_ANY(outline_saying(o, "generator"), programs)) return true;
    for (uint32_t i = 0; i < o->data_count; i++)
        if (NAMES_ANY(o->datas[i], types)) return true;
    for (uint32_t i = 0; i < o->block_count; i++) signs += o->blocks[i].phrase == PHRASE_FORUM;
    return signs >= SIGNS;
}

/* Marks what elements with this hint hold as posts; returns how many there are, one within another
 * counted once. Those of readers under an article do not count. */
static uint32_t mark_posts(struct outline *o, uint32_t hint)
{
    uint32_t posts = 0;
    for (uint32_t i = 1; i < o->node_count; i++) {
        struct node *n = &o->nodes[i];
        const struct node *parent = &o->nodes[n->parent];
        bool begins = n->hints & hint && !n->in_comments && n->weighs.text > 0;
        n->in_post = parent->in_post || begins;
        posts += begins && !parent->in_post;
    }
    return posts;
}

static void mark_comments(struct outline *o)
{
    for (uint32_t i = 1; i < o->node_count; i++) {
        struct node *n = &o->nodes[i];
        n->in_comments = o->nodes[n->parent].in_comments || n->hints & HINT_COMMENT;
    }
}

/* Whether it is a forum whose posts are known; they are marked. */
static bool find_posts(struct outline *o)
{
    mark_comments(o);
    if (mark_posts(o, HINT_POST) > 1) return true;
    if (!is_called_forum(o)) return false;
    for (uint32_t i = 1; i < o->node_count; i++) o->nodes[i].in_comments = false;
    return mark_posts(o, HINT_POST) > 0 || mark_posts(o, HINT_BODY) > 1;
}

static void keep_posts(struct outline *o, const struct title *t)
{
    for (uint32_t i = 0; i < o->block_count; i++) {
        struct block *b = &o->blocks[i];
        const struct node *n = &o->nodes[b->node];
        b->kept = i != t->block && n->in_post && !n->out && b->phrase == PHRASE_NONE;
    }
}

/* Pages without an article */

static void keep_all(struct outline *o, const struct title *t, bool also_around)
{
    for (uint32_t i = 0; i < o->block_count; i++)
        o->blocks[i].kept = i != t->block && (also_around || !o->nodes[o->blocks[i].node].out);
}

enum html_form choose(struct outline *o, const struct title *t)
{
    around_mark_teasers(o);
    if (find_posts(o)) {
        around_find(o, HINT_COMMENT);
        keep_posts(o, t);
        if (kept_weight(o) > 0) return FORM_FORUM;
    }
    around_find(o, 0);
    trim(o, t, find_text(o, article_of(o, t)));
    if (is_article(o, t)) return FORM_ARTICLE;
    around_find(o, 0);
    keep_all(o, t, false);
    if (kept_weight(o) < ANY_MIN) keep_all(o, t, true);
    return FORM_PAGE;
}
