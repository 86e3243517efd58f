/* index_walk.h: along the articles of a segment, by positions that ascend.
 *
 * Where the segment has a directory (index_directory.h) rows are looked at only when asked for.
 */
#ifndef BROKER_INDEX_WALK_H
#define BROKER_INDEX_WALK_H

#include "broker/index_directory.h"
#include "broker/index_format.h"

struct index_walk {
    struct index_view *view;
    const struct index_segment *segment;
    bool entered;                            /* the segment was looked at: */
    const struct index_directory *directory; /* or NULL */
    struct view starts;                      /* of chunks of rows, without a directory */
    struct view rows;                        /* of the chunk at hand */
    uint32_t chunk;                          /* its number; UINT32_MAX: none */
    bool any;                                /* an article is at hand: */
    uint32_t ordinal;
    uint32_t start, end; /* where it, and the next one, begin */
    uint32_t text;       /* positions of its text */
};
/* The segment is not looked at before it is asked for; it must last as long. */
void walk_open(struct index_walk *w, struct index_view *v, const struct index_segment *s);

/* Goes to the article that the position is in, which is not before the one at hand; false if there
 * is none. */
bool walk_to_row(struct index_walk *w, uint32_t position); /* before the directory is known, too */
static inline bool walk_to(struct index_walk *w, uint32_t position)
{
    const struct index_directory *d = w->directory;
    if (!d || position >= w->segment->length) return walk_to_row(w, position);
    w->any = true;
    w->ordinal = directory_article(d, position);
    w->start = d->starts[w->ordinal];
    w->end = d->starts[w->ordinal + 1];
    w->text = d->texts[w->ordinal];
    return true;
}
/* Goes to an article; false if there is none of that number. */
bool walk_go(struct index_walk *w, uint32_t ordinal);
/* The row of the article at hand; false if it is not there. */
bool walk_row(struct index_walk *w, struct index_row *row);
/* As index_article(); those close together have their rows in one place. */
bool walk_article(struct index_walk *w, struct index_article *out);

/* The zone that a position of the article at hand is in; ZONES: none. */
unsigned walk_zone_behind(struct index_walk *w, uint32_t position);
static inline unsigned walk_zone(struct index_walk *w, uint32_t position)
{
    return position - w->start < w->text ? ZONE_TEXT : walk_zone_behind(w, position);
}

#endif
