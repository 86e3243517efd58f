/* outline.h: a page as its blocks of text, in order, and the elements around them.
 *
 * A block is what a reader sees as a paragraph: text without a line end in it. Of the elements
 * those are kept that stand on lines of their own; each knows its blocks as first..end, for an
 * element's text is one stretch of the page, and comes before the elements in it. So the outline is
 * a tree and at the same time a list, and all that is decided later is a walk over one of the two.
 */
#ifndef WORKERS_HTML_OUTLINE_H
#define WORKERS_HTML_OUTLINE_H

#include "workers/html/element.h"
#include "workers/html/feed.h"
#include "workers/html/phrase.h"

/* What text weighs: a Han character as much as three letters, which is about what it says. */
enum { CJK_WEIGHT = 3 };

struct run { /* of text in a line, as the parser reported it */
    uint32_t source, span;
    const char *text; /* NULL: as it stands in the source */
    uint32_t length;
};

struct weights {
    uint32_t text, links; /* of all text, and of that in links */
    uint32_t marks;       /* of sentences: . , ! ? ; 。 ， 、 … */
};

struct block {
    uint32_t run, runs; /* the first, and how many */
    uint32_t node;      /* innermost node around it */
    uint32_t traits;    /* of the elements around it, up to the innermost E_SECTION */
    uint32_t hints;     /* of the elements in line that hold all of it */
    struct weights weighs;
    enum phrase phrase; /* how it begins, if it is short */
    bool kept;          /* for the canonical text */
};

struct node {
    const struct element *element;
    uint32_t parent;       /* itself: it is the first */
    uint32_t first, end;   /* blocks */
    uint32_t hints;        /* of its own */
    uint32_t name;         /* a hash of element and class: the same for those made alike */
    struct weights weighs; /* of all its blocks */
    /* What is decided of it: */
    uint32_t good;                      /* weight of what reads like sentences (weigh.h) */
    uint32_t trusted;                   /* hints that are no evidence in it (around.h) */
    bool teaser;                        /* one of many boxes made alike that lead to other pages */
    bool believed;                      /* to be text in spite of its hints */
    bool out;                           /* no part of the text */
    bool in_body, in_comments, in_post; /* it or an element around it is that */
};

/* What the page says of itself: a <meta>, a <time>, a <link rel=canonical>. */
struct saying {
    const char *name; /* in lower case: "og:title", "time", "canonical" */
    struct view value;
};

struct outline {
    struct arena *arena;
    struct view source;
    struct run *runs;
    struct block *blocks;
    struct node *nodes;
    struct saying *sayings;
    struct view *datas; /* JSON-LD, unparsed */
    uint32_t run_count, block_count, node_count, saying_count, data_count;
    uint32_t run_room, block_room, node_room, saying_room, data_room;
    uint32_t title_first, title_end; /* runs of the <title> */
};

/* Builds it; memory from d's arena. False when the budget ran out: then it holds what was read. */
bool outline_read(struct outline *o, const struct document *d, struct view source,
                  const struct budget *budget);

/* Text that stands in no element: behind all that was read. */
void outline_add_run(struct outline *o, struct run run);
void outline_add_block(struct outline *o, struct block block);

/* The text of runs first..end, blanks joined, in the arena. */
struct view outline_text(struct outline *o, uint32_t first, uint32_t end);
struct view outline_block_text(struct outline *o, const struct block *b);

/* The value of the first saying of this name; an empty view if there is none. */
struct view outline_saying(const struct outline *o, const char *name);

#endif
