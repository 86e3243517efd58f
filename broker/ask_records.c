/* ask_records.c: the records that meet all conditions of a RECORD node, as rows. See ask.h. */
#include "broker/ask.h"
#include "proto/asked.h"
#include <stdlib.h>

/* NULL also where the text answers and not a key. */
static const struct asked *asked_by_keys(enum record_kind kind, enum query_field field)
{
    const struct asked *a = asked_find(kind, field);
    return a && a->keys[0] != KEY_NONE ? a : NULL;
}

/* The key that every record of the kind has. */
static enum record_key first_key(enum record_kind kind)
{
    static const enum record_key keys[] = {
#define X(NAME, byte, kind, field) [KEY_##NAME] = RECORD_##kind + 1,
        RECORD_KEYS(X)
#undef X
    };
    for (unsigned k = 'A'; k <= 'Z'; k++)
        if ((unsigned)keys[k] == (unsigned)kind + 1) return (enum record_key)k;
    return KEY_ARTICLE;
}

static void set_kind(struct ask_segment *s, enum record_kind kind, struct bits *rows)
{
    enum record_key key = first_key(kind);
    uint32_t first, end;
    ask_key_range(s, key, &first, &end);
    ask_set_rows(s, first, end, rows);
}

/* All rows of records of a kind; -1 = of any, articles left out. */
static struct bits rows_of_kind(struct ask_segment *s, int kind)
{
    struct bits rows = bits_new(s->counts.rows);
    for (int k = 0; k < RECORD_KIND_COUNT; k++)
        if (k != RECORD_ARTICLE && (kind < 0 || k == kind)) set_kind(s, (enum record_kind)k, &rows);
    return rows;
}

/* ---- Conditions ---- */

static struct bits rows_of(struct ask_segment *s, const struct asked *a,
                           const struct query_term *term)
{
    struct bits rows = bits_new(s->counts.rows);
    for (int i = 0; i < 2; i++)
        if (a->keys[i]) ask_keys(s, a->keys[i], term, &rows);
    return rows;
}

/* Whether another condition, on an amount of the same unit, says all that this one does. */
static bool is_implied(const struct query_node *record, const struct query_term *unit)
{
    if (unit->field != QUERY_UNIT) return false;
    for (const struct query_term *t = record->term; t; t = t->next)
        if ((t->field == QUERY_VALUE || t->field == QUERY_QUANTITY) &&
            view_equal(t->text, unit->text))
            return true;
    return false;
}

/* The rows that meet the conditions on the records themselves. */
static struct bits own_rows(struct ask_segment *s, const struct query_node *record)
{
    struct bits rows = {0};
    for (const struct query_term *t = record->term; t; t = t->next) {
        const struct asked *a = asked_by_keys(record->kind, t->field);
        if (!a || a->link != LINK_NONE || is_implied(record, t)) continue;
        struct bits more = rows_of(s, a, t);
        if (rows.at) {
            bits_and(&rows, &more);
            bits_free(&more);
        } else {
            rows = more;
        }
    }
    if (rows.at) return rows;
    rows = bits_new(s->counts.rows);
    set_kind(s, record->kind, &rows);
    return rows;
}

/* Leaves those rows that are linked to one of `targets`. */
static void keep_linked(struct ask_segment *s, int link, const struct bits *targets,
                        struct bits *rows)
{
    uint32_t article = 0;
    for (uint32_t i = bits_next(rows, 0); i < rows->count; i = bits_next(rows, i + 1)) {
        const struct column_row *row = rows_get(s->rows, s->txn, i);
        uint32_t to = row ? row->links[link] : 0;
        article = ask_article_of(s, i, article);
        uint64_t target = (uint64_t)ask_first_row(s, article) + to;
        if (to == 0 || target >= targets->count || !bits_has(targets, (uint32_t)target))
            bits_clear(rows, i);
    }
}

/* ---- Subjects ---- */

