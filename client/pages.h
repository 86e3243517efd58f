/* pages.h: documents from the broker in order of id, page by page; the next page is on its way
 * while one is worked through.
 */
#ifndef CLIENT_PAGES_H
#define CLIENT_PAGES_H

#include "client/session.h"
#include "proto/id.h"

struct row_parts { /* of a document, as stored; empty where not asked for or not there */
    struct view original, result;
};

/* Takes one document; the row and its parts live for the call. -1 with *err ends the fetching. */
typedef int pages_take(void *context, const struct msg_row *row, const struct row_parts *parts,
                       struct err *err);

struct pages {
    struct view select;              /* as in FETCH: empty = all */
    unsigned parts;                  /* enum part, added up */
    unsigned char after[DOC_ID_LEN]; /* only documents behind this id; moves along */
    size_t after_len;                /* 0 = from the first */
    pages_take *take;
    void *context;
};

/* Fetches all pages. 0, or -1 with *err: what take() said, or why the broker could not answer. */
int pages_fetch(struct pages *p, struct session *s, struct err *err);

/* For who asks several brokers: the question for the page behind a document, and the walk over a
 * page. */
struct msg pages_question(const struct pages *p, struct view after);
struct pages_cursor {
    const struct msg_row *rows; /* of the reply, like all of it */
    size_t at, count;           /* the one it stands at; how many there are */
    struct view body;           /* from the parts of that one on */
};
struct pages_cursor pages_cursor_of(const struct reply *r);
const struct msg_row *pages_cursor_row(const struct pages_cursor *c);
/* Passes over a document, which p->take() gets; p NULL: nobody. -1 with *err. */
int pages_cursor_next(struct pages_cursor *c, const struct pages *p, struct err *err);

/* For who asks for pages of any kind: 0 if `next` of a page leads on from `after`, with which it
 * was asked for; -1 with *err if it leads back there, so that asking would never end. */
int pages_check_next(struct view after, struct view next, struct err *err);

/* Append the expanded part. -1 with *err if it is damaged; nothing is appended if there is none. */
int row_result(const struct msg_row *row, const struct row_parts *parts, struct buf *out,
               struct err *err);
int row_original(const struct msg_row *row, const struct row_parts *parts, struct buf *out,
                 struct err *err);

#endif
