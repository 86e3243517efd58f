/* ask_figures_test.c: figures in order, and what they come to, against brute force: several
 * segments, some with nothing in them, figures that are alike by the hundred, and documents that go
 * and come back. */
#include "broker/ask_amounts.h"
#include "broker/ask_facet.h"
#include "proto/amount.h"
#include "proto/area.h"
#include "proto/pack.h"
#include "proto/total.h"
#include "tests/broker/index_kit.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    RECORDS = 60,
    DOCS_MOST = 200,
    RECORDS_MOST = DOCS_MOST * 2 * RECORDS,
    LIMIT_ALL = RECORDS_MOST,
    UNITS = 4
};

static const char *const units[UNITS] = {"元", "件", "户", "人"};
static const char *const codes[] = {"520102", "520302", "110101", "", "5203"};

/* A record of the model; of figures the place and year that they count for. */
struct model_record {
    uint64_t doc;
    uint32_t article, record, year;
    enum record_kind kind;
    uint64_t amount; /* amount_key(); 0: none */
    int unit;
    const char *code; /* of a place: its own */
    bool alive;
};

struct model {
    struct index_kit kit;
    struct model_record *at;
    size_t count;
    uint64_t docs[DOCS_MOST];
    size_t doc_count;
};

/* ---- Documents ---- */

static void pack_text(struct buf *out, const char *key, const char *text)
{
    pack_string(out, key);
    pack_string(out, text);
}

static void pack_number(struct buf *out, const char *key, uint64_t n)
{
    pack_string(out, key);
    pack_u64(out, n);
}

static void pack_begin(struct buf *out, const char *kind, uint32_t place, uint32_t more)
{
    pack_map(out, 4 + more);
    pack_text(out, "kind", kind);
    pack_text(out, "text", "x");
    pack_number(out, "start", place);
    pack_number(out, "end", place + 1);
}

/* Few amounts come again and again, some once; one in fifty is none. */
static void random_value(struct dice *dice, char out[32])
{
    uint64_t kind = dice_below(dice, 50);
    if (kind == 0)
        strcpy(out, "several");
    else if (kind < 30)
        snprintf(out, 32, "%d", (int)dice_below(dice, 6) - 2);
    else if (kind < 40)
        snprintf(out, 32, "%" PRIu64 ".%03u", dice_below(dice, 1000), (unsigned)kind);
    else
        snprintf(out, 32, "%" PRIu64 "0000000000", dice_below(dice, 3));
}

static void add_figure(struct model *m, struct buf *out, uint32_t at, struct model_record *r)
{
    struct dice *dice = &m->kit.dice;
    struct decimal value;
    char text[32];
    random_value(dice, text);
    r->unit = (int)dice_below(dice, UNITS * UNITS) / UNITS; /* the first ones by far the most */
    if (dice_below(dice, 3) > 0) r->unit = 0;
    uint32_t place = (uint32_t)dice_below(dice, 3 * RECORDS); /* mostly none, or of another kind */
    pack_begin(out, "quantity", at, 4);
    pack_text(out, "value", text);
    pack_text(out, "unit", units[r->unit]);
    pack_number(out, "place", place);
    pack_number(out, "date", place / 2);
    r->amount = amount_read(view_of(text), &value) ? amount_key(value) : 0;
    r->code = (const char *)(uintptr_t)place; /* settle() makes it a code */
}

static void add_record(struct model *m, struct buf *out, uint32_t at, struct model_record *r)
{
    struct dice *dice = &m->kit.dice;
    uint64_t kind = dice_below(dice, 10);
    char year[16];
    if (kind < 7) {
        r->kind = RECORD_QUANTITY;
        add_figure(m, out, at, r);
    } else if (kind == 7) {
        r->kind = RECORD_PLACE;
        r->code = codes[dice_below(dice, sizeof codes / sizeof *codes)];
        pack_begin(out, "place", at, 2);
        pack_text(out, "name", "某地");
        pack_text(out, "code", r->code);
    } else if (kind == 8) {
        r->kind = RECORD_DATE;
        r->year = 2000 + (uint32_t)dice_below(dice, 4);
        snprintf(year, sizeof year, "%u", r->year);
        pack_begin(out, "date", at, 1);
        pack_text(out, "value", year);
    } else {
        r->kind = RECORD_PERSON;
        pack_begin(out, "person", at, 1);
        pack_text(out, "name", "王某");
    }
}

