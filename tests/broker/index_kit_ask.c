/* index_kit_ask.c: see index_kit.h. Questions, and what index and model answer. */
#include "broker/index_directory.h"
#include "broker/index_tally.h"
#include "proto/fold.h"
#include "tests/broker/index_kit.h"
#include <stdlib.h>
#include <string.h>

struct question {
    uint32_t points[16], count;
    bool whole_words;
};

static void random_question(struct index_kit *k, struct question *q)
{
    struct buf text = {0};
    do index_kit_letters(k, &text, 12);
    while (text.len == 0);
    q->count = (uint32_t)fold_points((struct view){text.at, text.len}, q->points);
    buf_free(&text);
}

static void question_of(struct index_kit *k, const struct kit_article *a, struct question *q)
{
    uint32_t at = (uint32_t)dice_below(&k->dice, a->length);
    uint32_t most = 1 + (uint32_t)dice_below(&k->dice, 12);
    for (q->count = 0; q->count < most && at < a->length; at++)
        if (a->points[at] != PART_SEPARATOR) q->points[q->count++] = a->points[at];
}

static void ask(struct index_kit *k, struct question *q)
{
    *q = (struct question){.whole_words = dice_below(&k->dice, 4) == 0};
    if (k->count > 0 && dice_below(&k->dice, 4) > 0) {
        const struct kit_doc *d = &k->docs[dice_below(&k->dice, k->count)];
        if (d->count > 0) question_of(k, &d->articles[dice_below(&k->dice, d->count)], q);
    }
    if (q->count == 0) random_question(k, q);
}

/* How often the text stands in the article, by comparing each place. */
static uint32_t places_in(const struct kit_article *a, const struct question *q)
{
    uint32_t count = 0;
    for (uint32_t at = 0; at + q->count <= a->length; at++) {
        if (memcmp(a->points + at, q->points, q->count * sizeof *q->points) != 0) continue;
        count += !q->whole_words || (a->words[at] && a->words[at + q->count]);
    }
    return count;
}

struct answer { /* of the index: an article, and how often */
    uint64_t doc;
    uint32_t index, count;
};

static size_t ask_index(struct index_view *v, const struct question *q, struct answer *out,
                        size_t room)
{
    struct index_text text = {
        .at = q->points,
        .count = q->count,
        .whole_words = q->whole_words,
        .zones = (1u << ZONES) - 1,
    };
    size_t count = 0;
    for (size_t i = 0; i < v->count; i++) {
        struct index_find *f = index_find_open(v, &v->at[i], &text);
        struct index_hit hit = {.ordinal = 0};
        for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1) {
            if (count == room) test_fail(__FILE__, __LINE__, "more hits than articles");
            out[count++] = (struct answer){hit.article.doc, hit.article.index, hit.count};
        }
        index_find_close(&f);
    }
    return count;
}

/* Of all articles that were given at once those that live. */
struct standings {
    struct index_view *view;
    const struct index_segment *segment;
    struct buf at; /* struct index_standing */
};

static void add_standings(void *to, const struct index_standing *found, size_t count)
{
    struct standings *s = to;
    struct index_article a;
    for (; count > 0; count--, found++) {
        CHECK(index_article(s->view, s->segment, found->ordinal, &a));
        CHECK_INT(found->length, a.length[ZONE_TEXT]);
        if (index_is_live(s->view, &a)) buf_add(&s->at, found, sizeof *found);
    }
}

/* The same articles, given at once and counted: in some zones. */
static void check_each(struct index_view *v, const struct index_segment *s,
                       const struct index_text *text)
{
    struct standings found = {.view = v, .segment = s};
    struct index_find *f = index_find_open(v, s, text);
    index_each(f, add_standings, &found);
    index_find_close(&f);
    f = index_find_open(v, s, text);
    struct index_hit hit = {.ordinal = 0};
    const struct index_standing *at = (const struct index_standing *)(const void *)found.at.at;
    size_t wanted = found.at.len / sizeof *at, count = 0;
    for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1, count++) {
        if (count == wanted) test_fail(__FILE__, __LINE__, "fewer articles at once");
        CHECK_INT(at[count].ordinal, hit.ordinal);
        CHECK_INT(at[count].places, hit.count);
        CHECK_INT(at[count].heads, hit.heads);
    }
    CHECK_INT(wanted, count);
    CHECK_INT(index_count(v, s, text), count);
    index_find_close(&f);
    buf_free(&found.at);
}

