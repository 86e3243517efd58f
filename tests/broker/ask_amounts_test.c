/* ask_amounts_test.c: figures in order, all of them and by pages, against brute force. */
#include "broker/ask_amounts.h"
#include "tests/broker/figures_kit.h"
#include "tests/test.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT_ALL = 1 << 15 };

static struct ask_top page_of(struct asked_all *a, enum order order, size_t limit,
                              struct view after)
{
    struct ask_top top;
    struct err err;
    CHECK_INT(ask_top_open(&top, limit, after, &err), 0);
    for (size_t i = 0; i < a->view.count; i++)
        ask_top_amounts(&top, &a->at[i], a->query, a->question->kind, &a->rows[i], order);
    ask_top_end(&top);
    return top;
}

static int by_place(const void *a, const void *b)
{
    const struct ask_found *x = a, *y = b;
    if (x->doc != y->doc) return x->doc < y->doc ? -1 : 1;
    if (x->article != y->article) return x->article < y->article ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

/* All of them at once: each that the model has, once, and with what it amounts to. */
static void compare_all(const struct model *m, const struct model_question *question,
                        enum order order, const struct ask_top *top)
{
    struct ask_found *found = xmalloc((top->count + 1) * sizeof *found), wanted;
    size_t count = 0;
    memcpy(found, top->at, top->count * sizeof *found);
    qsort(found, top->count, sizeof *found, by_place);
    for (size_t i = 0; i < m->count; i++) {
        const struct model_record *r = &m->at[i];
        if (!r->alive || !question->meets(r)) continue;
        count++;
        wanted = (struct ask_found){.doc = r->doc, .article = r->article, .record = r->record};
        const struct ask_found *is = bsearch(&wanted, found, top->count, sizeof *found, by_place);
        uint64_t key = order == ORDER_MOST ? r->amount : UINT64_MAX - r->amount;
        if (!is || is->key != (r->amount ? key : 0))
            test_fail(__FILE__, __LINE__, "%s: record %u of document %" PRIu64 " is not there",
                      question->query, r->record, r->doc);
    }
    CHECK_INT(top->count, count);
    CHECK(!top->more);
    free(found);
}

static void compare_pages(struct asked_all *a, enum order order, const struct ask_top *all,
                          size_t limit)
{
    unsigned char place[PLACE_BYTES];
    struct view after = {0};
    size_t shown = 0;
    for (bool more = true; more;) {
        struct ask_top page = page_of(a, order, limit, after);
        CHECK(shown + page.count <= all->count);
        for (size_t i = 0; i < page.count; i++)
            CHECK(memcmp(&page.at[i], &all->at[shown + i], sizeof *page.at) == 0);
        shown += page.count;
        more = page.more;
        CHECK_INT(more, shown < all->count);
        if (page.count > 0) ask_place(&page.at[page.count - 1], place);
        after = (struct view){(const char *)place, sizeof place};
        ask_top_free(&page);
    }
    CHECK_INT(shown, all->count);
}

static void compare_order(struct model *m, struct asked_all *a, enum order order)
{
    struct ask_top all = page_of(a, order, LIMIT_ALL, (struct view){0});
    compare_all(m, a->question, order, &all);
    for (size_t i = 1; i < all.count; i++) CHECK(all.at[i - 1].key >= all.at[i].key);
    compare_pages(a, order, &all, 1 + all.count / (1 + dice_below(&m->kit.dice, 20)));
    ask_top_free(&all);
}

static void compare(struct model *m, struct store_read *r)
{
    struct asked_all a;
    for (size_t i = 0; i < model_question_count; i++) {
        asked_open(&a, m, r, &model_questions[i]);
        compare_order(m, &a, ORDER_MOST);
        compare_order(m, &a, ORDER_LEAST);
        asked_close(&a);
    }
}

TEST(figures_of_several_segments_are_in_the_order_of_brute_force)
{
    model_in_segments(compare);
}

TEST(figures_of_one_large_segment_are_in_the_order_of_brute_force)
{
    model_in_one_segment(compare);
}
