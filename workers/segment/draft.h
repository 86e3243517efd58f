/* draft.h: articles as runs of lines, while the segmenter still decides about them; and how
 * the decided ones become the document's articles.
 */
#ifndef WORKERS_SEGMENT_DRAFT_H
#define WORKERS_SEGMENT_DRAFT_H

#include "workers/document.h"
#include "workers/pipeline.h"
#include "workers/segment/boundary.h"
#include "workers/segment/line.h"

/* Lines of an article, half-open, by number in the whole text. */
struct draft {
    enum article_kind kind;
    struct span_list runs; /* in reading order */
    struct view listed;    /* its title in the table of contents, or empty */
    enum boundary_kind boundary;
    struct decision begin;
    struct decision *joins; /* from each run to the next; NULL: only furniture is between them */
};

struct draft_list {
    struct draft *at;
    uint32_t count, room;
};

struct draft *draft_add(struct arena *a, struct draft_list *list);

/* Whether the text of line i runs on into the next line: it breaks off, and the next one is no
 * heading. */
bool line_runs_on(const struct line_list *lines, uint32_t i);

/* Adds an article for each draft, with head, sections and sentences, in order. STAGE_PARTIAL when
 * the budget ran out: the rest then have their places and titles only. */
enum stage_verdict drafts_write(struct document *d, const struct line_list *lines,
                                const struct draft_list *drafts, const struct budget *budget);

#endif
