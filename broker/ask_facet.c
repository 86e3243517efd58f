/* ask_facet.c: see ask_facet.h.
 *
 * A value is known by a number: that of a key of the segment is found once, by its code.
 */
#include "broker/ask_facet_parts.h"
#include "proto/amount.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of which kind the records are that have a facet themselves. */
static int kind_of(enum facet facet)
{
    switch (facet) {
    case FACET_PLACE: return RECORD_PLACE;
    case FACET_YEAR: return RECORD_DATE;
    case FACET_ORG: return RECORD_ORG;
    case FACET_PERSON:
    case FACET_ROLE: return RECORD_PERSON;
    case FACET_INITIATIVE: return RECORD_INITIATIVE;
    case FACET_DOCUMENT: return RECORD_DOCUMENT;
    case FACET_UNIT: return RECORD_QUANTITY;
    default: return -1;
    }
}

/* The facets that a figure has by a record that it is about; by number, 0 = none. */
static const signed char link_of[FACET_COUNT] = {[FACET_PLACE] = LINK_PLACE + 1,
                                                 [FACET_ORG] = LINK_ORG + 1,
                                                 [FACET_INITIATIVE] = LINK_INITIATIVE + 1,
                                                 [FACET_YEAR] = LINK_DATE + 1};

struct ask_facets *ask_facets_open(enum facet first, enum facet second, unsigned digits)
{
    struct ask_facets *f = xcalloc(1, sizeof *f);
    f->facets[0] = first;
    f->facets[1] = second;
    for (int i = 0; i < 2; i++) {
        f->kinds[i] = kind_of(f->facets[i]);
        f->links[i] = link_of[f->facets[i]] - 1;
    }
    f->digits = digits ? digits : 2;
    f->powers[0] = 1;
    for (int i = 1; i <= WIDE_DIGITS; i++) f->powers[i] = 10 * f->powers[i - 1];
    for (int i = 0; i < DECIMAL_DIGITS; i++) f->narrow_powers[i] = (uint64_t)f->powers[i];
    facet_value(f, (struct view){0});
    return f;
}

static void read_rows_brief(struct ask_segment *s, bool brief)
{
    rows_read_brief(s->rows, brief);
    rows_read_brief(s->linked, brief);
}

static void leave_segment(struct ask_facets *f)
{
    if (f->at.segment) read_rows_brief(f->at.segment, false);
    free(f->at.values[0]);
    free(f->at.values[1]);
    free(f->at.amount_of_code);
    buf_free(&f->at.units);
    buf_free(&f->at.roles);
    memset(&f->at, 0, sizeof f->at);
}

void ask_facets_free(struct ask_facets **at)
{
    struct ask_facets *f = *at;
    if (!f) return;
    leave_segment(f);
    pile_room_free(&f->room);
    free(f->buckets);
    free(f->value_slots);
    free(f->bucket_slots);
    buf_free(&f->values);
    arena_free(&f->arena);
    free(f);
    *at = NULL;
}

enum {
    ONE_BY_ONE = 8,  /* keys that are read in one pass in the time that one takes by itself */
    LOOK_AGAIN = 256 /* after so many it may be time for that */
};

/* ---- What a segment has ---- */

static struct unit_range *last_unit(struct ask_facets *f)
{
    return (struct unit_range *)(void *)(f->at.units.at + f->at.units.len) - 1;
}

/* Of the key at hand; unit: NULL if it is no figure. Keys of a unit stand together. */
static void add_to_unit(struct ask_facets *f, uint32_t code, const struct view *unit)
{
    struct unit_range range = {code, code + 1, unit ? facet_value(f, *unit) : NOT_KNOWN};
    if (f->at.units.len > 0 && last_unit(f)->value == range.value)
        last_unit(f)->end++;
    else
        buf_add(&f->at.units, &range, sizeof range);
}

