/* several.c: see several.h. */
#include "client/export/several.h"
#include <stdlib.h>
#include <string.h>

/* The page of a store. */
struct source {
    struct store *store;
    struct pages_cursor page;
    unsigned char after[DOC_ID_LEN];
    size_t after_len;
    bool more;
};

int several_check(const struct stores *s, struct err *err)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->at[i].gone) return store_fail_gone(&s->at[i], err);
    return 0;
}

static int take_reply(struct source *s, struct err *err)
{
    const struct msg_fetched *page = &s->store->reply.msg.fetched;
    struct view after = {(const char *)s->after, s->after_len};
    if (pages_check_next(after, page->next, err) != 0) return -1;
    s->page = pages_cursor_of(&s->store->reply);
    s->after_len = page->next.len; /* at most 16: messages.def */
    memcpy(s->after, page->next.at, s->after_len);
    s->more = s->after_len > 0;
    return 0;
}

/* Brings each source to a document, or to its end. */
static int refill(struct source *sources, const struct pages *p, struct stores *stores,
                  struct err *err)
{
    for (bool asked = true; asked;) {
        asked = false;
        for (size_t i = 0; i < stores->count; i++) {
            struct source *s = &sources[i];
            if (s->page.at < s->page.count || !s->more) continue;
            struct msg ask = pages_question(p, (struct view){(char *)s->after, s->after_len});
            store_begin(s->store, &ask);
            asked = true;
        }
        if (!asked) return 0;
        if (stores_finish(stores, MSG_FETCHED, err) != 0) return -1;
        if (several_check(stores, err) != 0) return -1;
        for (size_t i = 0; i < stores->count; i++)
            if (sources[i].page.at >= sources[i].page.count && sources[i].more &&
                take_reply(&sources[i], err) != 0)
                return -1;
    }
    return 0;
}

/* Whether the document of a comes before that of b, which may be NULL. */
static bool is_before(const struct source *a, const struct source *b)
{
    return !b || view_compare(pages_cursor_row(&a->page)->doc, pages_cursor_row(&b->page)->doc) < 0;
}

static struct source *first_of(struct source *sources, size_t count)
{
    struct source *first = NULL;
    for (size_t i = 0; i < count; i++)
        if (sources[i].page.at < sources[i].page.count && is_before(&sources[i], first))
            first = &sources[i];
    return first;
}

/* Gives the least document away, and passes over it in all of the stores. */
static int take_first(struct source *sources, size_t count, const struct pages *p, struct err *err)
{
    struct source *first = first_of(sources, count);
    char id[DOC_ID_LEN];
    struct view doc = pages_cursor_row(&first->page)->doc, kept = {id, doc.len};
    memcpy(id, doc.at, doc.len); /* at most 16: messages.def */
    for (size_t i = 0; i < count; i++) {
        struct pages_cursor *page = &sources[i].page;
        if (page->at >= page->count || !view_equal(pages_cursor_row(page)->doc, kept)) continue;
        if (pages_cursor_next(page, &sources[i] == first ? p : NULL, err) != 0) return -1;
    }
    return 0;
}

static bool all_filled(const struct source *sources, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sources[i].page.at >= sources[i].page.count && sources[i].more) return false;
    return true;
}

int several_fetch(struct pages *p, struct stores *stores, struct err *err)
{
    struct source *sources = xcalloc(stores->count, sizeof *sources);
    int result = 0;
    for (size_t i = 0; i < stores->count; i++) {
        struct source *s = &sources[i];
        *s = (struct source){.store = &stores->at[i], .after_len = p->after_len, .more = true};
        memcpy(s->after, p->after, p->after_len);
    }
    do {
        result = refill(sources, p, stores, err);
        while (result == 0 && all_filled(sources, stores->count) &&
               first_of(sources, stores->count))
            result = take_first(sources, stores->count, p, err);
    } while (result == 0 && !all_filled(sources, stores->count));
    free(sources);
    return result;
}
