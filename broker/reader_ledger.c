/* reader_ledger.c: ASK for documents: rows of the ledger that a query describes, by number. */
#include "broker/reader.h"
#include "broker/reader_page.h"
#include "proto/fold.h"
#include <endian.h>
#include <string.h>

enum { ROWS_UNLESS_TOLD = 256 };

struct ledger {
    struct page *page;
    struct running running;
    const struct query_node *query;
    struct buf room;
};

/* ---- A document ---- */

static bool contains(struct ledger *l, struct view name, const struct query_term *t)
{
    l->room.len = 0;
    fold_text(name, &l->room);
    if (t->whole) return view_equal(buf_view(&l->room), t->text);
    return memmem(l->room.at, l->room.len, t->text.at, t->text.len) != NULL;
}

static bool meets(struct ledger *l, const struct msg_row *row, const struct query_term *t)
{
    switch (t->field) {
    case QUERY_STATE: return row->state == t->number;
    case QUERY_REASON: return row->reason == t->number;
    case QUERY_WORKER: return contains(l, row->extractor, t);
    case QUERY_SOURCE: return contains(l, row->source, t);
    default: return contains(l, row->archive, t);
    }
}

static bool describes(struct ledger *l, const struct query_node *node, const struct msg_row *row)
{
    bool all = node->type != QUERY_OR;
    switch (node->type) {
    case QUERY_ALL: return true;
    case QUERY_NOT: return !describes(l, node->first, row);
    case QUERY_TERM: return meets(l, row, node->term);
    case QUERY_RECORD:
        for (const struct query_term *t = node->term; t; t = t->next)
            if (!meets(l, row, t)) return false;
        return true;
    default:
        for (const struct query_node *n = node->first; n; n = n->next)
            if (describes(l, n, row) != all) return !all;
        return all;
    }
}

/* ---- Which ones to look at ---- */

/* The state or reason that all documents described have; 0 if the query does not say. */
static unsigned required(const struct query_node *node, enum query_field field)
{
    if (node->type == QUERY_TERM && node->term->field == field) return node->term->number;
    if (node->type != QUERY_AND) return 0;
    for (const struct query_node *n = node->first; n; n = n->next) {
        unsigned number = required(n, field);
        if (number != 0) return number;
    }
    return 0;
}

/* Nothing but what is known of every document can be asked of it. */
static int check_terms(const struct query_node *node, struct err *err)
{
    bool own = node->type == QUERY_NEAR;
    for (const struct query_term *t = node->term; t && !own; t = t->next)
        own = query_fields[t->field].scope < QUERY_OF_LEDGER;
    if (node->type == QUERY_RECORD && !node->term) own = true;
    if (own)
        return fail(err, ERR_BAD_REQUEST,
                    "the query, at byte %u: of documents there is only state:, reason:, worker:, "
                    "source: and archive: to be asked",
                    node->start);
    for (const struct query_node *n = node->first; n; n = n->next)
        if (check_terms(n, err) != 0) return -1;
    return 0;
}

/* A page may be empty, and still have a next. */
static void list(struct ledger *l, const struct msg_ask *q, uint64_t num, struct msg_answer *answer)
{
    unsigned state = required(l->query, QUERY_STATE), reason = required(l->query, QUERY_REASON);
    size_t limit = q->limit ? q->limit : ROWS_UNLESS_TOLD;
    struct msg_row *rows = arena_alloc(l->page->arena, limit * sizeof *rows);
    bool all = false;
    for (size_t looked_at = 0; answer->rows.count < limit && !all; looked_at++) {
        if (page_is_full(l->page, looked_at, SIZE_MAX)) break;
        uint64_t next = select_next(l->page->read, &l->running, num, state, reason);
        all = next == 0;
        if (all) break;
        num = next;
        struct msg_row *row = &rows[answer->rows.count];
        if (page_row(l->page, &l->running, num, row) && describes(l, l->query, row))
            answer->rows.count++;
    }
    answer->rows.at = rows;
    if (all) return;
    uint64_t big = htobe64(num);
    answer->next = (struct view){arena_copy(l->page->arena, &big, sizeof big), sizeof big};
}

int page_ledger(struct page *p, const struct msg_ask *q, const struct query_node *query,
                struct err *err)
{
    struct ledger l = {.page = p, .query = query};
    uint64_t num = 0;
    if (check_terms(query, err) != 0) return -1;
    if (q->after.len != 0 && q->after.len != sizeof num)
        return fail(err, ERR_BAD_REQUEST, "%zu bytes are no place to go on from", q->after.len);
    if (q->after.len) memcpy(&num, q->after.at, sizeof num);
    running_read(p->read, &l.running);
    list(&l, q, be64toh(num), &p->answer.answer);
    running_free(&l.running);
    buf_free(&l.room);
    return 0;
}
