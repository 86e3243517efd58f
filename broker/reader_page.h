/* reader_page.h: one page of an answer, shared by the broker/reader*.c files.
 *
 * A page reads one state of the store. Views into it hold until the answer is encoded; what has to
 * be made is in the page's arena.
 */
#ifndef BROKER_READER_PAGE_H
#define BROKER_READER_PAGE_H

#include "broker/ask_cache.h"
#include "broker/content.h"
#include "broker/index.h"
#include "broker/reader_select.h"
#include "broker/store.h"
#include "proto/query.h"
#include "proto/wire.h"

struct page {
    struct store_read *read;
    struct arena *arena;
    uint64_t until_ms;      /* when it should end */
    size_t header;          /* bytes that the header will have, about */
    struct msg answer;      /* to be filled in */
    struct wire_body *body; /* and this, or NULL */
    struct content content; /* of the document that it is at */
    struct index_view index;
    struct ask_cache *cache; /* of all threads, or NULL */
};

/* Whether there should be no more items: it has `count` already, and time or room are used up. */
bool page_is_full(const struct page *p, size_t count, size_t limit);

/* Fill in the answer. 0, or -1 with *err. */
int page_list(struct page *p, const struct msg *question, struct err *err);
int page_fetch(struct page *p, const struct msg *question, struct err *err);
int page_ask(struct page *p, const struct msg *question, struct err *err);
/* ASK for documents: rows of the ledger. */
int page_ledger(struct page *p, const struct msg_ask *q, const struct query_node *query,
                struct err *err);
int page_check(struct page *p, const struct msg *question, struct err *err);

/* The row of a document as of this page; its lengths are 0. False if there is no such document. */
bool page_row(struct page *p, const struct running *running, uint64_t num, struct msg_row *row);

/* An article that is shown, and the document it is of. */
struct page_found {
    const struct msg_row *row;
    const struct index_text *texts; /* to be found in it and marked; folded */
    size_t text_count;
    struct view canonical, result; /* result: passed check_whole() */
    uint32_t article;              /* in the result, from 0 */
};

/* Fills in *hit; false if the article is not in the result, or there is no room for more in the
 * header. */
bool page_hit(struct page *p, const struct page_found *f, struct msg_hit *hit);

/* An article of a result; false if it has none of that number. */
bool page_article(struct view result, uint32_t index, struct unpack *article);
/* The beginning of text, at most max bytes, as long as the page. */
struct view page_kept(struct page *p, struct view text, size_t max);

#endif
