/* again.h: names that were found once are looked for everywhere in the article.
 *
 * A village that a list or its ending gave away (董徐), a zone that was called in full
 * (贵州双龙航空港经济区) and now goes without the area that it is in (双龙航空港经济区).
 */
#ifndef WORKERS_PLACE_AGAIN_H
#define WORKERS_PLACE_AGAIN_H

#include "workers/place/search.h"

struct again_name {
    struct view text;
    struct place_mention as; /* what it means; its place is that of the first mention */
};
enum { AGAIN_BEGINS = 1024 };
struct again { /* zero-initialise; memory from the document's arena */
    struct again_name *at;
    uint32_t count, room;
    uint32_t slots, *slot;     /* by the first two characters: index + 1 */
    bool begins[AGAIN_BEGINS]; /* may a name begin with a character, by its remainder? */
};

/* Remembers what the mentions of the article are called. */
void again_learn(struct search *s, struct again *names);
/* Adds the names of `other` to those of `names`. */
void again_join(struct search *s, struct again *names, const struct again *other);
/* Adds to the mentions of the span s->start..s->end where one of the names stands. */
void again_find(struct search *s, const struct again *names);

#endif
