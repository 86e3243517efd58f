/* reader_asking.h: a question of ASK being answered, shared by the broker/reader_*.c files that
 * answer its kinds.
 *
 *   reader_ask.c       the question: what it asks for, and which articles of each segment match
 *   reader_articles.c  the first of those articles, as hits
 *   reader_records.c   their records
 *   reader_facets.c    how many there are of each kind; what scores depend on
 *   reader_opened.c    the documents that a page shows something of
 */
#ifndef BROKER_READER_ASKING_H
#define BROKER_READER_ASKING_H

#include "broker/ask_kept.h"
#include "broker/ask_rank.h"
#include "broker/reader_page.h"

struct asking {
    struct page *page;
    const struct msg_ask *question;
    const struct query_node *query;
    enum order order;
    size_t limit;           /* items of the page, at most */
    int kind;               /* of records; -1 = any */
    struct ask_segment *at; /* by segment */
    struct ask_kept
        *found; /* what matches, and how many: mostly of this page, and it may be kept */
    struct ask_top top;
    struct msg_answer *answer;
};

static inline size_t asking_segments(const struct asking *a)
{
    return a->page->index.count;
}

/* Whether the records are wanted by what they amount to. */
static inline bool asking_orders_by_amount(const struct asking *a)
{
    return a->order == ORDER_MOST || a->order == ORDER_LEAST;
}

/* The place behind one that was found, in the page's arena. */
struct view asking_place(const struct asking *a, const struct ask_found *found);

/* Finds the rows of each segment that the query names, if they are not, and counts them. */
void asking_records(struct asking *a);

/* Fill in the answer, when all is matched. */
void answer_articles(struct asking *a);
void answer_records(struct asking *a);
int answer_facets(struct asking *a, struct err *err);
void answer_weights(struct asking *a); /* nothing need be matched */

#endif
