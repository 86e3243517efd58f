/* merge.c: see merge.h. */
#include "client/merge.h"
#include "client/once.h"
#include "client/pages.h"
#include "proto/id.h"
#include <stdlib.h>
#include <string.h>

enum { PLACE_BYTES = 24, PLACE_KEY = 8, PLACE_ITEM = 16 }; /* PROTOCOL.md, 11.7 */

/* A store's items: the page at hand, and how to go on behind it. */
struct stream {
    struct store *store;
    size_t at, count;
    size_t body; /* bytes of the page's body that belong to items before */
    char after[MAX_NAME];
    size_t after_len;
    bool more;
    uint64_t articles, documents, records;
};

/* An item that was shown, by its content: the same in every store. */
struct seen {
    char content[DOC_ID_LEN / 2];
    char item[PLACE_BYTES - PLACE_ITEM]; /* article and record */
};

struct merge {
    struct asking *asking;
    struct msg ask;
    struct stream *streams;
    size_t count;
    struct buf items, body; /* of the page that is made; items: struct msg_hit, _found or _row */
    uint64_t made;
    struct once seen;
};

/* ---- Pages ---- */

static const struct msg_answer *page_of(const struct stream *s)
{
    return &s->store->reply.msg.answer;
}

static size_t items_of(const struct merge *m, const struct msg_answer *page)
{
    switch (m->ask.ask.wanted) {
    case WANTED_ARTICLES: return page->hits.count;
    case WANTED_RECORDS: return page->found.count;
    case WANTED_DOCUMENTS: return page->rows.count;
    default: return 0;
    }
}

static struct view place_at(const struct merge *m, const struct stream *s, size_t i)
{
    const struct msg_answer *page = page_of(s);
    return m->ask.ask.wanted == WANTED_ARTICLES ? page->hits.at[i].place : page->found.at[i].place;
}

static struct view doc_at(const struct merge *m, const struct stream *s, size_t i)
{
    const struct msg_answer *page = page_of(s);
    return m->ask.ask.wanted == WANTED_ARTICLES ? page->hits.at[i].doc : page->found.at[i].doc;
}

/* Whether the page is one that can be merged: 0, or -1 with *err. */
static int check_page(const struct merge *m, const struct stream *s, struct err *err)
{
    uint64_t body = s->store->reply.body.len;
    const struct msg_answer *page = page_of(s);
    if (pages_check_next((struct view){s->after, s->after_len}, page->next, err) != 0) return -1;
    for (size_t i = 0; i < page->found.count; i++) {
        if (page->found.at[i].length > body)
            return fail(err, ERR_MALFORMED, "its page of records is damaged");
        body -= page->found.at[i].length;
    }
    if (m->ask.ask.wanted == WANTED_DOCUMENTS) return 0;
    for (size_t i = 0; i < items_of(m, page); i++)
        if (place_at(m, s, i).len != PLACE_BYTES || doc_at(m, s, i).len != DOC_ID_LEN)
            return fail(err, 0,
                        "its version does not say in which order its answers stand beside those "
                        "of others; it can be asked by itself");
    return 0;
}

static void take_page(const struct merge *m, struct stream *s)
{
    struct err why;
    s->at = s->count = s->body = 0;
    s->more = false;
    if (!s->store->answered) return;
    if (check_page(m, s, &why) != 0) {
        store_give_up(s->store, &why);
        return;
    }
    const struct msg_answer *page = page_of(s);
    s->count = items_of(m, page);
    s->after_len = page->next.len; /* at most MAX_NAME: messages.def */
    memcpy(s->after, page->next.at, s->after_len);
    s->more = s->after_len > 0;
    s->articles = page->articles;
    s->documents = page->documents;
    s->records = page->records;
}

/* Brings each stream that has no item at hand to its next one, or to its end. */
static int refill(struct merge *m, struct err *err)
{
    for (bool asked = true; asked;) {
        asked = false;
        for (size_t i = 0; i < m->count; i++) {
            struct stream *s = &m->streams[i];
            if (s->at < s->count || !s->more || s->store->gone) continue;
            m->ask.ask.after = (struct view){s->after, s->after_len};
            store_begin(s->store, &m->ask);
            asked = true;
        }
        if (asked && stores_finish(&m->asking->stores, MSG_ANSWER, err) != 0) return -1;
        for (size_t i = 0; i < m->count; i++)
            if (m->streams[i].at >= m->streams[i].count && m->streams[i].more)
                take_page(m, &m->streams[i]);
    }
    return 0;
}

/* ---- Order ---- */

/* The greater key first, then the lesser document, article, record. */
static int compare_places(struct view a, struct view b)
{
    int keys = memcmp(b.at, a.at, PLACE_KEY);
    return keys ? keys : memcmp(a.at + PLACE_KEY, b.at + PLACE_KEY, PLACE_BYTES - PLACE_KEY);
}

/* The stream whose item is next; NULL if there is none. *empty: one has to be refilled before. */
static struct stream *next_stream(struct merge *m, bool *empty)
{
    struct stream *first = NULL;
    *empty = false;
    for (size_t i = 0; i < m->count; i++) {
        struct stream *s = &m->streams[i];
        if (s->at >= s->count && s->more) *empty = !s->store->gone || *empty;
        if (s->at >= s->count) continue;
        if (!first)
            first = s;
        else if (m->ask.ask.wanted != WANTED_DOCUMENTS &&
                 compare_places(place_at(m, s, s->at), place_at(m, first, first->at)) < 0)
            first = s;
    }
    return first;
}

