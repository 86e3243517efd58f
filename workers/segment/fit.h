/* fit.h: how well each line of a page fits each of its articles.
 *
 * A language model of pairs of Han characters for every article, from the lines that are counted
 * for it at the moment. Lines can be counted and left out again, so that a line does not speak for
 * itself.
 */
#ifndef WORKERS_SEGMENT_FIT_H
#define WORKERS_SEGMENT_FIT_H

#include "workers/segment/line.h"

enum { FIT_ARTICLES_MAX = 64, FIT_NOBODY = FIT_ARTICLES_MAX };

struct fit {
    const struct line_list *lines;
    uint32_t articles;
    uint32_t *owner;    /* of each line, set by the caller: the article that it is counted for, or
                           FIT_NOBODY: for the page only */
    uint16_t *pairs_in; /* [cell][article]: how often an article has a pair */
    uint32_t *times;    /* [cell]: how often all have it */
    uint32_t pairs[FIT_ARTICLES_MAX], total; /* in each article, in all */
    int32_t of[FIT_ARTICLES_MAX];            /* what fit_compare() found, in tenths of a nat */
};

/* In the arena; at most FIT_ARTICLES_MAX articles. Nothing is counted, and no line has an owner. */
struct fit fit_new(struct arena *a, const struct line_list *lines, uint32_t articles);

/* Counts every line for its owner, and nothing else. */
void fit_count_all(struct fit *f);
/* Counts lines [first, end) for their owners once more (step 1), or takes them out (step -1). */
void fit_count(struct fit *f, uint32_t first, uint32_t end, int step);

/* Into of[]: how much likelier line i is as text of each article than as any text that is counted.
 */
void fit_compare(struct fit *f, uint32_t i);
/* By how much an article's figure in of[] is above that of any other; negative if one is better. */
int32_t fit_lead(const struct fit *f, uint32_t article);

#endif
