/* walk.h: which article of a page each of its lines belongs to.
 *
 * A walk over the lines (Viterbi). A line costs what it does not fit the article's language
 * (fit.h); to go on with another article costs as well, less where a sentence broke off that waits
 * for its end, and least where a word does. To stay costs where a sentence broke off and the line
 * opens a paragraph. Every sentence that breaks off is a debt, which its article's next line pays;
 * one that is never paid costs too.
 */
#ifndef WORKERS_SEGMENT_WALK_H
#define WORKERS_SEGMENT_WALK_H

#include "workers/segment/fit.h"
#include "workers/segment/junction.h"

struct page_part {       /* a run of lines that begins with a head, or where one should be */
    uint32_t first, end; /* lines */
    uint32_t head;       /* lines of its head */
    uint32_t sure; /* the end of the lines that are its own: the head and the text right below */
    bool titled, bylined, broken;
    bool note; /* a note of the editors, or what began on another page: complete without a title */
    uint32_t article; /* the part that stands for its article */
};

struct join { /* the parts of a page, being put together */
    const struct line_list *lines;
    struct page_part *parts;
    uint32_t count;
    bool whole;        /* nothing breaks off: it takes more to go on elsewhere */
    uint32_t *part_of; /* of each line */
    /* Of each part whose title was printed later: what the two had in common. */
    int32_t *title_lead;
    struct fit fit; /* its owners are the parts that stand for articles */
};

/* Whether a line ends in mid-sentence, or looks like a title where a text ends. */
bool line_breaks_off(const struct line *line);

/* The end of a sentence that began elsewhere, by its look. */
bool line_is_fragment(const struct line *line);

/* Sets fit.owner of every line anew; all lines are counted for the owners they had. Lines of heads
 * stay with the article of their part. False if all owners are as they were. */
bool walk(struct arena *a, struct join *j, struct junction *junction);

#endif
