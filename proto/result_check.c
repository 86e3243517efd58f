/* result_check.c: see result_check.h. */
#include "proto/result_check.h"
#include "proto/pack.h"
#include "proto/utf8.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The map being read, and what it is in. */
struct reading {
    struct result_check *check;
    struct view text;
    uint64_t start, end;  /* of the record, section or other */
    struct view words;    /* of the record */
    uint64_t items, item; /* of the array of articles or sections, and the one at hand */
    bool partial, has_articles;
    struct err *err;
};

static bool wrong(struct reading *r, const char *what)
{
    fail(r->err, ERR_BAD_REQUEST, "%s", what);
    return false;
}

/* ---- Maps by their keys ---- */

struct key {
    struct view name;
    bool (*read)(struct reading *r, struct unpack *value);
};
#define KEY(name, read)                                                                            \
    {                                                                                              \
        {name, sizeof name - 1}, read                                                              \
    }
#define KEYS(table) table, sizeof table / sizeof *table

static size_t find_key(const struct key *keys, size_t count, struct view name)
{
    for (size_t i = 0; i < count; i++)
        if (keys[i].name.len == name.len && memcmp(keys[i].name.at, name.at, name.len) == 0)
            return i;
    return count;
}

/* Reads the map at *u by the table, where each key may come once; the first `needed` of them must
 * come. Others are passed over. */
static bool read_map(struct reading *r, struct unpack *u, const struct key *keys, size_t count,
                     size_t needed)
{
    struct unpack_item map = unpack_next(u);
    unsigned seen = 0, must = (1u << needed) - 1;
    if (map.type != UNPACK_MAP) return wrong(r, "an array has something that is no map");
    for (uint64_t i = 0; i < map.number; i++) {
        struct unpack_item name = unpack_next(u);
        if (name.type != UNPACK_STR) return wrong(r, "a key is no string");
        size_t k = find_key(keys, count, name.bytes);
        if (k == count) {
            unpack_skip(u);
            continue;
        }
        if (seen & 1u << k) return wrong(r, "a key comes twice in a map");
        seen |= 1u << k;
        if (!keys[k].read(r, u)) return false;
    }
    return (seen & must) == must || wrong(r, "a map lacks a key that it must have");
}

static bool read_maps(struct reading *r, struct unpack *u, const struct key *keys, size_t count,
                      size_t needed, bool (*done)(struct reading *r))
{
    struct unpack_item array = unpack_next(u);
    if (array.type != UNPACK_ARRAY) return wrong(r, "what should be an array is none");
    for (uint64_t i = 0; i < array.number; i++) {
        r->items = array.number;
        r->item = i;
        if (!read_map(r, u, keys, count, needed) || !done(r)) return false;
    }
    return true;
}

/* ---- Places ---- */

static bool read_place(struct reading *r, struct unpack *u, uint64_t *place)
{
    struct unpack_item item = unpack_next(u);
    *place = item.number;
    return (item.type == UNPACK_INT && !item.negative) || wrong(r, "a place is no number");
}

static bool read_start(struct reading *r, struct unpack *u)
{
    return read_place(r, u, &r->start);
}

static bool read_end(struct reading *r, struct unpack *u)
{
    return read_place(r, u, &r->end);
}

static bool is_place(struct reading *r, uint64_t start, uint64_t end)
{
    if (start > end) return wrong(r, "a place ends before it begins");
    return end <= r->text.len || wrong(r, "a place is outside of the text");
}

/* Those of nothing take no part in sharing out the text; of the others there can be no more than
 * bytes. */
static bool keep_span(struct reading *r, uint64_t start, uint64_t end)
{
    struct result_check *c = r->check;
    if (start == end) return true;
    if (c->count == r->text.len) return wrong(r, "two spans overlap");
    if (c->count == c->room) {
        c->room = c->room ? 2 * c->room : 64;
        c->spans = xrealloc(c->spans, c->room * sizeof *c->spans);
    }
    c->spans[c->count++] = (struct result_span){start, end};
    return true;
}

static bool read_places(struct reading *r, struct unpack *u, bool keep)
{
    struct unpack_item array = unpack_next(u);
    if (array.type != UNPACK_ARRAY) return wrong(r, "what should be an array is none");
    for (uint64_t i = 0; i < array.number; i++) {
        uint64_t start, end;
        if (!unpack_span(u, &start, &end)) return wrong(r, "a span is no pair of numbers");
        if (!is_place(r, start, end) || (keep && !keep_span(r, start, end))) return false;
    }
    return true;
}

/* ---- Records, sections, articles, others ---- */

static bool read_words(struct reading *r, struct unpack *u)
{
    struct unpack_item item = unpack_next(u);
    r->words = item.bytes;
    return item.type == UNPACK_STR || wrong(r, "the text of a record is no string");
}

static bool end_record(struct reading *r)
{
    r->check->records++;
    if (!is_place(r, r->start, r->end)) return false;
    if (r->start == r->end) return wrong(r, "a record is of nothing");
    struct view there = {r->text.at + r->start, (size_t)(r->end - r->start)};
    return view_equal(there, r->words) || wrong(r, "a record is not the text at its place");
}

