/* ask_facet.c: see ask_facet.h. */
#include "broker/ask_facet_parts.h"
#include <stdlib.h>
#include <string.h>

static const struct facet_source sources[FACET_COUNT] = {
    [FACET_NONE] = {-1, LINK_NONE, KEY_NONE},
    [FACET_PLACE] = {RECORD_PLACE, LINK_PLACE, KEY_NONE},
    [FACET_YEAR] = {RECORD_DATE, LINK_DATE, KEY_NONE},
    [FACET_UNIT] = {RECORD_QUANTITY, LINK_NONE, KEY_NONE},
    [FACET_INITIATIVE] = {RECORD_INITIATIVE, LINK_INITIATIVE, KEY_NONE},
    [FACET_ORG] = {RECORD_ORG, LINK_ORG, KEY_EMPLOYER},
    [FACET_PERSON] = {RECORD_PERSON, LINK_NONE, KEY_NONE},
    [FACET_ROLE] = {RECORD_PERSON, LINK_NONE, KEY_ROLE},
    [FACET_DOCUMENT] = {RECORD_DOCUMENT, LINK_NONE, KEY_NONE},
    [FACET_SOURCE] = {-1, LINK_NONE, KEY_NONE},
    [FACET_ARCHIVE] = {-1, LINK_NONE, KEY_NONE},
    [FACET_KIND] = {-1, LINK_NONE, KEY_NONE},
};

struct ask_facets *ask_facets_open(enum facet first, enum facet second, unsigned digits,
                                   uint32_t most)
{
    struct ask_facets *f = xcalloc(1, sizeof *f);
    f->facets[0] = first;
    f->facets[1] = second;
    for (int i = 0; i < 2; i++) f->sources[i] = sources[f->facets[i]];
    f->digits = digits ? digits : 2;
    f->bucket_most = most;
    f->powers[0] = 1;
    for (int i = 1; i <= WIDE_DIGITS; i++) f->powers[i] = 10 * f->powers[i - 1];
    for (int i = 0; i < DECIMAL_DIGITS; i++) f->narrow_powers[i] = (uint64_t)f->powers[i];
    facet_value(f, (struct view){0});
    return f;
}

void ask_facets_free(struct ask_facets **at)
{
    struct ask_facets *f = *at;
    if (!f) return;
    facet_leave(f);
    pile_room_free(&f->room);
    free(f->buckets);
    free(f->value_slots);
    free(f->bucket_slots);
    buf_free(&f->values);
    arena_free(&f->arena);
    free(f);
    *at = NULL;
}

/* ---- What a row stands for ---- */

static uint32_t value_of_person(struct ask_facets *f, int slot, uint32_t row)
{
    struct further_codes *further = &f->at.further[slot];
    if (!further->read) ask_further_codes(f->at.segment, f->sources[slot].of_person, further);
    uint32_t code = ask_further_code(further, row);
    return code != CODE_NONE ? facet_of_code(f, slot, code) : NOT_KNOWN;
}

/* By the record itself; NOT_KNOWN if it has none. row: its number; they are asked for in order. */
static uint32_t value_of_row(struct ask_facets *f, int slot, const struct column_row *r,
                             uint32_t row)
{
    const struct facet_source *source = &f->sources[slot];
    if (r->kind == RECORD_PERSON && source->of_person) return value_of_person(f, slot, row);
    if ((int)r->kind != source->kind || r->code == CODE_NONE) return NOT_KNOWN;
    if (f->facets[slot] != FACET_UNIT) return facet_of_code(f, slot, r->code);
    uint32_t unit = facet_unit(f, r->code);
    return unit != NOT_KNOWN ? unit : 0;
}

/* That of an article's own row and data; false if the facet is not of these. */
static bool own_value(struct ask_facets *f, int slot, const struct index_article *a,
                      uint32_t ordinal, uint32_t *value)
{
    struct ask_segment *s = f->at.segment;
    const struct msg_stored_doc *doc;
    switch (f->facets[slot]) {
    case FACET_YEAR: *value = a->date ? facet_year(f, (int)(a->date / 10000)) : 0; return true;
    case FACET_ARCHIVE:
        doc = ask_document(s, a->doc);
        *value = doc ? facet_value(f, doc->archive) : 0;
        return true;
    case FACET_KIND:
    case FACET_SOURCE: break;
    default: return false;
    }
    const struct column_row *row = rows_get(s->linked, s->txn, ask_first_row(s, ordinal));
    *value = row ? facet_of_code(f, slot, row->code) : 0;
    return true;
}

/* ---- Articles ---- */

/* Values of an article, or pairs of them with the first one above the second: each once, when all
 * are there. */
struct values {
    struct buf all; /* uint64_t */
};

static size_t value_count(const struct values *v)
{
    return v->all.len / sizeof(uint64_t);
}

