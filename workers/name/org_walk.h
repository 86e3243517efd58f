/* org_walk.h: back from an ending to where a name cannot have begun yet. */
#ifndef WORKERS_NAME_ORG_WALK_H
#define WORKERS_NAME_ORG_WALK_H

#include "workers/name/org_ending.h"

/* Characters that begin no name but a number, and those that speak of a kind (各, 该, 一个). */
extern const uint32_t org_walk_numerals[], org_walk_determiners[];

enum { NAME_BYTES = 120 }; /* no name is longer */

/* The way back from an ending, and what was met on it. */
struct org_walk {
    const struct reading *r;
    const char *start, *limit, *from; /* from: where it began, at the ending */
    int words, unknown; /* words that name something; characters that are no word at all */
    bool place, level, quoted, company;
    bool body; /* a name that needs nothing before it: 国务院, 市委 */
    bool school, government, association; /* what the ending is that of */
    bool kind; /* it ended at 各, 该, 一个: this is not one organisation but a kind of them */
    bool done;
};

/* Goes back from `from`, the beginning of the ending e, to `floor` at most. A constant number of
 * words. */
struct org_walk org_walk_back(const struct reading *r, const char *from, const char *floor,
                              const struct ending *e);

/* Whether what was met makes a name, with an ending of that need. */
bool org_walk_names(const struct org_walk *w, enum need need);

#endif
