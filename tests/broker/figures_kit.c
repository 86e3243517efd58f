/* figures_kit.c: see figures_kit.h. */
#include "tests/broker/figures_kit.h"
#include "proto/amount.h"
#include "proto/pack.h"
#include "tests/proto/fields.h"
#include "tests/test.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DOCS_MOST = 200, RECORDS_MOST = DOCS_MOST * 2 * FIGURES_RECORDS };

const char *const figures_units[FIGURES_UNITS] = {"元", "件", "户", "人"};
static const char *const codes[] = {"520102", "520302", "110101", "", "5203"};

/* ---- Documents ---- */

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
    r->unit = (int)dice_below(dice, FIGURES_UNITS * FIGURES_UNITS) /
              FIGURES_UNITS; /* the first ones by far the most */
    if (dice_below(dice, 3) > 0) r->unit = 0;
    uint32_t place =
        (uint32_t)dice_below(dice, 3 * FIGURES_RECORDS); /* mostly none, or of another kind */
    pack_begin(out, "quantity", at, 4);
    pack_text(out, "value", text);
    pack_text(out, "unit", figures_units[r->unit]);
    pack_number(out, "place", place);
    pack_number(out, "date", place / 2);
    r->amount = amount_read(view_of(text), &value) ? amount_key(value) : 0;
    r->code = (const char *)(uintptr_t)place; /* settle() makes it a code */
}

/* One of these, or NULL. */
static const char *any_of(struct dice *dice, const char *const *names, size_t count)
{
    uint64_t one = dice_below(dice, count + 1);
    return one < count ? names[one] : NULL;
}

static void add_person(struct model *m, struct buf *out, uint32_t at, struct model_record *r)
{
    static const char *const names[] = {"王一", "王二", "王三"}, *const roles[] = {"书记", "主任"},
                             *const employers[] = {"县委", "法院"};
    struct dice *dice = &m->kit.dice;
    r->kind = RECORD_PERSON;
    r->name = names[dice_below(dice, sizeof names / sizeof *names)];
    r->role = any_of(dice, roles, sizeof roles / sizeof *roles);
    r->employer = any_of(dice, employers, sizeof employers / sizeof *employers);
    pack_begin(out, "person", at, 1 + (r->role != NULL) + (r->employer != NULL));
    pack_text(out, "name", r->name);
    if (r->role) pack_text(out, "role", r->role);
    if (r->employer) pack_text(out, "org", r->employer);
}

void figures_year(const struct model_record *r, char out[FIGURES_YEAR])
{
    snprintf(out, FIGURES_YEAR, r->year < 0 ? "%05d" : "%04d", r->year);
}

static void add_record(struct model *m, struct buf *out, uint32_t at, struct model_record *r)
{
    struct dice *dice = &m->kit.dice;
    uint64_t kind = dice_below(dice, 10);
    char year[FIGURES_YEAR];
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
        r->year = dice_below(dice, 5) ? 2000 + (int)dice_below(dice, 4) : -220;
        figures_year(r, year);
        pack_begin(out, "date", at, 1);
        pack_text(out, "value", year);
    } else {
        add_person(m, out, at, r);
    }
}

/* A record of the article that a figure is linked to, and is of the kind. */
static const struct model_record *linked(const struct model_record *first, size_t count,
                                         uint64_t start, enum record_kind kind)
{
    return start < count && first[start].kind == kind ? &first[start] : NULL;
}

/* Places and years of figures, from the records that they are linked to; else the article's. */
static void settle(struct model_record *first, size_t count, int year)
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
    uint32_t count = (uint32_t)dice_below(dice, FIGURES_RECORDS);
    int year = 2000 + (int)dice_below(dice, 3);
    struct model_record *first = &m->at[m->count];
    char date[16];
    snprintf(date, sizeof date, "%d-01-02", year);
    pack_map(out, 3);
    pack_text(out, "date", date);
    pack_string(out, "spans");
    pack_array(out, 1);
    pack_array(out, 2);
    pack_u64(out, 0);
    pack_u64(out, FIGURES_RECORDS);
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
    for (int i = 0; i < FIGURES_RECORDS; i++) buf_add_char(&text, 'a');
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
bool model_is_figure(const struct model_record *r)
{
    return r->kind == RECORD_QUANTITY;
}
static bool is_money(const struct model_record *r)
{
    return model_is_figure(r) && r->amount != 0 && r->unit == 0;
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
    return is_money_between(r) ||
           (model_is_figure(r) && r->unit == 1 && is_between(r, 100, 1000000));
}
static bool is_of_any_unit(const struct model_record *r)
{
    return model_is_figure(r) && is_between(r, 2, 1000000);
}
static bool is_person_or_case(const struct model_record *r)
{
    return r->kind == RECORD_PERSON || (model_is_figure(r) && r->amount != 0 && r->unit == 1);
}
static bool is_placed(const struct model_record *r)
{
    return is_money(r) && strncmp(r->code, "5203", 4) == 0;
}
static bool is_nothing(const struct model_record *r)
{
    return false;
}

