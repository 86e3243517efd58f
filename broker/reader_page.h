/* reader_page.h: one page of an answer, shared by the broker/reader*.c files.
 *
 * A page reads one state of the store. Views into it hold until the answer is encoded; what has to
 * be made is in the page's arena.
 */
#ifndef BROKER_READER_PAGE_H
#define BROKER_READER_PAGE_H

#include "broker/reader_select.h"
#include "broker/store.h"
#include "proto/wire.h"

struct page {
    struct store_read *read;
    struct arena *arena;
    uint64_t until_ms;                   /* when it should end */
    size_t header;                       /* bytes that the header will have, about */
    struct msg answer;                   /* to be filled in */
    struct wire_body *body;              /* and this, or NULL */
    struct buf result, original, stored; /* SEARCH: of the document it is at; kept for the next */
};

/* Whether there should be no more items: it has `count` already, and time or room are used up. */
bool page_is_full(const struct page *p, size_t count, size_t limit);

/* Fill in the answer. 0, or -1 with *err. */
int page_list(struct page *p, const struct msg *question, struct err *err);
int page_fetch(struct page *p, const struct msg *question, struct err *err);
int page_search(struct page *p, const struct msg *question, struct err *err);

/* The row of a document as of this page; its lengths are 0. False if there is no such document. */
bool page_row(struct page *p, const struct running *running, uint64_t num, struct msg_row *row);

/* A document in which articles contain `text`, as far as they do. */
struct page_found {
    const struct msg_row *row;
    struct view text, canonical, result; /* result: passed check_whole() */
};

/* Appends to hits what its articles contain: at most room, and no more than a header holds. *count:
 * how many. False if some were left out. */
bool page_hits(struct page *p, const struct page_found *f, struct msg_hit *hits, size_t room,
               size_t *count);

#endif
