/* reader_search.c: SEARCH, by reading every result. Only DONE documents have articles. */
#include "broker/reader.h"
#include "broker/reader_page.h"
#include "proto/check.h"
#include "proto/pack.h"
#include "proto/squeeze.h"
#include <string.h>

enum { HITS_UNLESS_TOLD = 100 };

/* The expanded bytes: where they are stored, or in room. */
static bool expanded(uint64_t encoding, struct view stored, size_t max, struct buf *room,
                     struct view *out)
{
    *out = stored;
    if (encoding == ENCODING_RAW) return true;
    room->len = 0;
    if (expand((int)encoding, stored, max, room, NULL) != 0) return false;
    *out = buf_view(room);
    return true;
}

static bool read_result(struct page *p, uint64_t num, struct view *result)
{
    struct msg_stored_outcome outcome;
    struct view stored;
    return store_outcome(p->read, num, &outcome, &stored) && stored.len > 0 &&
           expanded(outcome.encoding, stored, MAX_RESULT, &p->result, result) &&
           check_whole(result->at, result->len, NULL) == 0;
}

static bool read_original(struct page *p, uint64_t num, struct view *original)
{
    struct msg_stored_doc doc;
    if (!store_doc(p->read, num, &doc)) return false;
    p->stored.len = 0;
    buf_reserve(&p->stored, doc.length);
    return store_body(p->read, &doc, p->stored.at) &&
           expanded(doc.encoding, (struct view){p->stored.at, doc.length}, MAX_DOCUMENT,
                    &p->original, original);
}

static bool read_canonical(struct page *p, uint64_t num, struct view result, struct view *canonical)
{
    struct unpack u = unpack_of(result);
    if (!unpack_find(&u, "canonical")) return read_original(p, num, canonical);
    struct unpack_item item = unpack_next(&u);
    *canonical = item.bytes;
    return item.type == UNPACK_BIN;
}

/* ---- A page ---- */

struct search {
    struct page *page;
    struct view text;
    struct msg_hit *hits;
    size_t count, limit;
    uint64_t documents; /* read */
};

/* Adds the hits of one document; false if they have no room on this page. Of a document with more
 * of them than a message may carry, the last are left out. */
static bool search_document(struct search *s, uint64_t num)
{
    struct page_found f = {.text = s->text};
    struct running none = {0};
    struct msg_row row;
    size_t found;
    if (!read_result(s->page, num, &f.result)) return true;
    if (!read_canonical(s->page, num, f.result, &f.canonical)) return true;
    if (!memmem(f.canonical.at, f.canonical.len, s->text.at, s->text.len)) return true;
    if (!page_row(s->page, &none, num, &row)) return true;
    f.row = &row;
    bool all = page_hits(s->page, &f, s->hits + s->count, MAX_BATCH - s->count, &found);
    if (!all && s->count > 0) return false;
    s->count += found;
    return true;
}

static bool search_is_over(const struct search *s)
{
    return s->count >= s->limit || page_is_full(s->page, s->documents, SIZE_MAX);
}

/* Documents from id `from` on; *next is the id to go on above, if there is more. */
static void search_many(struct search *s, unsigned char from[DOC_ID_LEN], struct view *next)
{
    struct store_read *read = s->page->read;
    unsigned char *last = arena_alloc(s->page->arena, DOC_ID_LEN), id[DOC_ID_LEN];
    unsigned reason;
    for (uint64_t num; (num = store_next_by_id(read, from, id)) != 0; s->documents++) {
        bool done = store_state(read, num, &reason) == STATE_DONE;
        if (search_is_over(s) || (done && !search_document(s, num))) {
            *next = (struct view){(const char *)last, DOC_ID_LEN};
            return;
        }
        memcpy(last, id, DOC_ID_LEN);
        memcpy(from, id, DOC_ID_LEN);
        if (!id_after(from)) return;
    }
}

int page_search(struct page *p, const struct msg *question, struct err *err)
{
    const struct msg_search *q = &question->search;
    struct msg_hits *answer = &p->answer.hits;
    struct search s = {
        .page = p,
        .text = q->text,
        .limit = q->limit ? q->limit : HITS_UNLESS_TOLD,
        .hits = arena_alloc(p->arena, MAX_BATCH * sizeof *s.hits),
    };
    unsigned char from[DOC_ID_LEN] = {0};
    if (q->text.len == 0) return fail(err, ERR_BAD_REQUEST, "SEARCH for no text");
    if (q->after.len == 0 || id_after(memcpy(from, q->after.at, DOC_ID_LEN)))
        search_many(&s, from, &answer->next);
    p->answer.number = MSG_HITS;
    answer->request = q->request;
    answer->documents = s.documents;
    answer->hits.at = s.hits;
    answer->hits.count = s.count;
    return 0;
}
