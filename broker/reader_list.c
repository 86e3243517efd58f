/* reader_list.c: rows of the ledger, LIST_DOCS and FETCH. */
#include "broker/reader.h"
#include "broker/reader_page.h"
#include "proto/log.h"
#include <string.h>

enum { ROWS_UNLESS_TOLD = 256, ROW_BYTES = 256, HEADER_BYTES = MAX_HEADER / 2 };

bool page_is_full(const struct page *p, size_t count, size_t limit)
{
    if (count >= limit) return true;
    if (count == 0) return false;
    bool others = p->waiting && atomic_load(p->waiting) > 0;
    return p->header > HEADER_BYTES || clock_mono_ms() >= (others ? p->soon_ms : p->until_ms);
}

void page_body(struct page *p, struct buf *bytes)
{
    if (bytes->len > 0) {
        p->body = wire_body_new(bytes->len);
        memcpy(wire_body_at(p->body), bytes->at, bytes->len);
    }
    buf_free(bytes);
}

/* ---- A row ---- */

static struct view id_of(struct page *p, const struct msg_stored_doc *doc)
{
    unsigned char *id = arena_alloc(p->arena, DOC_ID_LEN);
    doc_id(doc->archive, doc->source, (const unsigned char *)doc->sha256.at, id);
    return (struct view){(const char *)id, DOC_ID_LEN};
}

static void add_outcome(struct page *p, uint64_t num, struct msg_row *row)
{
    struct msg_stored_outcome o;
    struct view result;
    if (!store_outcome(p->read, num, &o, &result)) return;
    row->detail = o.detail;
    row->attempts = o.attempts;
    row->deaths = o.deaths;
    row->exit_status = o.exit_status;
    row->exit_signal = o.exit_signal;
    row->extractor = o.extractor;
    row->articles = o.articles;
    row->records = o.records;
}

/* What waits was perhaps tried before; what runs is being tried. */
static void add_attempts(struct page *p, uint64_t num, struct msg_row *row)
{
    struct msg_stored_retry r;
    if (store_retry(p->read, num, &r)) {
        row->attempts = r.attempts;
        row->deaths = r.deaths;
        row->exit_status = r.exit_status;
        row->exit_signal = r.exit_signal;
    }
    if (row->state == STATE_RUNNING) row->attempts++;
}

static void add_holder(struct page *p, const struct msg_stored_doc *doc, struct msg_row *row)
{
    struct msg_stored_doc holder;
    uint64_t num = store_holder(p->read, doc->body);
    if (num != 0 && store_doc(p->read, num, &holder)) row->duplicate_of = id_of(p, &holder);
}

bool page_row(struct page *p, const struct running *running, uint64_t num, struct msg_row *row)
{
    struct msg_stored_doc doc;
    unsigned reason = 0;
    if (!store_doc(p->read, num, &doc)) return false;
    *row = (struct msg_row){
        .num = num,
        .doc = id_of(p, &doc),
        .archive = doc.archive,
        .source = doc.source,
        .sha256 = doc.sha256,
        .bytes = doc.bytes,
        .declared = doc.declared,
        .date = doc.date,
    };
    row->state = store_state(p->read, num, &reason);
    row->reason = reason;
    if (row->state == STATE_WAITING && running_has(running, num)) row->state = STATE_RUNNING;
    if (row->state == STATE_WAITING || row->state == STATE_RUNNING)
        add_attempts(p, num, row);
    else if (row->state == STATE_DUPLICATE)
        add_holder(p, &doc, row);
    else
        add_outcome(p, num, row);
    p->header += ROW_BYTES + row->archive.len + row->source.len + row->detail.len +
                 row->declared.len + row->date.len;
    return true;
}

/* ---- LIST_DOCS ---- */

int page_list(struct page *p, const struct msg *question, struct err *err)
{
    const struct msg_list_docs *q = &question->list_docs;
    struct msg_row *rows = arena_alloc(p->arena, MAX_BATCH * sizeof *rows);
    struct running running;
    size_t count = 0, limit = q->limit ? q->limit : ROWS_UNLESS_TOLD;
    uint64_t num = q->after;
    if (check_filter(q->state, q->reason, err) != 0) return -1;
    running_read(p->read, &running);
    while (!page_is_full(p, count, limit)) {
        uint64_t next =
            select_next(p->read, &running, num, (unsigned)q->state, (unsigned)q->reason);
        if (next == 0) break;
        num = next;
        count += page_row(p, &running, num, &rows[count]);
    }
    p->answer.number = MSG_LISTED;
    p->answer.listed.request = q->request;
    if (page_is_full(p, count, limit)) p->answer.listed.next = num;
    p->answer.listed.rows.at = rows;
    p->answer.listed.rows.count = count;
    running_free(&running);
    return 0;
}