/* points: ascending. */
static bool has_place(const uint32_t *points, size_t count, const struct column_row *row,
                      uint32_t length)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (points[middle] < row->about)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && length <= row->about_length &&
           points[low] <= row->about + (row->about_length - length);
}

/* Leaves those rows of an article in whose subject the text stands. */
static void keep_rows_about(struct ask_segment *s, uint32_t ordinal, const struct buf *points,
                            uint32_t length, struct bits *rows)
{
    const uint32_t *at = (const uint32_t *)(const void *)points->at;
    uint32_t end = ask_first_row(s, ordinal + 1);
    for (uint32_t i = bits_next(rows, ask_first_row(s, ordinal)); i < end;
         i = bits_next(rows, i + 1)) {
        const struct column_row *row = rows_get(s->rows, s->txn, i);
        if (!row || !has_place(at, points->len / sizeof *at, row, length)) bits_clear(rows, i);
    }
}

static void clear_rows(struct bits *rows, uint32_t from, uint32_t end)
{
    for (uint32_t i = bits_next(rows, from); i < end; i = bits_next(rows, i + 1))
        bits_clear(rows, i);
}

/* The text is looked for in the articles that have rows, and leads on to the next that has it. */
static void keep_about(struct ask_segment *s, const struct query_term *term, struct bits *rows)
{
    struct buf room = {0}, points = {0};
    struct index_text text = ask_text(term, &room);
    text.zones = 1u << ZONE_TEXT;
    struct index_find *articles = index_find_open(s->view, &s->segment, &text);
    struct index_find *places = index_find_open(s->view, &s->segment, &text);
    struct index_hit hit;
    uint32_t done = 0, article = 0; /* rows below done are settled */
    for (uint32_t i; (i = bits_next(rows, done)) < rows->count; article = hit.ordinal) {
        article = ask_article_of(s, i, article);
        if (!index_next(articles, article, &hit)) break;
        clear_rows(rows, done, ask_first_row(s, hit.ordinal));
        points.len = 0;
        ask_places(places, &hit.article, &points);
        keep_rows_about(s, hit.ordinal, &points, text.count, rows);
        done = ask_first_row(s, hit.ordinal + 1);
    }
    clear_rows(rows, done, rows->count);
    index_find_close(&articles);
    index_find_close(&places);
    buf_free(&room);
    buf_free(&points);
}

/* ---- All of them ---- */

static void keep_within(struct ask_segment *s, const struct bits *within, struct bits *rows)
{
    uint32_t row = 0;
    for (uint32_t i = bits_next(within, 0); i < within->count; i = bits_next(within, i + 1)) {
        clear_rows(rows, row, ask_first_row(s, i));
        row = ask_first_row(s, i + 1);
    }
    clear_rows(rows, row, rows->count);
}

static struct bits rows_within(struct ask_segment *s, const struct query_node *record,
                               const struct bits *within)
{
    struct bits rows = own_rows(s, record);
    if (within) keep_within(s, within, &rows);
    for (const struct query_term *t = record->term; t; t = t->next)
        if (t->field == QUERY_ABOUT) keep_about(s, t, &rows);
    for (const struct query_term *t = record->term; t; t = t->next) {
        const struct asked *a = asked_by_keys(record->kind, t->field);
        if (!a || a->link == LINK_NONE) continue;
        struct bits targets = rows_of(s, a, t);
        keep_linked(s, a->link, &targets, &rows);
        bits_free(&targets);
    }
    return rows;
}

struct bits ask_articles_of(struct ask_segment *s, const struct bits *rows)
{
    struct bits articles = bits_new(s->segment.articles);
    uint32_t article = 0;
    for (uint32_t i = bits_next(rows, 0); i < rows->count;
         i = bits_next(rows, ask_first_row(s, article + 1))) {
        article = ask_article_of(s, i, article);
        bits_set(&articles, article);
    }
    return articles;
}

static bool bits_equal(const struct bits *a, const struct bits *b)
{
    return a->count == b->count && memcmp(a->at, b->at, (a->count + UINT64_C(7)) / 8) == 0;
}

