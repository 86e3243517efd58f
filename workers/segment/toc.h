/* toc.h: the table of contents of a text, if it has one.
 *
 * It is the line 目录 and the short lines behind it, or, without that line, a run of short lines
 * near the top most of which come again further down in the same order. It ends where the text
 * begins: at a paragraph, or where its own first title comes again, less the lines of the first
 * article's head.
 */
#ifndef WORKERS_SEGMENT_TOC_H
#define WORKERS_SEGMENT_TOC_H

#include "workers/segment/line.h"

struct toc_entry {
    struct view title; /* without number and page */
    struct view place; /* what stands before a colon at its start, 金塔县: …; or empty */
    uint64_t fold;     /* text_fold() of the title */
    uint32_t line;
};

struct toc {
    struct toc_entry *entries;
    uint32_t count;      /* 0: there is no table of contents */
    uint32_t first, end; /* its lines, half-open, the heading line included */
    bool of_sections;    /* it lists the sections of one work, not articles */
};

struct toc toc_find(struct arena *a, const struct line_list *lines);

#endif
