/* chosen.c: see chosen.h. */
#include "client/export/chosen.h"
#include "proto/tables.h"
#include <stdlib.h>
#include <string.h>

/* A document, and the first store that has it. */
struct chosen {
    char id[DOC_ID_LEN];
    unsigned store;
};

static int by_id(const void *a, const void *b)
{
    const struct chosen *x = a, *y = b;
    int order = memcmp(x->id, y->id, DOC_ID_LEN);
    return order ? order : (x->store > y->store) - (x->store < y->store);
}

/* The ids that a page of hits names. An article each: the same document comes more than once. */
static void add_ids(struct buf *all, const struct msg_answer *page, unsigned store)
{
    for (size_t i = 0; i < page->hits.count; i++) {
        struct chosen one = {.store = store};
        if (page->hits.at[i].doc.len != DOC_ID_LEN) continue;
        memcpy(one.id, page->hits.at[i].doc.at, DOC_ID_LEN);
        buf_add(all, &one, sizeof one);
    }
}

/* Asks a store for all articles that answer the query. */
static int ask_ids(struct buf *all, struct view query, struct session *s, unsigned store,
                   struct err *err)
{
    struct reply r = {0};
    char after[MAX_NAME];
    struct msg ask = {MSG_ASK, .ask = {.query = query, .wanted = WANTED_ARTICLES}};
    ask.ask.limit = MAX_BATCH;
    int result = 0;
    do {
        result = session_ask(s, &ask, MSG_ANSWER, &r, err);
        if (result != 0) break;
        add_ids(all, &r.msg.answer, store);
        struct view next = r.msg.answer.next;
        memcpy(after, next.at, next.len); /* at most MAX_NAME: messages.def */
        ask.ask.after = (struct view){after, next.len};
    } while (ask.ask.after.len > 0);
    reply_free(&r);
    return result;
}

/* In order, each document once. How many there are. */
static size_t sort_ids(struct buf *all)
{
    struct chosen *at = (struct chosen *)(void *)all->at;
    size_t count = all->len / sizeof *at, kept = 0;
    if (count > 0) qsort(at, count, sizeof *at, by_id);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || memcmp(at[i].id, at[kept - 1].id, DOC_ID_LEN) != 0) at[kept++] = at[i];
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

int chosen_fetch(struct pages *p, struct view query, struct stores *s, struct err *err)
{
    struct buf all = {0};
    int result = 0;
    for (unsigned i = 0; result == 0 && i < s->count; i++)
        result = ask_ids(&all, query, s->at[i].reach.session, i, err);
    size_t count = result == 0 ? sort_ids(&all) : 0;
    for (size_t i = 0; result == 0 && i < count; i++) {
        const struct chosen *one = (const struct chosen *)(const void *)all.at + i;
        if (p->after_len && memcmp(one->id, p->after, DOC_ID_LEN) <= 0) continue;
        result = fetch_one(p, one->id, s->at[one->store].reach.session, err);
    }
    buf_free(&all);
    return result;
}