static void read_amounts(struct ask_facets *f, struct ask_segment *s)
{
    struct keys_reader keys;
    struct view unit;
    uint32_t first, end;
    ask_key_range(s, KEY_QUANTITY, &first, &end);
    f->at.first_amount = first;
    f->at.amount_of_code = xmalloc_large(((size_t)(end - first) + 1) * sizeof(uint64_t));
    keys_open(&keys, s->segment.number, first);
    while (keys_next(&keys, s->txn) && keys.code < end) {
        uint64_t *amount = &f->at.amount_of_code[keys.code - first];
        bool any = key_amount(keys_key(&keys), &unit, amount);
        add_to_unit(f, keys.code, any ? &unit : NULL);
        if (!any) continue; /* then its amount is not looked at */
        size_t more = keys_take_amounts(&keys, *amount, amount + 1, end - 1 - keys.code);
        last_unit(f)->end += (uint32_t)more;
    }
}

/* The unit of a code; NOT_KNOWN if it is no figure. */
static uint32_t unit_of_code(struct ask_facets *f, uint32_t code)
{
    const struct unit_range *at = (const struct unit_range *)(const void *)f->at.units.at;
    size_t low = 0, high = f->at.units.len / sizeof *at;
    if (f->at.unit < high && code >= at[f->at.unit].first && code < at[f->at.unit].end)
        return at[f->at.unit].value;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (at[middle].end <= code)
            low = middle + 1;
        else
            high = middle;
    }
    f->at.unit = low;
    bool inside = low < f->at.units.len / sizeof *at && code >= at[low].first;
    return inside ? at[low].value : NOT_KNOWN;
}

static bool counts_by(const struct ask_facets *f, enum facet facet)
{
    return f->facets[0] == facet || f->facets[1] == facet;
}

static void enter_segment(struct ask_facets *f, struct ask_segment *s, bool figures)
{
    leave_segment(f);
    f->at.segment = s;
    read_rows_brief(s, true);
    for (int i = 0; i < 2 && f->facets[i]; i++) {
        size_t bytes = ((size_t)s->counts.keys + 1) * sizeof(uint32_t);
        f->at.values[i] = xmalloc(bytes);
        memset(f->at.values[i], 0xff, bytes);
    }
    if (counts_by(f, FACET_ROLE)) ask_further_codes(s, KEY_ROLE, &f->at.roles);
    if (figures) read_amounts(f, s);
}

static uint32_t value_of_year(struct ask_facets *f, int year)
{
    char digits[16];
    if (year <= 0 || year >= YEARS) return 0;
    if (f->years[year] == 0) {
        snprintf(digits, sizeof digits, "%04d", year);
        f->years[year] = facet_value(f, view_of(digits)) + 1;
    }
    return f->years[year] - 1;
}

static uint32_t value_of_place(struct ask_facets *f, struct view key)
{
    size_t digits = 0;
    while (digits < key.len && digits < f->digits && key.at[digits] != '\0') digits++;
    return facet_value(f, (struct view){key.at, digits});
}

/* The value that a key stands for. Of an article's key: its kind, or who published it. */
static uint32_t value_of_key(struct ask_facets *f, enum facet facet, struct view key)
{
    int32_t from, to;
    if (key.len == 0) return 0;
    struct view text = {key.at + 1, key.len - 1};
    if (key.at[0] == KEY_DATE)
        return key_days(key, &from, &to) ? value_of_year(f, days_year(from)) : 0;
    if (key.at[0] == KEY_PLACE) return value_of_place(f, text);
    if (key.at[0] != KEY_ARTICLE) return facet_value(f, text);
    size_t kind = strnlen(text.at, text.len), behind = kind < text.len ? kind + 1 : kind;
    if (facet == FACET_KIND) return facet_value(f, (struct view){text.at, kind});
    return facet_value(f, (struct view){text.at + behind, text.len - behind});
}

