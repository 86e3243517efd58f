/* ask_score_test.c: how much a text weighs in many articles, and which of them come first, beside
 * what is worked out of each of them by itself. */
#include "broker/ask_rank.h"
#include "proto/pack.h"
#include "tests/broker/index_kit.h"
#include <math.h>
#include <stdlib.h>

static const char *const letters[] = {"a", "a", "a", "a", "b", "c", NULL};
enum { ARTICLES = 1500 };

struct many {
    struct index_kit kit;
    struct store_read *read;
    struct index_view view;
};

static uint64_t below(struct many *m, uint64_t end)
{
    return dice_below(&m->kit.dice, end);
}

/* A year, a month or a day. */
static void pack_date(struct many *m, struct buf *result)
{
    char date[16];
    uint32_t year = below(m, 9) ? 2000 + (uint32_t)below(m, 5) : 1 + (uint32_t)below(m, 9999);
    uint32_t month = 1 + (uint32_t)below(m, 12), day = 1 + (uint32_t)below(m, 28);
    snprintf(date, sizeof date, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
    date[4 + 3 * below(m, 3)] = '\0';
    pack_string(result, "date");
    pack_string(result, date);
}

static void pack_span(struct buf *result, uint64_t start, uint64_t end)
{
    pack_string(result, "spans");
    pack_array(result, 1);
    pack_array(result, 2);
    pack_u64(result, start);
    pack_u64(result, end);
}

/* Mostly a short one; its text is added to canonical. The title may be long, too. */
static void pack_article(struct many *m, struct buf *result, struct buf *canonical)
{
    struct buf title = {0};
    uint64_t start = canonical->len;
    index_kit_letters(&m->kit, canonical, UINT64_C(1) << below(m, 11));
    index_kit_letters(&m->kit, &title, below(m, 8) ? 6 : 600);
    pack_map(result, 3);
    pack_date(m, result);
    pack_span(result, start, canonical->len);
    pack_string(result, "title");
    pack_str(result, buf_view(&title));
    buf_free(&title);
}

static void index_result(struct many *m, uint64_t number, struct buf *result, struct buf *canonical)
{
    struct buf bytes = {0};
    struct index_part part;
    struct err err;
    char source[32];
    snprintf(source, sizeof source, "s%u", (unsigned)number);
    CHECK(part_make(buf_view(result), buf_view(canonical), NULL, NULL, &bytes));
    CHECK_INT(part_read(buf_view(&bytes), &part, &err), 0);
    index_add(m->kit.store, kit_add(m->kit.store, "a", source, number, 20, STATE_DONE), &part);
    buf_free(result);
    buf_free(canonical);
    buf_free(&bytes);
}

static void pack_articles(struct buf *result, uint32_t count)
{
    pack_map(result, 1);
    pack_string(result, "articles");
    pack_array(result, count);
}

/* A document of so many articles. */
static void add(struct many *m, uint64_t number)
{
    struct buf result = {0}, canonical = {0};
    pack_articles(&result, ARTICLES);
    for (int i = 0; i < ARTICLES; i++) pack_article(m, &result, &canonical);
    index_result(m, number, &result, &canonical);
}

/* One in which every other article has one text, and the first ten of these are far shorter than
 * all others, which score alike. */
static void add_unlike(struct many *m, uint64_t number, uint32_t count)
{
    enum { LENGTH = 60 };
    struct buf result = {0}, canonical = {0};
    pack_articles(&result, count);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t start = canonical.len, end = start + (i < 20 ? i + 3 : LENGTH);
        buf_add_string(&canonical, i % 2 ? "xx" : "xy");
        while (canonical.len < end) buf_add_char(&canonical, 'x');
        pack_map(&result, 1);
        pack_span(&result, start, end);
    }
    index_result(m, number, &result, &canonical);
}

static void look(struct many *m)
{
    struct err err;
    CHECK_INT(store_read_open(m->kit.store, &m->read, &err), 0);
    CHECK_INT(store_read_begin(m->read, &err), 0);
    index_open(&m->view, m->read);
}

/* Segments of one document or two. */
static void open_many(struct many *m, uint64_t seed)
{
    *m = (struct many){0};
    index_kit_open(&m->kit, letters, seed);
    for (uint64_t i = 1; i <= 6; i++) {
        kit_begin(m->kit.store);
        add(m, i);
        if (i == 3) add(m, 10 + i);
        if (i == 5) add(m, 10 + i);
        kit_commit(m->kit.store);
    }
    index_kit_large(&m->kit, INT32_MAX);
    look(m);
    CHECK_INT(m->view.count, 6);
}

