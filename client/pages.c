/* pages.c: see pages.h. */
#include "client/pages.h"
#include "proto/squeeze.h"
#include <string.h>

enum { PAGE_BYTES = 8 << 20 };

struct msg pages_question(const struct pages *p, struct view after)
{
    struct msg ask = {.number = MSG_FETCH};
    ask.fetch.select = p->select;
    ask.fetch.after = after;
    ask.fetch.parts = p->parts;
    ask.fetch.max_bytes = PAGE_BYTES;
    return ask;
}

static struct question next_question(const struct pages *p)
{
    struct view after = {(const char *)p->after, p->after_len};
    return (struct question){.msg = pages_question(p, after)};
}

/* ---- A page ---- */

struct pages_cursor pages_cursor_of(const struct reply *r)
{
    return (struct pages_cursor){
        .rows = r->msg.fetched.rows.at, .count = r->msg.fetched.rows.count, .body = r->body};
}

const struct msg_row *pages_cursor_row(const struct pages_cursor *c)
{
    return &c->rows[c->at];
}

/* Cuts the next `length` bytes off *body; false if there are not so many. */
static bool cut(struct view *body, uint64_t length, struct view *part)
{
    if (length > body->len) return false;
    *part = (struct view){body->at, length};
    if (length > 0) *body = (struct view){body->at + length, body->len - length};
    return true;
}

int pages_cursor_next(struct pages_cursor *c, const struct pages *p, struct err *err)
{
    const struct msg_row *row = &c->rows[c->at++];
    struct row_parts parts;
    if (!cut(&c->body, row->original_length, &parts.original) ||
        !cut(&c->body, row->result_length, &parts.result))
        return fail(err, ERR_MALFORMED, "the broker's page of documents is cut short");
    return p ? p->take(p->context, row, &parts, err) : 0;
}

static int take_page(struct pages *p, const struct reply *r, struct err *err)
{
    struct pages_cursor c = pages_cursor_of(r);
    while (c.at < c.count)
        if (pages_cursor_next(&c, p, err) != 0) return -1;
    return 0;
}

/* ---- All of them ---- */

int pages_check_next(struct view after, struct view next, struct err *err)
{
    if (next.len == 0 || !view_equal(after, next)) return 0;
    return fail(err, ERR_MALFORMED, "the broker's page is damaged: it leads back to itself");
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
        result = pages_check_next((struct view){(const char *)p->after, p->after_len}, next, err);
        if (result != 0) break;
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