/* ---- FETCH ---- */

/* A document of the page, with what of it goes into the body. */
struct fetched {
    struct msg_stored_doc doc;
    struct msg_stored_outcome outcome;
};

struct fetch {
    struct page *page;
    struct running running;
    unsigned parts;
    uint64_t max_bytes, bytes;
    struct msg_row *rows;
    struct fetched *fetched;
    size_t count;
};

/* Reads a document into the next row; false if its parts do not fit any more. */
static bool fetch_one(struct fetch *f, uint64_t num)
{
    struct store_read *r = f->page->read;
    struct msg_row *row = &f->rows[f->count];
    struct fetched *fetched = &f->fetched[f->count];
    struct view ignored;
    if (!page_row(f->page, &f->running, num, row) || !store_doc(r, num, &fetched->doc)) return true;
    if (f->parts & PART_ORIGINAL && fetched->doc.body != 0) {
        row->original_encoding = fetched->doc.encoding;
        row->original_length = fetched->doc.length;
    }
    if (f->parts & PART_RESULT && store_outcome(r, num, &fetched->outcome, &ignored)) {
        row->result_encoding = fetched->outcome.encoding;
        row->result_length = fetched->outcome.length;
    }
    uint64_t bytes = row->original_length + row->result_length;
    if (f->count > 0 && f->bytes + bytes > f->max_bytes) return false;
    f->bytes += bytes;
    f->count++;
    return true;
}

/* Documents from id `from` on; *next is the id to go on above, if there is more. */
static void fetch_many(struct fetch *f, unsigned char from[DOC_ID_LEN], struct view *next)
{
    unsigned char *last = arena_alloc(f->page->arena, DOC_ID_LEN), id[DOC_ID_LEN];
    for (uint64_t num; (num = store_next_by_id(f->page->read, from, id)) != 0;) {
        if (page_is_full(f->page, f->count, MAX_BATCH) || !fetch_one(f, num)) {
            *next = (struct view){(const char *)last, DOC_ID_LEN};
            return;
        }
        memcpy(last, id, DOC_ID_LEN);
        memcpy(from, id, DOC_ID_LEN);
        if (!id_after(from)) return;
    }
}

/* Row by row, the original before the result. */
static struct wire_body *fetch_body(const struct fetch *f)
{
    if (f->bytes == 0) return NULL;
    struct wire_body *body = wire_body_new(f->bytes);
    char *at = wire_body_at(body);
    for (size_t i = 0; i < f->count; i++) {
        const struct fetched *fetched = &f->fetched[i];
        const struct msg_row *row = &f->rows[i];
        if (row->original_length > 0) store_body(f->page->read, &fetched->doc, at);
        at += row->original_length;
        if (row->result_length > 0) store_result(f->page->read, row->num, &fetched->outcome, at);
        at += row->result_length;
    }
    return body;
}

/* The documents that the question asks for: the one it names, or all above an id. */
static int fetch_asked(struct fetch *f, const struct msg_fetch *q, struct view *next,
                       struct err *err)
{
    unsigned char from[DOC_ID_LEN] = {0};
    if (q->select.len == 0) {
        if (q->after.len == 0 || id_after(memcpy(from, q->after.at, DOC_ID_LEN)))
            fetch_many(f, from, next);
        return 0;
    }
    uint64_t num = select_document(f->page->read, q->select, err);
    if (num == 0) return -1;
    fetch_one(f, num);
    return 0;
}

int page_fetch(struct page *p, const struct msg *question, struct err *err)
{
    const struct msg_fetch *q = &question->fetch;
    struct msg_fetched *answer = &p->answer.fetched;
    struct fetch f = {
        .page = p,
        .parts = (unsigned)q->parts,
        .max_bytes = q->max_bytes && q->max_bytes < ANSWER_BYTES ? q->max_bytes : ANSWER_BYTES,
        .rows = arena_alloc(p->arena, MAX_BATCH * sizeof *f.rows),
        .fetched = arena_alloc(p->arena, MAX_BATCH * sizeof *f.fetched),
    };
    running_read(p->read, &f.running);
    int rc = fetch_asked(&f, q, &answer->next, err);
    running_free(&f.running);
    if (rc != 0) return -1;
    p->answer.number = MSG_FETCHED;
    answer->request = q->request;
    answer->rows.at = f.rows;
    answer->rows.count = f.count;
    p->body = fetch_body(&f);
    return 0;
}
