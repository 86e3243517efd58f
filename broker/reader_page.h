/* reader_page.h: one page of an answer, shared by the broker/reader*.c files.
 *
 * A page reads one state of the store. Views into it hold until the answer is encoded; what has to
 * be made is in the page's arena.
 */
#ifndef BROKER_READER_PAGE_H
#define BROKER_READER_PAGE_H

#include "broker/ask_cache.h"
#include "broker/ask_kept.h"
#include "broker/content.h"
#include "broker/index.h"
#include "broker/reader_select.h"
#include "broker/store.h"
#include "proto/query.h"
#include "proto/wire.h"
#include <stdatomic.h>

/* A document that is shown something of, as of this page. */
struct page_document {
    uint64_t num;
    bool there;
    uint64_t used;          /* when, among those that are open */
    struct content content; /* kept from page to page, to be filled again */
    struct msg_row row;     /* its lengths are 0 */
    struct view result;
    struct view canonical; /* of which from..upto is there: page_text() */
    uint64_t from, upto;
};
enum { PAGE_DOCUMENTS = 8 };

struct page {
    struct store_read *read;
    struct arena *arena;
    uint64_t until_ms;      /* when it should end, */
    uint64_t soon_ms;       /* and when if questions wait: */
    atomic_uint *waiting;   /* so many; NULL: nobody knows */
    bool short_only;        /* a question that takes long is to be answered later */
    size_t header;          /* bytes that the header will have, about */
    struct msg answer;      /* to be filled in */
    struct wire_body *body; /* and this, or NULL */
    struct content content; /* of the document that it is at */
    struct page_document documents[PAGE_DOCUMENTS];
    uint64_t uses; /* of them */
    struct index_view index;
    struct ask_cache *cache;   /* of all threads, or NULL */
    struct ask_keeper *keeper; /* likewise */
};

/* Whether there should be no more items: it has `count` already, and time or room are used up. */
bool page_is_full(const struct page *p, size_t count, size_t limit);

/* Fill in the answer. 0, or -1 with *err; or PAGE_LATER: it would take long. */
enum { PAGE_LATER = 1 };
int page_list(struct page *p, const struct msg *question, struct err *err);
int page_fetch(struct page *p, const struct msg *question, struct err *err);
int page_ask(struct page *p, const struct msg *question, struct err *err);
/* ASK for documents: rows of the ledger. */
int page_ledger(struct page *p, const struct msg_ask *q, const struct query_node *query,
                struct err *err);
int page_check(struct page *p, const struct msg *question, struct err *err);

/* The row of a document as of this page; its lengths are 0. False if there is no such document. */
bool page_row(struct page *p, const struct running *running, uint64_t num, struct msg_row *row);

/* Opens a document, unless it still is: those of the last PAGE_DOCUMENTS articles are, as articles
 * of one document are rarely shown one after the other. Valid until the next one; NULL if there is
 * none, or it has no result. The result is read as it was stored, so what is taken of it has to be
 * checked. */
struct page_document *page_document(struct page *p, uint64_t num);
/* Sees to it that the canonical text of the document that was opened last is there from..upto;
 * false if it is not. */
bool page_text(struct page *p, struct page_document *d, uint64_t from, uint64_t upto);
/* The page begins: none is open. */
void page_documents_begin(struct page *p);
void page_documents_free(struct page *p);

/* Makes the bytes the answer's body, if there are any, and frees them. */
void page_body(struct page *p, struct buf *bytes);

/* Texts to be found in an article and marked, folded. */
struct page_texts {
    const struct index_text *at;
    size_t count;
    uint64_t firsts; /* bits: the lowest six bits of the points that one of them begins with */
};

/* Fills in *hit; false if the article is not in the result, its text is not there, or there is no
 * room for more in the header. */
bool page_hit(struct page *p, struct page_document *d, uint32_t article,
              const struct page_texts *texts, struct msg_hit *hit);

/* An article of a result, by its number from 0; false if it has none of that number. */
bool page_article(struct view result, uint32_t index, struct unpack *article);
/* The beginning of text, at most max bytes, as long as the page; nothing of what is no UTF-8. */
struct view page_kept(struct page *p, struct view text, size_t max);

#endif