static void close_many(struct many *m)
{
    struct err err;
    index_close(&m->view);
    CHECK_INT(store_read_end(m->read, &err), 0);
    store_read_close(&m->read);
    index_kit_close(&m->kit);
}

/* ---- Weights ---- */

TEST(tally_is_what_stands_in_each_article)
{
    static const unsigned zones[] = {INDEX_USUAL_ZONES, 1u << ZONE_TEXT, 1u << ZONE_TITLE};
    struct many m;
    uint32_t points[8];
    unsigned listed = 0, counted = 0;
    open_many(&m, 1);
    struct index_directories *all = index_directories_open(1 << 20);
    for (int i = 0; i < 200; i++) {
        struct index_text text = {.at = points, .count = 1 + (uint32_t)below(&m, 6)};
        for (uint32_t p = 0; p < text.count; p++) points[p] = (uint32_t)(below(&m, 3) + 'a');
        text.zones = zones[below(&m, 3)];
        text.whole_words = below(&m, 5) == 0;
        m.view.directories = below(&m, 4) ? all : NULL;
        if (index_kit_tally(&m.view, &m.view.at[below(&m, m.view.count)], &text))
            counted++;
        else
            listed++;
    }
    CHECK(listed > 20 && counted > 20);
    m.view.directories = NULL;
    close_many(&m);
    index_directories_free(&all);
}

/* ---- Dates ---- */

static void compare_dates(struct many *m, struct ask_segment *s, const char *asked)
{
    struct arena arena = {0};
    struct err err;
    const struct query_term *t = query_parse(view_of(asked), &arena, NULL, &err)->term;
    struct bits found = bits_new(s->segment.articles);
    struct index_article a;
    int32_t from, to;
    bits_fill(&found);
    ask_keep_dates(s, t, &found);
    for (uint32_t i = 0; i < found.count; i++) {
        CHECK(index_article(&m->view, &s->segment, i, &a));
        bool met = ask_days(a.date, &from, &to) && from < t->to && to > t->from;
        CHECK_INT(bits_has(&found, i), met);
    }
    bits_free(&found);
    arena_free(&arena);
}

TEST(dates_are_met_by_their_days)
{
    static const char *const asked[] = {
        "date:2001",       "date:2002-03",   "date:2001-12-31..2003-01-01",
        "date:2003-05-06", "date:..2000-02", "date:>=2004-06"};
    struct many m;
    struct ask_segment s;
    open_many(&m, 3);
    struct index_directories *all = index_directories_open(1 << 20);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        m.view.directories = i % 2 ? NULL : all;
        ask_open(&s, &m.view, &m.view.at[i], NULL);
        compare_dates(&m, &s, asked[i]);
        ask_close(&s);
    }
    m.view.directories = NULL;
    close_many(&m);
    index_directories_free(&all);
}

/* ---- Scores ---- */

struct worked_out { /* of all articles of all segments */
    const struct query_term *terms[ASK_TEXTS_MOST];
    uint32_t *weights[ASK_TEXTS_MOST]; /* of the segment at hand */
    double rarities[ASK_TEXTS_MOST];
    size_t count;
};

/* What ask_rank.h says. */
static float score_of(const struct worked_out *w, uint32_t ordinal, double length)
{
    float score = 0;
    for (size_t i = 0; i < w->count; i++) {
        double weight = w->weights[i][ordinal];
        if (weight > 0)
            score += (float)(w->rarities[i] * weight * (1.2 + 1) /
                             (weight + 1.2 * (1 - 0.75 + 0.75 * length)));
    }
    return score;
}

static void weigh_segment(struct many *m, struct worked_out *w, const struct index_segment *s)
{
    struct buf room = {0};
    for (size_t i = 0; i < w->count; i++) {
        struct index_text text = ask_text(w->terms[i], &room);
        w->weights[i] = index_kit_weights(&m->view, s, &text);
    }
    buf_free(&room);
}

