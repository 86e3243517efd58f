/* chosen.c: see chosen.h. */
#include "client/export/chosen.h"
#include "proto/limits.h"
#include "proto/tables.h"
#include <stdlib.h>
#include <string.h>

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, DOC_ID_LEN);
}

/* The ids that a page of hits names. An article each: the same document comes more than once. */
static void add_ids(struct buf *ids, const struct msg_answer *page)
{
    for (size_t i = 0; i < page->hits.count; i++)
        if (page->hits.at[i].doc.len == DOC_ID_LEN) buf_add_view(ids, page->hits.at[i].doc);
}

/* Asks for all articles that answer the query. */
static int ask_ids(struct buf *ids, struct view query, struct session *s, struct err *err)
{
    struct reply r = {0};
    char after[MAX_NAME];
    struct msg ask = {MSG_ASK, .ask = {.query = query, .wanted = WANTED_ARTICLES}};
    ask.ask.limit = MAX_BATCH;
    int result = 0;
    do {
        result = session_ask(s, &ask, MSG_ANSWER, &r, err);
        if (result != 0) break;
        add_ids(ids, &r.msg.answer);
        struct view next = r.msg.answer.next;
        memcpy(after, next.at, next.len); /* at most MAX_NAME: messages.def */
        ask.ask.after = (struct view){after, next.len};
    } while (ask.ask.after.len > 0);
    reply_free(&r);
    return result;
}

/* In order, each once. How many there are. */
static size_t sort_ids(struct buf *ids)
{
    size_t count = ids->len / DOC_ID_LEN, kept = 0;
    if (count > 0) qsort(ids->at, count, DOC_ID_LEN, by_bytes);
    for (size_t i = 0; i < count; i++) {
        char *id = ids->at + i * DOC_ID_LEN, *last = ids->at + kept * DOC_ID_LEN;
        if (kept > 0 && memcmp(id, last - DOC_ID_LEN, DOC_ID_LEN) == 0) continue;
        memmove(last, id, DOC_ID_LEN);
        kept++;
    }
    return kept;
}

/* One document, by its id. What was removed from the ledger's view meanwhile is left out. */
static int fetch_one(const struct pages *p, const char *id, struct session *s, struct err *err)
{
    char digits[2 * DOC_ID_LEN + 1];
    hex_encode(id, DOC_ID_LEN, digits);
    struct pages one = {
        .select = view_of(digits), .parts = p->parts, .take = p->take, .context = p->context};
    int result = pages_fetch(&one, s, err);
    return result != 0 && err->code == ERR_NOT_FOUND ? 0 : result;
}

int chosen_fetch(struct pages *p, struct view query, struct session *s, struct err *err)
{
    struct buf ids = {0};
    int result = ask_ids(&ids, query, s, err);
    size_t count = result == 0 ? sort_ids(&ids) : 0;
    for (size_t i = 0; result == 0 && i < count; i++) {
        const char *id = ids.at + i * DOC_ID_LEN;
        if (p->after_len && memcmp(id, p->after, DOC_ID_LEN) <= 0) continue;
        result = fetch_one(p, id, s, err);
    }
    buf_free(&ids);
    return result;
}
