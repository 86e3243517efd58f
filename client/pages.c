/* pages.c: see pages.h. */
#include "client/pages.h"
#include "proto/squeeze.h"
#include <string.h>

enum { PAGE_BYTES = 8 << 20 };

static struct question next_question(const struct pages *p)
{
    struct question q = {.msg = {.number = MSG_FETCH}};
    q.msg.fetch.select = p->select;
    q.msg.fetch.after = (struct view){(const char *)p->after, p->after_len};
    q.msg.fetch.parts = p->parts;
    q.msg.fetch.max_bytes = PAGE_BYTES;
    return q;
}

/* Cuts the next `length` bytes off *body; false if there are not so many. */
static bool cut(struct view *body, uint64_t length, struct view *part)
{
    if (length > body->len) return false;
    *part = (struct view){body->at, length};
    if (length > 0) *body = (struct view){body->at + length, body->len - length};
    return true;
}

static int take_page(struct pages *p, const struct reply *r, struct err *err)
{
    struct view body = r->body;
    const struct msg_fetched *page = &r->msg.fetched;
    for (size_t i = 0; i < page->rows.count; i++) {
        const struct msg_row *row = &page->rows.at[i];
        struct row_parts parts;
        if (!cut(&body, row->original_length, &parts.original) ||
            !cut(&body, row->result_length, &parts.result))
            return fail(err, ERR_MALFORMED, "the broker's page of documents is cut short");
        if (p->take(p->context, row, &parts, err) != 0) return -1;
    }
    return 0;
}

int pages_fetch(struct pages *p, struct session *s, struct err *err)
{
    struct reply replies[2] = {0};
    struct question q = next_question(p);
    int result = 0;
    session_begin(s, &q);
    for (unsigned turn = 0; result == 0; turn = !turn) {
        result = session_finish(s, &q, MSG_FETCHED, &replies[turn], err);
        if (result != 0) break;
        struct view next = replies[turn].msg.fetched.next;
        memcpy(p->after, next.at, next.len); /* at most 16: messages.def */
        p->after_len = next.len;
        q = next_question(p);
        if (next.len > 0) session_begin(s, &q);
        result = take_page(p, &replies[turn], err);
        if (next.len == 0) break;
    }
    reply_free(&replies[0]);
    reply_free(&replies[1]);
    return result;
}

static int expand_part(uint64_t encoding, struct view stored, uint64_t most, struct buf *out,
                       struct err *err)
{
    if (stored.len == 0) return 0;
    return expand((int)encoding, stored, most, out, err);
}

int row_result(const struct msg_row *row, const struct row_parts *parts, struct buf *out,
               struct err *err)
{
    return expand_part(row->result_encoding, parts->result, MAX_RESULT, out, err);
}

int row_original(const struct msg_row *row, const struct row_parts *parts, struct buf *out,
                 struct err *err)
{
    return expand_part(row->original_encoding, parts->original, MAX_DOCUMENT, out, err);
}