/* slot: which of the two facets. Of the keys that begin as the one of this code does. */
static void find_all_values(struct ask_facets *f, int slot, struct view key)
{
    struct ask_segment *s = f->at.segment;
    struct keys_reader keys;
    uint32_t first, end;
    ask_key_range(s, (enum record_key)(unsigned char)key.at[0], &first, &end);
    if ((uint64_t)f->at.found[slot] * ONE_BY_ONE < end - first) return;
    keys_open(&keys, s->segment.number, first);
    while (keys_next(&keys, s->txn) && keys.code < end)
        f->at.values[slot][keys.code] = value_of_key(f, f->facets[slot], keys_key(&keys));
    f->at.found[slot] = 0;
}

/* To find one key is to read half a chunk of them. So when a part of a kind's keys was asked for,
 * all are read in one pass. */
static uint32_t find_value(struct ask_facets *f, int slot, uint32_t code)
{
    struct ask_segment *s = f->at.segment;
    struct buf key = {0};
    keys_get(s->txn, s->segment.number, code, &key);
    uint32_t value = value_of_key(f, f->facets[slot], buf_view(&key));
    if (++f->at.found[slot] % LOOK_AGAIN == 0 && key.len > 0)
        find_all_values(f, slot, buf_view(&key));
    buf_free(&key);
    return value;
}

static uint32_t value_of_code(struct ask_facets *f, int slot, uint32_t code)
{
    if (code >= f->at.segment->counts.keys) return 0;
    uint32_t *value = &f->at.values[slot][code];
    if (*value == NOT_KNOWN) *value = find_value(f, slot, code);
    return *value;
}

/* ---- The values of one article or record ---- */

struct values { /* each once, when all are there */
    uint32_t at[VALUES_MOST], count;
};

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void make_unique(struct values *v)
{
    uint32_t kept = 0;
    qsort(v->at, v->count, sizeof *v->at, by_number);
    for (uint32_t i = 0; i < v->count; i++)
        if (i == 0 || v->at[i] != v->at[i - 1]) v->at[kept++] = v->at[i];
    v->count = kept;
}

/* An article with more values than that is counted for as many. */
static void add_value(struct values *v, uint32_t value)
{
    if (v->count > 0 && v->at[v->count - 1] == value) return;
    if (v->count == VALUES_MOST) make_unique(v);
    if (v->count < VALUES_MOST) v->at[v->count++] = value;
}

static uint32_t code_of_row(const struct ask_facets *f, int slot, const struct column_row *row,
                            uint32_t number)
{
    if (f->facets[slot] != FACET_ROLE) return row->code;
    return ask_further_code(buf_view(&f->at.roles), number);
}

static uint32_t value_of(struct ask_facets *f, int slot, uint32_t code)
{
    if (f->facets[slot] != FACET_UNIT) return value_of_code(f, slot, code);
    uint32_t unit = unit_of_code(f, code);
    return unit != NOT_KNOWN ? unit : 0;
}

/* That of an article's own row and data; false if the facet is not of these. */
static bool own_value(struct ask_facets *f, int slot, const struct index_article *a,
                      uint32_t ordinal, uint32_t *value)
{
    struct ask_segment *s = f->at.segment;
    const struct msg_stored_doc *doc;
    switch (f->facets[slot]) {
    case FACET_YEAR: *value = value_of_year(f, (int)(a->date / 10000)); return true;
    case FACET_ARCHIVE:
        doc = ask_document(s, a->doc);
        *value = doc ? facet_value(f, doc->archive) : 0;
        return true;
    case FACET_KIND:
    case FACET_SOURCE: break;
    default: return false;
    }
    const struct column_row *row = rows_get(s->linked, s->txn, ask_first_row(s, ordinal));
    *value = row ? value_of(f, slot, row->code) : 0;
    return true;
}