static uint64_t value_at(const struct values *v, size_t i)
{
    return ((const uint64_t *)(const void *)v->all.at)[i];
}

static void add_value(struct values *v, uint64_t value)
{
    size_t count = value_count(v);
    if (count == 0 || value_at(v, count - 1) != value) buf_add(&v->all, &value, sizeof value);
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void make_unique(struct values *v)
{
    uint64_t *at = (uint64_t *)(void *)v->all.at;
    size_t kept = 0, count = value_count(v);
    if (count > 1) qsort(at, count, sizeof *at, by_number);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || at[i] != at[i - 1]) at[kept++] = at[i];
    v->all.len = kept * sizeof *at;
}

static void values_of_article(struct ask_facets *f, int slot, const struct index_article *a,
                              uint32_t ordinal, struct values *v)
{
    struct ask_segment *s = f->at.segment;
    uint32_t value = 0, end = ask_first_row(s, ordinal + 1);
    v->all.len = 0;
    if (f->facets[slot] == FACET_NONE || own_value(f, slot, a, ordinal, &value)) {
        add_value(v, value);
        return;
    }
    for (uint32_t i = ask_first_row(s, ordinal); i < end; i++) {
        const struct column_row *row = rows_get(s->rows, s->txn, i);
        if (!row || (int)row->kind != f->sources[slot].kind) continue;
        value = value_of_row(f, slot, row, i);
        if (value != NOT_KNOWN) add_value(v, value);
    }
    if (v->all.len == 0) add_value(v, 0);
    make_unique(v);
}

static void count_all_pairs(struct ask_facets *f, const struct values *first,
                            const struct values *second)
{
    for (size_t i = 0; i < value_count(first); i++)
        for (size_t k = 0; k < value_count(second) && !f->too_many; k++)
            facet_bucket(f, (uint32_t)value_at(first, i), (uint32_t)value_at(second, k), 0)
                ->count++;
}

/* Whether a record has both values, as a person has a name and a role. */
static bool one_record_has_both(const struct ask_facets *f)
{
    return f->facets[0] != f->facets[1] && f->sources[0].kind >= 0 &&
           f->sources[0].kind == f->sources[1].kind;
}

/* The pairs that are of one record. */
static void count_pairs_of_records(struct ask_facets *f, uint32_t ordinal, struct values *v)
{
    struct ask_segment *s = f->at.segment;
    uint32_t end = ask_first_row(s, ordinal + 1);
    v->all.len = 0;
    for (uint32_t i = ask_first_row(s, ordinal); i < end; i++) {
        const struct column_row *row = rows_get(s->rows, s->txn, i);
        if (!row || (int)row->kind != f->sources[0].kind) continue;
        uint32_t first = value_of_row(f, 0, row, i), second = value_of_row(f, 1, row, i);
        if (first == NOT_KNOWN) first = 0;
        add_value(v, (uint64_t)first << 32 | (second != NOT_KNOWN ? second : 0));
    }
    if (v->all.len == 0) add_value(v, 0);
    make_unique(v);
    for (size_t i = 0; i < value_count(v) && !f->too_many; i++)
        facet_bucket(f, (uint32_t)(value_at(v, i) >> 32), (uint32_t)value_at(v, i), 0)->count++;
}

static void count_articles(struct ask_facets *f, const struct bits *articles)
{
    struct index_article a;
    struct values first = {0}, second = {0};
    bool together = one_record_has_both(f);
    for (uint32_t i = bits_next(articles, 0); i < articles->count && !f->too_many;
         i = bits_next(articles, i + 1)) {
        if (!ask_article(f->at.segment, i, &a)) continue;
        if (together) {
            count_pairs_of_records(f, i, &first);
            continue;
        }
        values_of_article(f, 0, &a, i, &first);
        values_of_article(f, 1, &a, i, &second);
        count_all_pairs(f, &first, &second);
    }
    buf_free(&first.all);
    buf_free(&second.all);
}

/* ---- Records ---- */

/* The next row to be counted. What it is linked to mostly stands before it, in the same article: so
 * the chunk that is left remains at hand, and none is read twice. */
static const struct column_row *next_row(struct ask_segment *s, uint32_t row)
{
    if (row / COLUMN_ROWS != s->rows->chunk) {
        struct rows_reader *left = s->rows;
        s->rows = s->linked;
        s->linked = left;
    }
    return rows_get(s->rows, s->txn, row);
}

/* The row of an article with that number. */
static const struct column_row *linked_row(struct ask_segment *s, uint32_t to, uint32_t ordinal)
{
    uint32_t first = ask_first_row(s, ordinal);
    if (to >= ask_first_row(s, ordinal + 1) - first) return NULL;
    bool near = (first + to) / COLUMN_ROWS == s->rows->chunk; /* it is read already */
    return rows_get(near ? s->rows : s->linked, s->txn, first + to);
}