static void offer_worked_out(struct many *m, struct worked_out *w, const struct index_segment *s,
                             const struct bits *matched, struct ask_top *top)
{
    double average = (double)m->view.positions / (double)m->view.articles;
    struct index_article a;
    weigh_segment(m, w, s);
    for (uint32_t i = bits_next(matched, 0); i < matched->count; i = bits_next(matched, i + 1)) {
        CHECK(index_article(&m->view, s, i, &a));
        float score = score_of(w, i, a.length[ZONE_TEXT] / average);
        struct ask_found found = {(uint64_t)((double)score * 1e6), a.id, a.index, 0, a.doc};
        ask_top_offer(top, &found);
    }
    for (size_t i = 0; i < w->count; i++) free(w->weights[i]);
}

static struct worked_out work_out(struct many *m, struct ask_segment *at,
                                  const struct query_node *query)
{
    uint64_t weights[ASK_WEIGHTS_MOST];
    struct worked_out w = {.count = ask_texts(query, w.terms, ASK_TEXTS_MOST)};
    CHECK_INT(ask_weights(&m->view, at, query, weights), 2 + w.count);
    for (size_t i = 0; i < w.count; i++) {
        double all = (double)weights[0], with = (double)weights[2 + i];
        w.rarities[i] = log(1 + (all - with + 0.5) / (with + 0.5));
    }
    return w;
}

/* Page by page. */
static void compare_pages(struct many *m, const char *asked)
{
    struct arena arena = {0};
    struct err err;
    struct ask_segment at[6];
    struct bits matched[6];
    unsigned char place[PLACE_BYTES];
    struct view after = {0};
    uint64_t documents = 0;
    const struct query_node *query = query_parse(view_of(asked), &arena, NULL, &err);
    CHECK(query != NULL);
    for (size_t i = 0; i < m->view.count; i++) {
        ask_open(&at[i], &m->view, &m->view.at[i], NULL);
        matched[i] = ask_match(&at[i], query, &documents);
    }
    struct worked_out w = work_out(m, at, query);
    for (bool more = true; more; after = (struct view){(const char *)place, PLACE_BYTES}) {
        struct ask_top top, wanted;
        size_t limit = after.len ? 1 + below(m, 4000) : 10;
        CHECK_INT(ask_top_open(&top, limit, after, &err), 0);
        CHECK_INT(ask_top_open(&wanted, limit, after, &err), 0);
        ask_offer_best(&m->view, at, query, matched, (struct u64_list){0}, &top);
        for (size_t i = 0; i < m->view.count; i++)
            offer_worked_out(m, &w, &m->view.at[i], &matched[i], &wanted);
        ask_top_end(&top);
        ask_top_end(&wanted);
        CHECK_INT(top.count, wanted.count);
        CHECK_INT(top.more, wanted.more);
        for (size_t i = 0; i < top.count; i++) {
            CHECK_INT(top.at[i].key, wanted.at[i].key);
            CHECK(top.at[i].id == wanted.at[i].id && top.at[i].article == wanted.at[i].article);
        }
        more = top.more && top.count > 0;
        if (more) ask_place(&top.at[top.count - 1], place);
        ask_top_free(&top);
        ask_top_free(&wanted);
    }
    for (size_t i = 0; i < m->view.count; i++) {
        ask_close(&at[i]);
        bits_free(&matched[i]);
    }
    arena_free(&arena);
}

TEST(best_come_first_by_their_scores)
{
    static const char *const asked[] = {"a",        "ab",      "b",           "ab OR bc OR cc",
                                        "aaa",      "aa ac",   "ba -cc",      "title:ab aa",
                                        "bcb OR *", "bbbcccc", "w:ab OR aba", NULL};
    struct many m;
    open_many(&m, 2);
    struct index_directories *all = index_directories_open(1 << 20);
    for (size_t i = 0; asked[i]; i++) {
        m.view.directories = all;
        compare_pages(&m, asked[i]);
        m.view.directories = NULL;
        if (i % 4 == 0) compare_pages(&m, asked[i]);
    }
    close_many(&m);
    index_directories_free(&all);
}

/* The first ones fill the page; all others are ruled out, and are there all the same. */
TEST(what_is_ruled_out_comes_on_the_next_page)
{
    struct many m = {0};
    index_kit_open(&m.kit, letters, 4);
    kit_begin(m.kit.store);
    add_unlike(&m, 1, 9000);
    kit_commit(m.kit.store);
    look(&m);
    CHECK_INT(m.view.articles, 9000);
    struct index_directories *all = m.view.directories = index_directories_open(1 << 20);
    compare_pages(&m, "xy");
    m.view.directories = NULL;
    close_many(&m);
    index_directories_free(&all);
}