static void add_weights(void *to, const struct index_standing *found, size_t count)
{
    uint32_t *weights = to;
    for (size_t i = 0; i < count; i++)
        weights[found[i].ordinal] = found[i].places + (TITLE_WEIGHT - 1) * found[i].heads;
}

uint32_t *index_kit_weights(struct index_view *v, const struct index_segment *s,
                            const struct index_text *text)
{
    uint32_t *weights = xcalloc(s->articles + 1, sizeof *weights);
    struct index_find *f = index_find_open(v, s, text);
    index_each(f, add_weights, weights);
    index_find_close(&f);
    return weights;
}

bool index_kit_tally(struct index_view *v, const struct index_segment *s,
                     const struct index_text *text)
{
    uint32_t *weights = index_kit_weights(v, s, text), at = 0, count = 0;
    struct index_find *f = index_find_open(v, s, text);
    struct index_tally t;
    index_tally(f, &t);
    bool counted = t.bytes != NULL;
    for (uint32_t i = 0; i < s->articles; i++) {
        CHECK_INT(tally_weight(&t, i, &at), weights[i]);
        count += weights[i] > 0;
    }
    CHECK_INT(t.count, count);
    index_find_close(&f);
    index_tally_free(&t);
    free(weights);
    return counted;
}

/* The same places, whether they are asked for one after the other or by leaps. */
static void check_leaps(struct index_kit *k, struct index_view *v, const struct index_segment *s,
                        const struct index_text *text)
{
    struct index_find *all = index_find_open(v, s, text), *some = index_find_open(v, s, text);
    uint32_t most = 1 + (uint32_t)dice_below(&k->dice, UINT64_C(1) << dice_below(&k->dice, 12));
    uint32_t place = 0, found = 0, from = 0;
    bool any = index_find_next(all, 0, &place), there = true;
    while (there && from < s->length) {
        while (any && place < from) any = index_find_next(all, place + 1, &place);
        there = index_find_next(some, from, &found);
        CHECK_INT(there, any);
        if (there) CHECK_INT(found, place);
        from += (uint32_t)dice_below(&k->dice, most + 1) + (most == 1);
    }
    index_find_close(&all);
    index_find_close(&some);
}

static void check_ways(struct index_kit *k, struct index_view *v, const struct question *q)
{
    static const unsigned zones[] = {INDEX_USUAL_ZONES, 1u << ZONE_TEXT, 1u << ZONE_TITLE};
    struct index_text text = {.at = q->points, .count = q->count, .whole_words = q->whole_words};
    text.zones = zones[dice_below(&k->dice, sizeof zones / sizeof *zones)];
    bool once = dice_below(&k->dice, 2);
    for (size_t i = 0; i < v->count; i++) {
        text.once = once;
        check_each(v, &v->at[i], &text);
        check_leaps(k, v, &v->at[i], &text);
        text.once = false;
        index_kit_tally(v, &v->at[i], &text);
    }
}

static uint32_t count_of(const struct answer *at, size_t count, uint64_t doc, uint32_t index)
{
    for (size_t i = 0; i < count; i++)
        if (at[i].doc == doc && at[i].index == index) return at[i].count;
    return 0;
}

void index_kit_compare(struct index_kit *k, struct store_read *r, int times)
{
    size_t room = KIT_ARTICLES * k->count + 1;
    struct answer *found = xcalloc(room, sizeof *found);
    struct index_view view = {0};
    struct question q;
    index_open(&view, r);
    for (; times > 0; times--) {
        view.directories = dice_below(&k->dice, 4) > 0 ? k->directories : NULL;
        ask(k, &q);
        size_t count = ask_index(&view, &q, found, room), wanted = 0;
        for (size_t i = 0; i < k->count; i++)
            for (uint32_t a = 0; k->docs[i].done && a < k->docs[i].count; a++) {
                uint32_t places = places_in(&k->docs[i].articles[a], &q);
                wanted += places > 0;
                CHECK_INT(count_of(found, count, k->docs[i].num, a), places);
            }
        CHECK_INT(count, wanted);
        check_ways(k, &view, &q);
    }
    index_close(&view);
    free(found);
}
