/* ask_facet_test.c: what articles, persons and figures are counted as and come to, against brute
 * force. */
#include "broker/ask_facet.h"
#include "proto/amount.h"
#include "proto/total.h"
#include "tests/broker/figures_kit.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>

enum { ROOM = 256 };

/* ---- Sums of figures ---- */

/* "520302", 2003, 元: what a figure counts for, as a bucket has it. */
static void bucket_name(struct buf *out, struct view area, struct view year, struct view unit)
{
    out->len = 0;
    buf_add_view(out, area);
    buf_add_char(out, '|');
    buf_add_view(out, year);
    buf_add_char(out, '|');
    buf_add_view(out, unit);
}

static bool counts_for(const struct model_record *r, struct view name, unsigned digits,
                       struct buf *room)
{
    char year[FIGURES_YEAR];
    size_t length = strlen(r->code);
    figures_year(r, year);
    bool figure = r->amount != 0;
    bucket_name(room, (struct view){r->code, length < digits ? length : digits}, view_of(year),
                figure ? view_of(figures_units[r->unit]) : (struct view){0});
    return view_equal(buf_view(room), name);
}

static int by_amount(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static total sum_of(const uint64_t *amounts, size_t count, struct arena *arena)
{
    total sum = 0, one;
    char text[DECIMAL_TEXT];
    for (size_t i = 0; i < count; i++) {
        unsigned len = decimal_text(amount_of(amounts[i]), text);
        CHECK(total_read((struct view){text, len}, &one));
        sum += one;
    }
    return sum;
}

static void check_amount(struct view got, uint64_t amount)
{
    char text[DECIMAL_TEXT];
    unsigned len = decimal_text(amount_of(amount), text);
    CHECK(view_equal(got, (struct view){text, len}));
}

/* How many records of the model the bucket stands for. */
static size_t compare_bucket(const struct model *m, const struct model_question *question,
                             const struct msg_bucket *b, unsigned digits, struct arena *arena)
{
    struct buf name = {0}, room = {0};
    uint64_t *amounts = xmalloc((m->count + 1) * sizeof *amounts);
    size_t count = 0, figures = 0;
    bucket_name(&name, b->area, b->second, b->unit);
    for (size_t i = 0; i < m->count; i++) {
        const struct model_record *r = &m->at[i];
        if (!r->alive || !model_is_figure(r) || !question->meets(r)) continue;
        if (!counts_for(r, buf_view(&name), digits, &room)) continue;
        count++;
        if (r->amount != 0) amounts[figures++] = r->amount;
    }
    CHECK_INT(b->count, count);
    qsort(amounts, figures, sizeof *amounts, by_amount);
    if (figures > 0) {
        check_amount(b->least, amounts[0]);
        check_amount(b->most, amounts[figures - 1]);
        check_amount(b->median, amounts[(figures - 1) / 2]);
        CHECK(view_equal(b->sum, total_view(arena, sum_of(amounts, figures, arena))));
    }
    buf_free(&name);
    buf_free(&room);
    free(amounts);
    return count;
}

static bool same_bucket(const struct msg_bucket *a, const struct msg_bucket *b)
{
    return view_equal(a->area, b->area) && view_equal(a->second, b->second) &&
           view_equal(a->unit, b->unit) && a->count == b->count && view_equal(a->sum, b->sum) &&
           view_equal(a->median, b->median);
}

/* A page is as the same piece of all of them, which are in order. */
static void compare_bucket_pages(struct ask_facets *f, const struct msg_bucket *all, size_t count,
                                 enum order order, size_t room, struct arena *arena)
{
    struct msg_bucket *page = arena_alloc(arena, room * sizeof *page);
    for (size_t i = 1; i < count && order == ORDER_BEST; i++)
        CHECK(all[i - 1].count >= all[i].count);
    for (size_t i = 1; i < count && order == ORDER_LEAST; i++)
        CHECK(view_compare(all[i - 1].area, all[i].area) <= 0);
    for (size_t from = 0, shown; from < count; from += shown) {
        shown = ask_facets_end(f, order, from, room, arena, NULL, page);
        CHECK(shown > 0 && from + shown <= count);
        for (size_t i = 0; i < shown; i++) CHECK(same_bucket(&page[i], &all[from + i]));
    }
    CHECK_INT(ask_facets_end(f, order, count, room, arena, NULL, page), 0);
}

static void compare_sums(struct model *m, struct asked_all *a)
{
    struct msg_bucket buckets[ROOM];
    unsigned digits = 2 * (1 + (unsigned)dice_below(&m->kit.dice, 3));
    struct ask_facets *f = ask_facets_open(FACET_PLACE, FACET_YEAR, digits, ROOM);
    size_t wanted = 0, found = 0;
    for (size_t i = 0; i < a->view.count; i++)
        ask_facets_add(f, &a->at[i], &a->articles[i], &a->rows[i]);
    size_t count = ask_facets_end(f, ORDER_BEST, 0, ROOM, &a->arena, NULL, buckets);
    CHECK(!ask_facets_too_many(f));
    CHECK_INT(count, ask_facets_count(f));
    for (size_t i = 0; i < count; i++)
        found += compare_bucket(m, a->question, &buckets[i], digits, &a->arena);
    for (size_t i = 0; i < m->count; i++)
        wanted += m->at[i].alive && model_is_figure(&m->at[i]) && a->question->meets(&m->at[i]);
    CHECK_INT(found, wanted);
    size_t room = 1 + dice_below(&m->kit.dice, count + 1);
    compare_bucket_pages(f, buckets, count, ORDER_BEST, room, &a->arena);
    CHECK_INT(ask_facets_end(f, ORDER_LEAST, 0, ROOM, &a->arena, NULL, buckets), count);
    compare_bucket_pages(f, buckets, count, ORDER_LEAST, room, &a->arena);
    ask_facets_free(&f);
}

/* ---- Persons ---- */

/* Two values of a person, "" for what is not told: what one is counted as. */
struct pair {
    const char *first, *second;
    size_t count;
};

static const char *fact_of(const struct model_record *r, enum facet facet)
{
    const char *fact = facet == FACET_PERSON ? r->name
                       : facet == FACET_ROLE ? r->role
                                             : r->employer;
    return fact ? fact : "";
}

static struct pair *pair_find(struct pair *pairs, size_t *count, const char *first,
                              const char *second)
{
    size_t i = 0;
    while (i < *count &&
           (strcmp(pairs[i].first, first) != 0 || strcmp(pairs[i].second, second) != 0))
        i++;
    CHECK(i < ROOM);
    if (i == *count) pairs[(*count)++] = (struct pair){first, second, 0};
    return &pairs[i];
}

static void count_person(const struct model_record *r, const enum facet by[2], struct pair *pairs,
                         size_t *count)
{
    if (r->kind == RECORD_PERSON)
        pair_find(pairs, count, fact_of(r, by[0]), fact_of(r, by[1]))->count++;
}

/* The end of the records that are of the article of the first. */
static size_t end_of_article(const struct model *m, size_t first)
{
    size_t end = first;
    while (end < m->count && m->at[end].doc == m->at[first].doc &&
           m->at[end].article == m->at[first].article && m->at[end].alive == m->at[first].alive)
        end++;
    return end;
}

static size_t pairs_of_persons(const struct model *m, const enum facet by[2], struct pair *pairs)
{
    size_t count = 0;
    for (size_t i = 0; i < m->count; i++)
        if (m->at[i].alive) count_person(&m->at[i], by, pairs, &count);
    return count;
}

/* Each pair once in an article. articles: how many there are, those without records too. */
static size_t pairs_of_articles(const struct model *m, size_t articles, const enum facet by[2],
                                struct pair *pairs)
{
    struct pair own[ROOM];
    size_t count = 0;
    for (size_t i = 0, end, there; i < m->count; i = end) {
        end = end_of_article(m, i);
        there = 0;
        for (size_t k = i; k < end && m->at[i].alive; k++) count_person(&m->at[k], by, own, &there);
        for (size_t k = 0; k < there; k++)
            pair_find(pairs, &count, own[k].first, own[k].second)->count++;
        articles -= there > 0;
    }
    if (articles > 0) pair_find(pairs, &count, "", "")->count += articles;
    return count;
}

static size_t pairs_of(const struct model *m, const struct asked_all *a, bool articles,
                       const enum facet by[2], struct pair *pairs)
{
    size_t all = 0;
    for (size_t i = 0; i < a->view.count; i++) all += bits_total(&a->articles[i]);
    return articles ? pairs_of_articles(m, all, by, pairs) : pairs_of_persons(m, by, pairs);
}

/* articles: they are counted; else persons. */
static void compare_pairs(struct model *m, struct asked_all *a, bool articles,
                          const enum facet by[2])
{
    struct msg_bucket buckets[ROOM];
    struct pair pairs[ROOM];
    struct ask_facets *f = ask_facets_open(by[0], by[1], 0, ROOM);
    size_t wanted = pairs_of(m, a, articles, by, pairs);
    for (size_t i = 0; i < a->view.count; i++)
        ask_facets_add(f, &a->at[i], &a->articles[i], articles ? NULL : &a->rows[i]);
    CHECK_INT(ask_facets_end(f, ORDER_BEST, 0, ROOM, &a->arena, NULL, buckets), wanted);
    for (size_t i = 0; i < wanted; i++) {
        const char *first = arena_copy(&a->arena, buckets[i].value.at, buckets[i].value.len);
        const char *second = arena_copy(&a->arena, buckets[i].second.at, buckets[i].second.len);
        CHECK_INT(buckets[i].count, pair_find(pairs, &wanted, first, second)->count);
    }
    ask_facets_free(&f);
}

/* ---- All of it ---- */

static void compare_persons(struct model *m, struct store_read *r)
{
    static const enum facet by[][2] = {{FACET_ROLE, FACET_PERSON}, {FACET_PERSON, FACET_ROLE}};
    static const enum facet at_work[2] = {FACET_PERSON, FACET_ORG};
    static const struct model_question persons = {"*", RECORD_PERSON, NULL};
    struct asked_all a;
    asked_open(&a, m, r, &persons);
    for (size_t i = 0; i < 2; i++) {
        compare_pairs(m, &a, true, by[i]);
        compare_pairs(m, &a, false, by[i]);
    }
    compare_pairs(m, &a, false, at_work);
    asked_close(&a);
}

static void compare(struct model *m, struct store_read *r)
{
    struct asked_all a;
    for (size_t i = 0; i < model_question_count; i++) {
        if (model_questions[i].kind != RECORD_QUANTITY) continue;
        asked_open(&a, m, r, &model_questions[i]);
        compare_sums(m, &a);
        asked_close(&a);
    }
    compare_persons(m, r);
}

TEST(facets_of_several_segments_are_as_brute_force_counts)
{
    model_in_segments(compare);
}

TEST(facets_of_one_large_segment_are_as_brute_force_counts)
{
    model_in_one_segment(compare);
}

static void count_with_too_little_room(struct model *m, struct store_read *r)
{
    static const enum facet by[2] = {FACET_ROLE, FACET_PERSON};
    struct pair pairs[ROOM];
    struct asked_all a;
    asked_open(&a, m, r, &model_questions[0]);
    size_t wanted = pairs_of(m, &a, true, by, pairs);
    for (uint32_t most = 1; most <= wanted; most++) {
        struct ask_facets *f = ask_facets_open(by[0], by[1], 0, most);
        for (size_t i = 0; i < a.view.count; i++) ask_facets_add(f, &a.at[i], &a.articles[i], NULL);
        CHECK_INT(ask_facets_too_many(f), most < wanted);
        ask_facets_free(&f);
    }
    asked_close(&a);
}

TEST(facets_end_where_there_are_too_many)
{
    model_in_one_segment(count_with_too_little_room);
}
