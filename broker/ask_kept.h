/* ask_kept.h: what a question came to, kept for its next page.
 *
 * A page goes on behind the one before, but which articles and records match, and how many there
 * are of each kind, is the same for all pages, as long as the store is. So the first page that has
 * another behind it leaves what it found, and the next one takes it: then it is that page's alone.
 * What was found in another state of the store goes at once; of the others what was left longest
 * ago, when there is no room.
 */
#ifndef BROKER_ASK_KEPT_H
#define BROKER_ASK_KEPT_H

#include "broker/ask_facet.h"

/* By segment, in the order of the list at that snapshot. */
struct ask_kept {
    struct buf question; /* the same for all its pages */
    uint64_t snapshot;   /* of the store */
    size_t segments;
    struct bits *matched;                  /* articles */
    struct bits *rows;                     /* records; NULL: they were not asked for */
    struct ask_facets *facets;             /* or NULL */
    uint64_t documents, articles, records; /* how many there are */
    struct ask_kept *older;
};
struct ask_kept *ask_kept_new(struct view question, uint64_t snapshot, size_t segments);
void ask_kept_free(struct ask_kept **k); /* harmless on NULL */

struct ask_keeper;
struct ask_keeper *ask_keeper_open(size_t bytes);
void ask_keeper_free(struct ask_keeper **k); /* harmless on NULL */

/* What was left of that question at that snapshot, the caller's from now on; NULL if nothing was. A
 * keeper of NULL keeps nothing. */
struct ask_kept *ask_keeper_take(struct ask_keeper *k, struct view question, uint64_t snapshot);
/* Takes it over; *kept becomes NULL. */
void ask_keeper_leave(struct ask_keeper *k, struct ask_kept **kept);

#endif