/* A record of the article that a figure is linked to, and is of the kind. */
static const struct model_record *linked(const struct model_record *first, size_t count,
                                         uint64_t start, enum record_kind kind)
{
    return start < count && first[start].kind == kind ? &first[start] : NULL;
}

/* Places and years of figures, from the records that they are linked to; else the article's. */
static void settle(struct model_record *first, size_t count, uint32_t year)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t start = (uintptr_t)first[i].code;
        if (first[i].kind != RECORD_QUANTITY) continue;
        const struct model_record *place = linked(first, count, start, RECORD_PLACE);
        const struct model_record *date = linked(first, count, start / 2, RECORD_DATE);
        first[i].code = place ? place->code : "";
        first[i].year = date ? date->year : year;
    }
}

static void add_article(struct model *m, struct buf *out, uint64_t doc, uint32_t article)
{
    struct dice *dice = &m->kit.dice;
    uint32_t count = (uint32_t)dice_below(dice, RECORDS),
             year = 2000 + (uint32_t)dice_below(dice, 3);
    struct model_record *first = &m->at[m->count];
    char date[16];
    snprintf(date, sizeof date, "%u-01-02", year);
    pack_map(out, 3);
    pack_text(out, "date", date);
    pack_string(out, "spans");
    pack_array(out, 1);
    pack_array(out, 2);
    pack_u64(out, 0);
    pack_u64(out, RECORDS);
    pack_string(out, "records");
    pack_array(out, count);
    for (uint32_t i = 0; i < count; i++) {
        first[i] =
            (struct model_record){.doc = doc, .article = article, .record = i, .alive = true};
        add_record(m, out, i, &first[i]);
    }
    settle(first, count, year);
    m->count += count;
}

static void index_document(struct model *m, uint64_t doc, uint32_t articles)
{
    struct buf result = {0}, text = {0}, bytes = {0};
    struct index_part part;
    struct err err;
    for (int i = 0; i < RECORDS; i++) buf_add_char(&text, 'a');
    pack_map(&result, 1);
    pack_string(&result, "articles");
    pack_array(&result, articles);
    for (uint32_t i = 0; i < articles; i++) add_article(m, &result, doc, i);
    CHECK(part_make(buf_view(&result), buf_view(&text), NULL, NULL, &bytes));
    if (part_read(buf_view(&bytes), &part, &err) != 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    index_add(m->kit.store, doc, &part);
    buf_free(&result);
    buf_free(&text);
    buf_free(&bytes);
}

static void drop_document(struct model *m, uint64_t doc)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->at[i].doc == doc) m->at[i].alive = false;
    store_set_state(m->kit.store, doc, STATE_SKIPPED, REASON_SUPERSEDED);
    index_drop(m->kit.store, doc);
}

static void some_turn(struct model *m, int documents)
{
    struct dice *dice = &m->kit.dice;
    char source[32];
    kit_begin(m->kit.store);
    for (int i = 0; i < documents && m->doc_count < DOCS_MOST; i++) {
        snprintf(source, sizeof source, "s%zu", m->doc_count);
        uint64_t doc = kit_add(m->kit.store, "a", source, m->doc_count, 20, STATE_DONE);
        m->docs[m->doc_count++] = doc;
        index_document(m, doc, 1 + (uint32_t)dice_below(dice, 2));
    }
    kit_commit(m->kit.store);
}

/* Some go; of these some come back with other records. */
static void change(struct model *m, int documents)
{
    struct dice *dice = &m->kit.dice;
    kit_begin(m->kit.store);
    for (int i = 0; i < documents; i++) {
        uint64_t doc = m->docs[dice_below(dice, m->doc_count)];
        drop_document(m, doc);
        if (dice_below(dice, 2)) continue;
        store_set_state(m->kit.store, doc, STATE_DONE, 0);
        index_document(m, doc, 1);
    }
    kit_commit(m->kit.store);
}

/* ---- Questions ---- */