static void values_of_article(struct ask_facets *f, int slot, const struct index_article *a,
                              uint32_t ordinal, struct values *v)
{
    struct ask_segment *s = f->at.segment;
    v->count = 0;
    if (own_value(f, slot, a, ordinal, &v->at[0])) {
        v->count = 1;
        return;
    }
    uint32_t end = ask_first_row(s, ordinal + 1);
    for (uint32_t i = ask_first_row(s, ordinal); i < end; i++) {
        const struct column_row *row = rows_get(s->rows, s->txn, i);
        if (!row || (int)row->kind != f->kinds[slot]) continue;
        uint32_t code = code_of_row(f, slot, row, i);
        if (code != CODE_NONE) add_value(v, value_of(f, slot, code));
    }
    if (v->count == 0) add_value(v, 0);
    make_unique(v);
}

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
    if (linked) value = value_of(f, slot, linked->code);
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
    if ((int)row->kind == f->kinds[slot]) {
        uint32_t value = value_of(f, slot, code_of_row(f, slot, row, number));
        if (value != 0) return value;
    }
    bool links = row->kind == RECORD_QUANTITY && f->links[slot] != LINK_NONE;
    uint32_t to = links ? row->links[f->links[slot]] : 0;
    if (!memo->any || memo->ordinal != ordinal || memo->to != to)
        *memo = (struct facet_memo){ordinal, to, value_by_link(f, slot, row, to, a, ordinal), true};
    return memo->value;
}

/* ---- Counting ---- */

struct counting {
    struct values first, second;
};

static void count_articles(struct ask_facets *f, const struct bits *articles, struct counting *c)
{
    struct index_article a;
    for (uint32_t i = bits_next(articles, 0); i < articles->count; i = bits_next(articles, i + 1)) {
        if (!ask_article(f->at.segment, i, &a)) continue;
        values_of_article(f, 0, &a, i, &c->first);
        if (f->facets[1]) values_of_article(f, 1, &a, i, &c->second);
        for (uint32_t j = 0; j < c->first.count; j++)
            for (uint32_t k = 0; k < c->second.count; k++)
                facet_bucket(f, c->first.at[j], c->second.at[k], 0)->count++;
    }
}

static void count_row(struct ask_facets *f, const struct column_row *row, uint32_t number,
                      const struct index_article *a, uint32_t ordinal)
{
    uint32_t first = value_of_record(f, 0, row, number, a, ordinal);
    uint32_t second = value_of_record(f, 1, row, number, a, ordinal);
    uint32_t unit = row->kind == RECORD_QUANTITY ? unit_of_code(f, row->code) : NOT_KNOWN;
    struct bucket *b = facet_bucket(f, first, second, unit != NOT_KNOWN ? unit : 0);
    b->count++;
    if (unit != NOT_KNOWN)
        facet_add_figure(f, b, f->at.amount_of_code[row->code - f->at.first_amount]);
}

/* Amounts lie by value, rows by place: those of the next rows are fetched ahead. */
static void fetch_amounts(const struct ask_facets *f, const struct rows_reader *rows)
{
    for (uint32_t i = 0; i < rows->count; i++)
        if (rows->at[i].kind == RECORD_QUANTITY && rows->at[i].code >= f->at.first_amount)
            __builtin_prefetch(&f->at.amount_of_code[rows->at[i].code - f->at.first_amount]);
}

static void count_rows(struct ask_facets *f, const struct bits *rows)
{
    struct ask_segment *s = f->at.segment;
    struct index_article a = {0};
    uint32_t ordinal = 0, end = 0, known = NOT_KNOWN, fetched = NOT_KNOWN;
    for (uint32_t i = bits_next(rows, 0); i < rows->count; i = bits_next(rows, i + 1)) {
        const struct column_row *row = next_row(s, i);
        if (fetched != s->rows->chunk) fetch_amounts(f, s->rows);
        fetched = s->rows->chunk;
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
    struct counting *c = xmalloc(sizeof *c);
    c->second.at[0] = 0; /* the empty one */
    c->second.count = 1;
    enter_segment(f, s, rows || counts_by(f, FACET_UNIT));
    if (rows)
        count_rows(f, rows);
    else
        count_articles(f, articles, c);
    leave_segment(f);
    free(c);
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