/* Whether another store has shown the same. */
static bool is_repeated(struct merge *m, const struct stream *s)
{
    struct seen key;
    memcpy(key.content, doc_at(m, s, s->at).at + DOC_ID_LEN / 2, sizeof key.content);
    memcpy(key.item, place_at(m, s, s->at).at + PLACE_ITEM, sizeof key.item);
    return !once_first(&m->seen, (struct view){(const char *)&key, sizeof key});
}

/* ---- The page that is made ---- */

static void add_item(struct merge *m, const struct stream *s)
{
    const struct msg_answer *page = page_of(s);
    struct view body = s->store->reply.body;
    switch (m->ask.ask.wanted) {
    case WANTED_ARTICLES: buf_add(&m->items, &page->hits.at[s->at], sizeof *page->hits.at); break;
    case WANTED_DOCUMENTS: buf_add(&m->items, &page->rows.at[s->at], sizeof *page->rows.at); break;
    default:
        buf_add(&m->items, &page->found.at[s->at], sizeof *page->found.at);
        buf_add(&m->body, body.at + s->body, page->found.at[s->at].length);
    }
    m->made++;
}

static void pass_item(struct merge *m, struct stream *s)
{
    if (m->ask.ask.wanted == WANTED_RECORDS) s->body += page_of(s)->found.at[s->at].length;
    s->at++;
}

/* Gives the page away. */
static int give(struct merge *m, struct err *err)
{
    struct reply page = {.msg.number = MSG_ANSWER, .body = buf_view(&m->body)};
    struct msg_answer *answer = &page.msg.answer;
    uint64_t taken;
    for (size_t i = 0; i < m->count; i++) {
        answer->articles += m->streams[i].articles;
        answer->documents += m->streams[i].documents;
        answer->records += m->streams[i].records;
    }
    const void *items = m->items.at;
    switch (m->ask.ask.wanted) {
    case WANTED_ARTICLES:
        answer->hits.at = items;
        answer->hits.count = m->made;
        break;
    case WANTED_RECORDS:
        answer->found.at = items;
        answer->found.count = m->made;
        break;
    default: answer->rows.at = items; answer->rows.count = m->made;
    }
    int result = asking_give(m->asking, &page, &taken, err);
    m->items.len = m->body.len = m->made = 0;
    return result;
}

static int merge_all(struct merge *m, struct err *err)
{
    uint64_t left = m->asking->limit ? m->asking->limit : UINT64_MAX;
    bool once = m->ask.ask.wanted != WANTED_DOCUMENTS, empty;
    m->ask.ask.limit = left < MAX_BATCH ? left : MAX_BATCH;
    for (;;) {
        if (refill(m, err) != 0) return -1;
        struct stream *s;
        while (left > 0 && (s = next_stream(m, &empty)) && !empty) {
            if (!once || !is_repeated(m, s)) {
                add_item(m, s);
                left--;
            }
            pass_item(m, s);
        }
        if (give(m, err) != 0) return -1;
        s = next_stream(m, &empty);
        m->asking->more = s || empty;
        if (left == 0 || (!s && !empty)) return 0;
    }
}

/* ---- Weights ---- */

/* Adds up what the stores say; one that says something else is left behind. */
static size_t add_weights(struct stores *stores, uint64_t sum[WEIGHTS_MOST])
{
    size_t count = 0;
    struct err why;
    for (size_t i = 0; i < stores->count; i++) {
        const struct u64_list *w = &stores->at[i].reply.msg.answer.weights;
        if (stores->at[i].gone) continue;
        if (count == 0) count = w->count;
        if (w->count != count || count == 0 || count > WEIGHTS_MOST) {
            fail(&why, 0, "it counts other words than the others do: another version");
            store_give_up(&stores->at[i], &why);
            continue;
        }
        for (size_t k = 0; k < count; k++) sum[k] += w->at[k];
    }
    return count;
}

static int ask_weights(struct merge *m, uint64_t sum[WEIGHTS_MOST], struct err *err)
{
    struct stores *stores = &m->asking->stores;
    struct msg ask = m->ask;
    ask.ask.wanted = WANTED_WEIGHTS;
    for (size_t i = 0; i < stores->count; i++) store_begin(&stores->at[i], &ask);
    if (stores_finish(stores, MSG_ANSWER, err) != 0) return -1;
    m->ask.ask.weights = (struct u64_list){sum, add_weights(stores, sum)};
    return 0;
}

int merge_ask(struct asking *a, struct err *err)
{
    uint64_t weights[WEIGHTS_MOST] = {0};
    struct merge m = {.asking = a, .ask = a->ask, .count = a->stores.count};
    m.streams = xcalloc(m.count, sizeof *m.streams);
    for (size_t i = 0; i < m.count; i++)
        m.streams[i] = (struct stream){.store = &a->stores.at[i], .more = true};
    bool ranked = m.ask.ask.wanted == WANTED_ARTICLES && m.ask.ask.order == ORDER_BEST;
    int result = ranked ? ask_weights(&m, weights, err) : 0;
    if (result == 0) result = merge_all(&m, err);
    once_free(&m.seen);
    buf_free(&m.items);
    buf_free(&m.body);
    free(m.streams);
    return result;
}
