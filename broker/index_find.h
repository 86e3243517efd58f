/* index_find.h: one text in one segment, for the two files that look for it (index.h):
 * index_find.c, where it stands, and index_hits.c, which articles have it.
 */
#ifndef BROKER_INDEX_FIND_H
#define BROKER_INDEX_FIND_H

#include "broker/index_prefix.h"
#include "broker/index_walk.h"

struct cover { /* a term of the text */
    uint32_t distance;
    uint64_t count;
    struct term_cursor cursor;
};

enum { PLACES_FIRST = 4, PLACES_MOST = LIST_GROUP };

struct index_find {
    struct index_view *view;
    struct index_segment segment;
    uint32_t length; /* of the text */
    unsigned zones;
    bool whole_words, once;
    bool alive;   /* all articles of the segment are */
    bool settled; /* which of the covers goes first */
    uint64_t bound;
    struct prefix_cursor prefix; /* of a text that is shorter than a term */
    struct cover *all, **covers; /* of another one; the rarest first */
    uint32_t cover_count;
    struct index_walk walk;
    struct { /* the chunk of WORDS at hand */
        uint32_t number;
        struct view bits;
    } words;
    struct { /* that were found, in ascending order; those before `next` are not asked for any more
              */
        uint32_t at[PLACES_MOST], count, next;
        uint32_t asked; /* how many of them somebody asked for */
        uint32_t most;  /* how many are looked for at once */
    } places;
};

/* Finds the next places, from `from` on; false if there is none. `from` must not be below what was
 * asked before, and behind the places found. */
bool find_places(struct index_find *f, uint32_t from);

#endif