static bool read_records(struct reading *r, struct unpack *u)
{
    static const struct key keys[] = {KEY("text", read_words), KEY("start", read_start),
                                      KEY("end", read_end)};
    return read_maps(r, u, KEYS(keys), 3, end_record);
}

static bool read_parent(struct reading *r, struct unpack *u)
{
    struct unpack_item item = unpack_next(u);
    if (item.type == UNPACK_NIL) return true;
    return (item.type == UNPACK_INT && !item.negative && item.number < r->items) ||
           wrong(r, "a section is within one that does not exist");
}

static bool end_place(struct reading *r)
{
    return is_place(r, r->start, r->end);
}

static bool read_sections(struct reading *r, struct unpack *u)
{
    static const struct key keys[] = {KEY("start", read_start), KEY("end", read_end),
                                      KEY("parent", read_parent)};
    return read_maps(r, u, KEYS(keys), 2, end_place);
}

static bool read_sentences(struct reading *r, struct unpack *u)
{
    return read_places(r, u, false);
}

static bool read_spans(struct reading *r, struct unpack *u)
{
    return read_places(r, u, true);
}

static bool read_id(struct reading *r, struct unpack *u)
{
    char id[24];
    struct unpack_item item = unpack_next(u);
    snprintf(id, sizeof id, "a%" PRIu64, r->check->articles + 1);
    return (item.type == UNPACK_STR && view_equal(item.bytes, view_of(id))) ||
           wrong(r, "the ids of the articles are not a1, a2 and so on");
}

static bool end_article(struct reading *r)
{
    r->check->articles++;
    return true;
}

static bool read_articles(struct reading *r, struct unpack *u)
{
    static const struct key keys[] = {
        KEY("id", read_id), KEY("spans", read_spans), KEY("sections", read_sections),
        KEY("sentences", read_sentences), KEY("records", read_records)};
    r->has_articles = true;
    return read_maps(r, u, KEYS(keys), 2, end_article);
}

static bool end_other(struct reading *r)
{
    return is_place(r, r->start, r->end) && keep_span(r, r->start, r->end);
}

static bool read_other(struct reading *r, struct unpack *u)
{
    static const struct key keys[] = {KEY("start", read_start), KEY("end", read_end)};
    return read_maps(r, u, KEYS(keys), 2, end_other);
}

/* ---- The whole ---- */

static bool read_canonical(struct reading *r, struct unpack *u)
{
    struct unpack_item item = unpack_next(u);
    return (item.type == UNPACK_BIN && utf8_valid(item.bytes)) ||
           wrong(r, "the canonical text is not UTF-8");
}

static bool read_partial(struct reading *r, struct unpack *u)
{
    r->partial = true;
    unpack_skip(u);
    return true;
}

static bool read_result(struct reading *r, struct view result)
{
    static const struct key keys[] = {KEY("canonical", read_canonical),
                                      KEY("articles", read_articles), KEY("other", read_other),
                                      KEY("partial", read_partial)};
    struct unpack u = unpack_of(result);
    r->check->count = 0;
    r->check->articles = r->check->records = 0;
    return read_map(r, &u, KEYS(keys), 0);
}

static int by_start(const void *a, const void *b)
{
    const struct result_span *one = a, *two = b;
    if (one->start != two->start) return one->start < two->start ? -1 : 1;
    return (one->end > two->end) - (one->end < two->end);
}

static void sort_spans(struct result_check *c)
{
    for (size_t i = 1; i < c->count; i++)
        if (by_start(&c->spans[i - 1], &c->spans[i]) > 0) {
            qsort(c->spans, c->count, sizeof *c->spans, by_start);
            return;
        }
}

/* Whether the spans share out the text. One that a limit cut short may leave some of it out. */
static bool is_shared_out(struct reading *r)
{
    uint64_t before = 0;
    bool whole = r->has_articles && !r->partial;
    sort_spans(r->check);
    for (size_t i = 0; i <= r->check->count; i++) {
        struct result_span s = {r->text.len, r->text.len};
        if (i < r->check->count) s = r->check->spans[i];
        if (s.start < before) return wrong(r, "two spans overlap");
        struct view between = {r->text.at + before, (size_t)(s.start - before)};
        if (whole && !utf8_is_blank(between)) return wrong(r, "a piece of the text is in no span");
        before = s.end;
    }
    return true;
}

bool result_has_text(struct view result, struct view *text)
{
    static const char key[] = "canonical";
    struct unpack u = unpack_of(result);
    bool may = result.len > 0 && memmem(result.at, result.len, key, sizeof key - 1);
    if (!may) return false; /* as most results; walking over one takes longer */
    if (!unpack_find(&u, key)) return false;
    *text = unpack_next(&u).bytes;
    return true;
}

int result_check(struct result_check *c, struct view result, struct view original, struct err *err)
{
    struct reading r = {.check = c, .text = original, .err = err};
    result_has_text(result, &r.text);
    return read_result(&r, result) && is_shared_out(&r) ? 0 : -1;
}

void result_check_free(struct result_check *c)
{
    free(c->spans);
    *c = (struct result_check){0};
}