/* By what it is linked to, row `to` of the article unless that is 0; else by its article. */
static uint32_t value_by_link(struct ask_facets *f, int slot, const struct column_row *row,
                              uint32_t to, const struct index_article *a, uint32_t ordinal)
{
    uint32_t value = 0;
    const struct column_row *linked = to ? linked_row(f->at.segment, to, ordinal) : NULL;
    if (linked) value = facet_of_code(f, slot, linked->code);
    if (value == 0) own_value(f, slot, a, ordinal, &value);
    return value;
}

/* What a record counts for: of a facet that it has none of, what its article has. Neighbours often
 * have the same. */
static uint32_t value_of_record(struct ask_facets *f, int slot, const struct column_row *row,
                                uint32_t number, const struct index_article *a, uint32_t ordinal)
{
    enum facet facet = f->facets[slot];
    struct facet_memo *memo = &f->at.memo[slot];
    if (facet == FACET_NONE) return 0;
    if (facet == FACET_KIND) return facet_value(f, view_of(record_kind_name(row->kind)));
    uint32_t value = value_of_row(f, slot, row, number);
    if (value != 0 && value != NOT_KNOWN) return value;
    enum record_link link = f->sources[slot].link;
    uint32_t to = row->kind == RECORD_QUANTITY && link != LINK_NONE ? row->links[link] : 0;
    if (!memo->any || memo->ordinal != ordinal || memo->to != to)
        *memo = (struct facet_memo){ordinal, to, value_by_link(f, slot, row, to, a, ordinal), true};
    return memo->value;
}

static void count_row(struct ask_facets *f, const struct column_row *row, uint32_t number,
                      const struct index_article *a, uint32_t ordinal)
{
    uint32_t first = value_of_record(f, 0, row, number, a, ordinal);
    uint32_t second = value_of_record(f, 1, row, number, a, ordinal);
    uint32_t unit = row->kind == RECORD_QUANTITY ? facet_unit(f, row->code) : NOT_KNOWN;
    struct bucket *b = facet_bucket(f, first, second, unit != NOT_KNOWN ? unit : 0);
    b->count++;
    if (unit != NOT_KNOWN)
        facet_add_figure(f, b, f->at.amount_of_code[row->code - f->at.first_amount]);
}

/* Amounts lie by value, rows by place: those of the next rows are fetched ahead. row: at hand, of
 * those read; next: the first whose amount is not fetched. */
static void fetch_amounts(const struct ask_facets *f, const struct rows_reader *rows, uint32_t row,
                          uint32_t *next)
{
    enum { AHEAD = 24 };
    for (; *next < row + AHEAD && *next < rows->count; ++*next)
        if (rows->at[*next].kind == RECORD_QUANTITY && rows->at[*next].code >= f->at.first_amount)
            __builtin_prefetch(&f->at.amount_of_code[rows->at[*next].code - f->at.first_amount]);
}

static void count_rows(struct ask_facets *f, const struct bits *rows)
{
    struct ask_segment *s = f->at.segment;
    struct index_article a = {0};
    uint32_t ordinal = 0, end = 0, known = NOT_KNOWN, chunk = NOT_KNOWN, fetched = 0;
    for (uint32_t i = bits_next(rows, 0); i < rows->count && !f->too_many;
         i = bits_next(rows, i + 1)) {
        const struct column_row *row = next_row(s, i);
        if (chunk != s->rows->chunk) fetched = i % COLUMN_ROWS;
        chunk = s->rows->chunk;
        fetch_amounts(f, s->rows, i % COLUMN_ROWS, &fetched);
        if (known == NOT_KNOWN || i >= end) {
            ordinal = ask_article_of(s, i, ordinal);
            end = ask_first_row(s, ordinal + 1);
        }
        if (known != ordinal && !ask_article(s, ordinal, &a)) continue;
        known = ordinal;
        if (row) count_row(f, row, i, &a, ordinal);
    }
}

void ask_facets_add(struct ask_facets *f, struct ask_segment *s, const struct bits *articles,
                    const struct bits *rows)
{
    bool by_unit = f->facets[0] == FACET_UNIT || f->facets[1] == FACET_UNIT;
    facet_enter(f, s, rows || by_unit);
    if (rows)
        count_rows(f, rows);
    else
        count_articles(f, articles);
    facet_leave(f);
}

enum facet ask_facet(struct view name, struct err *err)
{
    static const char *const names[] = {"",
#define X(NAME, name, ...) name,
                                        FACETS(X)
#undef X
    };
    for (int i = 1; i < FACET_COUNT; i++)
        if (view_equal(view_of(names[i]), name)) return (enum facet)i;
    fail(err, ERR_BAD_REQUEST, "there is no facet \"%.*s\"", name.len < 40 ? (int)name.len : 40,
         name.at);
    return FACET_NONE;
}
