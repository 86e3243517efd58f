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

/* Append the expanded part. -1 with *err if it is damaged; nothing is appended if there is none. */
int row_result(const struct msg_row *row, const struct row_parts *parts, struct buf *out,
               struct err *err);
int row_original(const struct msg_row *row, const struct row_parts *parts, struct buf *out,
                 struct err *err);

#endif
