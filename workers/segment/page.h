/* page.h: the articles of a newspaper page put together from fragments.
 *
 * A page read column by column gives parts that break off in mid-sentence and go on further down,
 * titles that come after their text began, and text that follows another article's end without a
 * head. Three things are decided, in this order: which part without a title a title without a
 * byline belongs to; which article each line belongs to; and in what order its lines are read. What
 * a line has in common with an article, in pairs of characters that few others on the page have,
 * decides against the cost of leaving an article; a broken end asks to be taken up, and a fragment
 * of a line to be the one. A heading never goes on where a sentence broke off.
 */
#ifndef WORKERS_SEGMENT_PAGE_H
#define WORKERS_SEGMENT_PAGE_H

#include "workers/segment/cut.h"
#include "workers/segment/fit.h"
#include "workers/words/words.h"

/* More parts, lines or bytes are no page. */
enum { PAGE_PARTS_MAX = FIT_ARTICLES_MAX, PAGE_LINES_MAX = 1000, PAGE_BYTES_MAX = 150000 };

struct page {
    uint32_t *owner;       /* of each line: the part (index of cuts) whose article it belongs to */
    uint32_t *title;       /* of each part that owns lines: the part whose head is read first */
    struct decision *join; /* of each line: why it goes on with what its article has above */
};

/* Gives the line above a head back to the part before, where it is text that broke off and not the
 * first line of the head, by what it has in common with both. Does nothing where there are more
 * parts or bytes than a page has. */
void page_mend_heads(struct arena *a, const struct line_list *lines, const struct beginning *begin,
                     struct cut_list *cuts);

/* PAGE_NONE: it has more articles, lines or bytes than a page. PAGE_BROKEN: columns were read here,
 * for text breaks off, or one part has a byline and no title and another a title and no byline. */
enum page_state { PAGE_NONE, PAGE_WHOLE, PAGE_BROKEN };
enum page_state page_state_of(const struct line_list *lines, const struct beginning *begin,
                              const struct cut_list *cuts);

/* Of a whole page lines move with more reluctance. words: tells whether a word runs over a break;
 * NULL if there is no model. */
struct page page_join(struct arena *a, const struct line_list *lines, const struct beginning *begin,
                      const struct cut_list *cuts, enum page_state state,
                      const struct words *words);

#endif
