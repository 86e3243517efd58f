/* cut.h: where articles begin, for the text as a whole.
 *
 * A path through the lines: at each line the current article goes on or a new one begins, and with
 * a table of contents each article is one of its entries, in order, some left out. The path with
 * the most evidence wins (Viterbi): evidence of beginnings (evidence.h), titles of the
 * table that come again, words of the current entry's title in the text, and 一、 after 二、, which
 * no article has twice. Only a band of entries around the best path is followed, so time is linear.
 */
#ifndef WORKERS_SEGMENT_CUT_H
#define WORKERS_SEGMENT_CUT_H

#include "workers/segment/boundary.h"
#include "workers/segment/evidence.h"
#include "workers/segment/toc.h"

enum { NO_ENTRY = UINT32_MAX };

struct cut {
    uint32_t line;  /* the first of an article */
    uint32_t entry; /* of the table of contents, or NO_ENTRY */
    struct decision decision;
};

struct cut_list {
    struct cut *at;
    uint32_t count; /* at least 1: line 0 always begins one */
};

/* toc may be empty. lines has at least one line, and no line of the table of contents. */
struct cut_list cuts_find(struct arena *a, const struct line_list *lines,
                          const struct bigram_table *common, const struct beginning *begin,
                          const struct toc *toc);

#endif