static bool is_any(const struct model_record *r)
{
    return true;
}
static bool is_figure(const struct model_record *r)
{
    return r->kind == RECORD_QUANTITY;
}
static bool is_money(const struct model_record *r)
{
    return is_figure(r) && r->amount != 0 && r->unit == 0;
}
static bool is_between(const struct model_record *r, int low, int high)
{
    return r->amount >= amount_key(decimal_of(low)) && r->amount <= amount_key(decimal_of(high));
}
static bool is_money_between(const struct model_record *r)
{
    return is_money(r) && is_between(r, 1, 3);
}
static bool is_either(const struct model_record *r)
{
    return is_money_between(r) || (is_figure(r) && r->unit == 1 && is_between(r, 100, 1000000));
}
static bool is_of_any_unit(const struct model_record *r)
{
    return is_figure(r) && is_between(r, 2, 1000000);
}
static bool is_person_or_case(const struct model_record *r)
{
    return r->kind == RECORD_PERSON || (is_figure(r) && r->amount != 0 && r->unit == 1);
}
static bool is_placed(const struct model_record *r)
{
    return is_money(r) && strncmp(r->code, "5203", 4) == 0;
}
static bool is_nothing(const struct model_record *r)
{
    return false;
}

static const struct {
    const char *query;
    int kind;
    bool (*meets)(const struct model_record *r);
} questions[] = {
    {"*", -1, is_any},
    {"*", RECORD_QUANTITY, is_figure},
    {"unit:元", RECORD_QUANTITY, is_money},
    {"quantity:1..3元", -1, is_money_between},
    {"quantity:1..3元 OR quantity:100..1000000件", -1, is_either},
    {"quantity:2..1000000", RECORD_QUANTITY, is_of_any_unit},
    {"person:王 OR unit:件", -1, is_person_or_case},
    {"{quantity unit:元 place:5203}", RECORD_QUANTITY, is_placed},
    {"quantity:>99999999999999元", -1, is_nothing},
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

struct asked_all {
    struct index_view view;
    struct ask_segment *at;
    struct bits *articles, *rows;
    const struct query_node *query;
    struct arena arena;
};

static void ask_all(struct model *m, struct store_read *r, size_t question, struct asked_all *out)
{
    struct err err;
    uint64_t documents = 0;
    *out = (struct asked_all){.view = {.directories = m->kit.directories}};
    index_open(&out->view, r);
    out->query = query_parse(view_of(questions[question].query), &out->arena, NULL, &err);
    if (!out->query) test_fail(__FILE__, __LINE__, "%s", err.text);
    out->at = xcalloc(out->view.count + 1, sizeof *out->at);
    out->articles = xcalloc(out->view.count + 1, sizeof *out->articles);
    out->rows = xcalloc(out->view.count + 1, sizeof *out->rows);
    for (size_t i = 0; i < out->view.count; i++) {
        ask_open(&out->at[i], &out->view, &out->view.at[i], NULL);
        out->articles[i] = ask_match(&out->at[i], out->query, &documents);
        out->rows[i] =
            ask_records(&out->at[i], out->query, questions[question].kind, &out->articles[i]);
    }
}

static void end_asking(struct asked_all *a)
{
    for (size_t i = 0; i < a->view.count; i++) {
        ask_close(&a->at[i]);
        bits_free(&a->articles[i]);
        bits_free(&a->rows[i]);
    }
    free(a->at);
    free(a->articles);
    free(a->rows);
    arena_free(&a->arena);
    index_close(&a->view);
}

/* ---- In order ---- */

static struct ask_top page_of(struct asked_all *a, size_t question, enum order order, size_t limit,
                              struct view after)
{
    struct ask_top top;
    struct err err;
    CHECK_INT(ask_top_open(&top, limit, after, &err), 0);
    for (size_t i = 0; i < a->view.count; i++)
        ask_top_amounts(&top, &a->at[i], a->query, questions[question].kind, &a->rows[i], order);
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
static void compare_all(const struct model *m, size_t question, enum order order,
                        const struct ask_top *top)
{
    struct ask_found *found = xmalloc((top->count + 1) * sizeof *found), wanted;
    size_t count = 0;
    memcpy(found, top->at, top->count * sizeof *found);
    qsort(found, top->count, sizeof *found, by_place);
    for (size_t i = 0; i < m->count; i++) {
        const struct model_record *r = &m->at[i];
        if (!r->alive || !questions[question].meets(r)) continue;
        count++;
        wanted = (struct ask_found){.doc = r->doc, .article = r->article, .record = r->record};
        const struct ask_found *is = bsearch(&wanted, found, top->count, sizeof *found, by_place);
        uint64_t key = order == ORDER_MOST ? r->amount : UINT64_MAX - r->amount;
        if (!is || is->key != (r->amount ? key : 0))
            test_fail(__FILE__, __LINE__, "%s: record %u of document %" PRIu64 " is not there",
                      questions[question].query, r->record, r->doc);
    }
    CHECK_INT(top->count, count);
    CHECK(!top->more);
    free(found);
}

static void compare_pages(struct asked_all *a, size_t question, enum order order,
                          const struct ask_top *all, size_t limit)
{
    unsigned char place[PLACE_BYTES];
    struct view after = {0};
    size_t shown = 0;
    for (bool more = true; more;) {
        struct ask_top page = page_of(a, question, order, limit, after);
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

static void compare_order(struct model *m, struct asked_all *a, size_t question, enum order order)
{
    struct ask_top all = page_of(a, question, order, LIMIT_ALL, (struct view){0});
    compare_all(m, question, order, &all);
    for (size_t i = 1; i < all.count; i++) CHECK(all.at[i - 1].key >= all.at[i].key);
    compare_pages(a, question, order, &all, 1 + all.count / (1 + dice_below(&m->kit.dice, 20)));
    ask_top_free(&all);
}

/* ---- What they come to ---- */

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
    char year[16];
    size_t length = strlen(r->code);
    snprintf(year, sizeof year, "%u", r->year);
    bool figure = r->amount != 0;
    bucket_name(room, (struct view){r->code, length < digits ? length : digits}, view_of(year),
                figure ? view_of(units[r->unit]) : (struct view){0});
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
static size_t compare_bucket(const struct model *m, size_t question, const struct msg_bucket *b,
                             unsigned digits, struct arena *arena)
{
    struct buf name = {0}, room = {0};
    uint64_t *amounts = xmalloc((m->count + 1) * sizeof *amounts);
    size_t count = 0, figures = 0;
    bucket_name(&name, b->area, b->second, b->unit);
    for (size_t i = 0; i < m->count; i++) {
        const struct model_record *r = &m->at[i];
        if (!r->alive || !is_figure(r) || !questions[question].meets(r)) continue;
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

static void compare_sums(struct model *m, struct asked_all *a, size_t question)
{
    enum { ROOM = 256 };
    struct msg_bucket buckets[ROOM];
    struct err err;
    unsigned digits = 2 * (1 + (unsigned)dice_below(&m->kit.dice, 3));
    struct ask_facets *f = ask_facets_open(ask_facet(view_of("place"), &err),
                                           ask_facet(view_of("year"), &err), digits);
    size_t wanted = 0, found = 0;
    for (size_t i = 0; i < a->view.count; i++)
        ask_facets_add(f, &a->at[i], &a->articles[i], &a->rows[i]);
    size_t count = ask_facets_end(f, ORDER_BEST, 0, ROOM, &a->arena, NULL, buckets);
    CHECK_INT(count, ask_facets_count(f));
    for (size_t i = 0; i < count; i++)
        found += compare_bucket(m, question, &buckets[i], digits, &a->arena);
    for (size_t i = 0; i < m->count; i++)
        wanted += m->at[i].alive && is_figure(&m->at[i]) && questions[question].meets(&m->at[i]);
    CHECK_INT(found, wanted);
    size_t room = 1 + dice_below(&m->kit.dice, count + 1);
    compare_bucket_pages(f, buckets, count, ORDER_BEST, room, &a->arena);
    CHECK_INT(ask_facets_end(f, ORDER_LEAST, 0, ROOM, &a->arena, NULL, buckets), count);
    compare_bucket_pages(f, buckets, count, ORDER_LEAST, room, &a->arena);
    ask_facets_free(&f);
}

/* ---- Articles alone ---- */

static struct bits matched(struct index_view *v, size_t segment, const struct query_node *query,
                           struct ask_cache *cache, bool weighs)
{
    struct ask_segment s;
    uint64_t documents = 0;
    ask_open(&s, v, &v->at[segment], cache);
    s.articles_only = cache != NULL;
    s.weighs = weighs;
    struct bits found = ask_match(&s, query, &documents);
    ask_close(&s);
    return found;
}

/* Conditions that are met in the cache again and again, all of them and within others, and the
 * same without one. */
static void compare_known(struct model *m, struct store_read *r)
{
    static const char *const asked[] = {"unit:元",
                                        "a unit:元",
                                        "unit:元 person:王",
                                        "aa -unit:件 quantity:1..3元",
                                        "quantity:1..3元 OR unit:件",
                                        "date:2001..2002",
                                        "unit:元 date:2001",
                                        "aaa date:..2000",
                                        "source:1 a",
                                        "{quantity unit:元 place:5203} a",
                                        "quantity:1..2元 a",
                                        "{quantity unit:元 about:a} person:王"};
    struct ask_cache *cache = ask_cache_open(1 << 20);
    struct index_view v = {.directories = m->kit.directories};
    struct arena arena = {0};
    struct err err;
    uint64_t articles = 0;
    index_open(&v, r);
    for (int times = 0; times < 100; times++) {
        const char *one = asked[dice_below(&m->kit.dice, sizeof asked / sizeof *asked)];
        const struct query_node *query = query_parse(view_of(one), &arena, NULL, &err);
        for (size_t i = 0; i < v.count; i++) {
            struct bits found = matched(&v, i, query, cache, dice_below(&m->kit.dice, 2));
            struct bits wanted = matched(&v, i, query, NULL, false);
            articles += bits_total(&wanted);
            CHECK(found.count == wanted.count);
            for (uint32_t b = 0; b < wanted.count; b++)
                CHECK_INT(bits_has(&found, b), bits_has(&wanted, b));
            bits_free(&found);
            bits_free(&wanted);
        }
        arena_reset(&arena);
    }
    CHECK(articles > 0);
    arena_free(&arena);
    index_close(&v);
    ask_cache_free(&cache);
}

/* ---- Turns ---- */

static void compare(struct model *m)
{
    struct store_read *r;
    struct asked_all a;
    struct err err;
    CHECK_INT(store_read_open(m->kit.store, &r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    for (size_t question = 0; question < QUESTIONS; question++) {
        ask_all(m, r, question, &a);
        compare_order(m, &a, question, ORDER_MOST);
        compare_order(m, &a, question, ORDER_LEAST);
        if (questions[question].kind == RECORD_QUANTITY) compare_sums(m, &a, question);
        end_asking(&a);
    }
    compare_known(m, r);
    CHECK_INT(store_read_end(r, &err), 0);
    store_read_close(&r);
}

static void model_open(struct model *m, uint64_t seed)
{
    static const char *const letters[] = {"a", NULL};
    const char *other = getenv("SEED");
    *m = (struct model){.at = xmalloc(2 * RECORDS_MOST * sizeof *m->at)};
    index_kit_open(&m->kit, letters, seed + (other ? 10 * strtoull(other, NULL, 10) : 0));
}

static void model_close(struct model *m)
{
    index_kit_close(&m->kit);
    free(m->at);
}

TEST(figures_of_several_segments_are_as_brute_force_has_them)
{
    struct model m;
    model_open(&m, 1);
    for (int i = 0; i < 6; i++) {
        some_turn(&m, 1 + (int)dice_below(&m.kit.dice, 20));
        if (i % 2) change(&m, 4);
        if (i == 3) index_kit_compact(&m.kit, 1000, false);
        compare(&m);
    }
    model_close(&m);
}

/* Enough of a kind that lists and keys of one unit fill many chunks. */
TEST(figures_of_one_large_segment_are_as_brute_force_has_them)
{
    struct model m;
    model_open(&m, 2);
    some_turn(&m, DOCS_MOST - 20);
    compare(&m);
    change(&m, 20);
    some_turn(&m, 20);
    compare(&m);
    model_close(&m);
}