/* The rows of records that a RECORD node describes, of dead articles too; to be freed. */
static struct bits rows_described(struct ask_segment *s, const struct query_node *record,
                                  const struct bits *within)
{
    if (s->described.record != record) return rows_within(s, record, within);
    struct bits rows = s->described.rows;
    s->described.rows = (struct bits){0};
    s->described.record = NULL;
    if (within && !bits_equal(within, &s->described.articles)) keep_within(s, within, &rows);
    return rows;
}

struct bits ask_describe(struct ask_segment *s, const struct query_node *record,
                         const struct bits *within)
{
    bits_free(&s->described.rows);
    bits_free(&s->described.articles);
    s->described.rows = rows_within(s, record, within);
    s->described.record = within ? NULL : record;
    struct bits articles = ask_articles_of(s, &s->described.rows);
    s->described.articles = bits_new(articles.count);
    bits_or(&s->described.articles, &articles);
    return articles;
}

/* ---- Those of a query ---- */

static bool describes(const struct query_node *node, int kind)
{
    return node->type == QUERY_RECORD && node->kind != RECORD_ARTICLE &&
           (kind < 0 || node->kind == (enum record_kind)kind);
}

/* rows: none so far where there is no set. */
static void add_described(struct ask_segment *s, const struct query_node *node, int kind,
                          const struct bits *within, struct bits *rows)
{
    if (node->type == QUERY_NOT) return;
    if (describes(node, kind)) {
        struct bits more = rows_described(s, node, within);
        if (rows->at) {
            bits_or(rows, &more);
            bits_free(&more);
        } else {
            *rows = more;
        }
    }
    for (const struct query_node *n = node->first; n; n = n->next)
        add_described(s, n, kind, within, rows);
}

struct bits ask_records(struct ask_segment *s, const struct query_node *query, int kind,
                        const struct bits *within)
{
    struct bits rows = {0};
    add_described(s, query, kind, within, &rows);
    if (rows.at) return rows;
    rows = rows_of_kind(s, kind);
    keep_within(s, within, &rows);
    return rows;
}

/* ---- Figures of a query ---- */

struct figure_codes {
    uint32_t first, end;
    bool described, others; /* records are, and some are no figures */
};

/* Of a node, those that all its conditions may allow. */
static void add_node_codes(struct ask_segment *s, const struct query_node *record,
                           struct figure_codes *out)
{
    uint32_t first, end, low, high;
    ask_key_range(s, KEY_QUANTITY, &first, &end);
    for (const struct query_term *t = record->term; t; t = t->next) {
        const struct asked *a = asked_by_keys(record->kind, t->field);
        if (!a || a->link != LINK_NONE || a->keys[0] != KEY_QUANTITY) continue;
        ask_term_codes(s, KEY_QUANTITY, t, &low, &high);
        if (low > first) first = low;
        if (high < end) end = high;
    }
    if (first < out->first) out->first = first;
    if (end > out->end) out->end = end;
}

static void add_codes(struct ask_segment *s, const struct query_node *node, int kind,
                      struct figure_codes *out)
{
    if (node->type == QUERY_NOT) return;
    if (describes(node, kind)) {
        out->described = true;
        if (node->kind == RECORD_QUANTITY)
            add_node_codes(s, node, out);
        else
            out->others = true;
    }
    for (const struct query_node *n = node->first; n; n = n->next) add_codes(s, n, kind, out);
}

bool ask_figure_codes(struct ask_segment *s, const struct query_node *query, int kind,
                      uint32_t *first, uint32_t *end)
{
    struct figure_codes codes = {.first = UINT32_MAX};
    add_codes(s, query, kind, &codes);
    *first = codes.first;
    *end = codes.end;
    if (codes.described) return !codes.others;
    ask_key_range(s, KEY_QUANTITY, first, end);
    return kind == RECORD_QUANTITY;
}
