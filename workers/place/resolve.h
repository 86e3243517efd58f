/* resolve.h: which of its candidates a mention means, and whether it means a place at all.
 *
 * What is sure by itself comes first and supports what lies near it: a county its towns, a province
 * its prefectures. Then names that are only likely are taken where the text speaks of the area
 * around them, then doubtful ones where their full name stands as well.
 */
#ifndef WORKERS_PLACE_RESOLVE_H
#define WORKERS_PLACE_RESOLVE_H

#include "workers/place/search.h"

/* What a name by itself meant when it stood in the article first: it means so ever after. */
struct meaning {
    const struct form *form; /* NULL: none yet */
    int32_t area;
};
enum { MEANINGS = 256 };

/* How often the text speaks of each area: of the article, and of the document so far. */
struct support {
    uint16_t *article, *document; /* one count an area of the gazetteer */
    uint32_t *touched;            /* areas counted in `article` */
    uint32_t count, room;
    struct meaning meaning[MEANINGS]; /* by the form's address; the last one stays */
};
void support_open(struct search *s); /* s->support, for all the document */

/* Settles all mentions of the article: sets their area, and takes out those that are no places. */
void resolve_article(struct search *s);

/* The candidates of a mention in the order of their likelihood, into best[0..most). Returns how
 * many are as good as the first: 1 when it is sure. */
uint32_t resolve_rank(struct search *s, const struct place_mention *m, int32_t before,
                      uint32_t *best, uint32_t most, uint32_t *count);

#endif