const struct model_question model_questions[] = {
    {"*", -1, is_any},
    {"*", RECORD_QUANTITY, model_is_figure},
    {"unit:元", RECORD_QUANTITY, is_money},
    {"quantity:1..3元", -1, is_money_between},
    {"quantity:1..3元 OR quantity:100..1000000件", -1, is_either},
    {"quantity:2..1000000", RECORD_QUANTITY, is_of_any_unit},
    {"person:王 OR unit:件", -1, is_person_or_case},
    {"{quantity unit:元 place:5203}", RECORD_QUANTITY, is_placed},
    {"quantity:>99999999999999元", -1, is_nothing},
};
const size_t model_question_count = sizeof model_questions / sizeof *model_questions;

void asked_open(struct asked_all *out, struct model *m, struct store_read *r,
                const struct model_question *question)
{
    struct err err;
    uint64_t documents = 0;
    *out = (struct asked_all){.view = {.directories = m->kit.directories}, .question = question};
    index_open(&out->view, r);
    out->query = query_parse(view_of(question->query), &out->arena, NULL, &err);
    if (!out->query) test_fail(__FILE__, __LINE__, "%s", err.text);
    out->at = xcalloc(out->view.count + 1, sizeof *out->at);
    out->articles = xcalloc(out->view.count + 1, sizeof *out->articles);
    out->rows = xcalloc(out->view.count + 1, sizeof *out->rows);
    for (size_t i = 0; i < out->view.count; i++) {
        ask_open(&out->at[i], &out->view, &out->view.at[i], NULL);
        out->articles[i] = ask_match(&out->at[i], out->query, &documents);
        out->rows[i] = ask_records(&out->at[i], out->query, question->kind, &out->articles[i]);
    }
}

void asked_close(struct asked_all *a)
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

/* ---- Turns ---- */

static void model_open(struct model *m, uint64_t seed)
{
    static const char *const letters[] = {"a", NULL};
    const char *other = getenv("SEED");
    *m = (struct model){.at = xmalloc(2 * RECORDS_MOST * sizeof *m->at),
                        .docs = xmalloc(DOCS_MOST * sizeof *m->docs)};
    index_kit_open(&m->kit, letters, seed + (other ? 10 * strtoull(other, NULL, 10) : 0));
}

static void model_close(struct model *m)
{
    index_kit_close(&m->kit);
    free(m->at);
    free(m->docs);
}

static void compare_once(struct model *m, void (*compare)(struct model *m, struct store_read *r))
{
    struct store_read *r;
    struct err err;
    CHECK_INT(store_read_open(m->kit.store, &r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    compare(m, r);
    CHECK_INT(store_read_end(r, &err), 0);
    store_read_close(&r);
}

void model_in_segments(void (*compare)(struct model *m, struct store_read *r))
{
    struct model m;
    model_open(&m, 1);
    for (int i = 0; i < 6; i++) {
        some_turn(&m, 1 + (int)dice_below(&m.kit.dice, 20));
        if (i % 2) change(&m, 4);
        if (i == 3) index_kit_compact(&m.kit, 1000, false);
        compare_once(&m, compare);
    }
    model_close(&m);
}

void model_in_one_segment(void (*compare)(struct model *m, struct store_read *r))
{
    struct model m;
    model_open(&m, 2);
    some_turn(&m, DOCS_MOST - 20);
    compare_once(&m, compare);
    change(&m, 20);
    some_turn(&m, 20);
    compare_once(&m, compare);
    model_close(&m);
}
