/* ask_amounts.c: see ask_amounts.h. */
#include "broker/ask_amounts.h"
#include <stdlib.h>
#include <string.h>

struct walk {
    struct ask_top *top;
    struct ask_segment *s;
    const struct bits *rows;
    const struct index_directory *directory; /* or NULL */
    enum order order;
    uint32_t ordinal; /* of the article that was asked for last */
    struct list_entry at[LIST_ENTRIES];
    size_t count;
};

/* What the order goes by, and what amounts to so much: the same way back and forth. */
static uint64_t turned(enum order order, uint64_t amount)
{
    return order == ORDER_MOST ? amount : UINT64_MAX - amount;
}

/* ---- Offering ---- */

static void offer(struct walk *w, uint32_t row, uint64_t key)
{
    struct index_article a;
    if (!ask_top_wants_key(w->top, key)) return;
    if (row < ask_first_row(w->s, w->ordinal)) w->ordinal = 0;
    w->ordinal = ask_article_of(w->s, row, w->ordinal);
    if (w->directory && !ask_top_wants(w->top, key, w->directory->ids[w->ordinal])) return;
    if (!ask_article(w->s, w->ordinal, &a)) return;
    struct ask_found found = {.key = key, .id = a.id, .article = a.index, .doc = a.doc};
    found.record = row - ask_first_row(w->s, w->ordinal) - 1;
    ask_top_offer(w->top, &found);
}

/* Goes on to the key of a code. What is no amount is as nothing. */
static uint64_t order_key(struct walk *w, struct keys_reader *keys, uint32_t code)
{
    uint64_t amount;
    while (keys->code < code || !keys->any)
        if (!keys_next(keys, w->s->txn)) return 0;
    return key_amount(keys_key(keys), NULL, &amount) ? turned(w->order, amount) : 0;
}

static bool is_asked_for(const struct walk *w, const struct list_entry *e, uint32_t first,
                         uint32_t end)
{
    return e->code >= first && e->code < end && e->row < w->rows->count &&
           bits_has(w->rows, e->row);
}

/* Of the chunk at hand; how many rows of it were asked for. */
static size_t offer_chunk(struct walk *w, uint32_t first, uint32_t end)
{
    struct keys_reader keys;
    uint32_t code = CODE_NONE;
    uint64_t key = 0;
    size_t offered = 0;
    for (size_t i = 0; i < w->count; i++) {
        if (!is_asked_for(w, &w->at[i], first, end)) continue;
        if (offered++ == 0) keys_open(&keys, w->s->segment.number, w->at[i].code);
        if (w->at[i].code != code) key = order_key(w, &keys, code = w->at[i].code);
        offer(w, w->at[i].row, key);
    }
    return offered;
}

/* ---- The figures of a unit ---- */

/* Whether what lies beyond the chunk at hand comes behind all that the page has. */
static bool is_over(struct walk *w)
{
    struct keys_reader keys;
    uint32_t last = w->order == ORDER_MOST ? w->at[0].code : w->at[w->count - 1].code;
    if (w->top->count < w->top->limit) return false;
    keys_open(&keys, w->s->segment.number, last);
    return order_key(w, &keys, last) < w->top->at[0].key;
}

/* The next chunk in the order; false if it has nothing of the codes [first, end). */
static bool next_chunk(struct walk *w, uint32_t first, uint32_t end, struct list_entry *begin)
{
    struct txn *t = w->s->txn;
    uint64_t segment = w->s->segment.number;
    if (w->order == ORDER_MOST) {
        if (begin->code < first || (begin->code == 0 && begin->row == 0)) return false;
        if (begin->row-- == 0) begin->code--;
        w->count = lists_chunk(t, segment, begin, w->at);
    } else {
        if (w->count > 0 && w->at[w->count - 1].code >= end) return false;
        w->count = lists_chunk_behind(t, segment, begin, w->at);
    }
    return w->count > 0;
}

static bool first_chunk(struct walk *w, uint32_t first, uint32_t end, struct list_entry *begin)
{
    bool most = w->order == ORDER_MOST;
    *begin = (struct list_entry){most ? end - 1 : first, most ? UINT32_MAX : 0};
    w->count = lists_chunk(w->s->txn, w->s->segment.number, begin, w->at);
    return w->count > 0 || (!most && next_chunk(w, first, end, begin));
}

/* Nothing that is left comes on the page; but is there anything? */
static void look_for_more(struct walk *w, uint32_t first, uint32_t end, struct list_entry begin)
{
    while (!w->top->more && next_chunk(w, first, end, &begin))
        for (size_t i = 0; i < w->count && !w->top->more; i++)
            w->top->more = is_asked_for(w, &w->at[i], first, end);
}

static void offer_codes(struct walk *w, uint32_t first, uint32_t end)
{
    struct list_entry begin;
    if (first >= end || !first_chunk(w, first, end, &begin)) return;
    do {
        if (offer_chunk(w, first, end) > 0 && is_over(w)) {
            look_for_more(w, first, end, begin);
            return;
        }
    } while (next_chunk(w, first, end, &begin));
}

/* ---- All units ---- */

/* Codes before the place that the page goes on from are left out. */
static void offer_unit(struct walk *w, struct view unit, uint32_t first, uint32_t end)
{
    struct buf key = {0};
    struct ask_segment *s = w->s;
    if (w->top->has_after) {
        buf_add_char(&key, KEY_QUANTITY);
        key_of_amount(&key, unit, turned(w->order, w->top->after.key));
        if (w->order == ORDER_MOST) buf_add_char(&key, '\0'); /* what comes directly behind */
        uint32_t code = keys_find(s->txn, s->segment.number, s->counts.keys, buf_view(&key));
        if (w->order == ORDER_MOST && code < end) end = code;
        if (w->order == ORDER_LEAST && code > first) first = code;
        buf_free(&key);
    }
    offer_codes(w, first, end);
}

/* False if the key is no amount. */
static bool unit_at(struct walk *w, uint32_t code, struct buf *key, struct view *unit)
{
    uint64_t amount;
    key->len = 0;
    return keys_get(w->s->txn, w->s->segment.number, code, key) &&
           key_amount(buf_view(key), unit, &amount);
}

/* The end of the keys that are of the unit of `first`, or that are no amounts as it is none. */
static uint32_t end_of_unit(struct walk *w, struct keys_reader *keys, uint32_t end)
{
    uint64_t amount;
    struct view key = keys_key(keys), unit;
    bool any = key_amount(key, &unit, &amount);
    size_t bytes = unit.len;
    while (keys_next(keys, w->s->txn) && keys->code < end) {
        bool same = any && key_amount_behind(keys_key(keys), keys->shared, bytes, &amount);
        if (any ? !same : key_amount(keys_key(keys), NULL, &amount)) break;
    }
    return keys->any && keys->code < end ? keys->code : end;
}

/* Of the codes [first, end): at once where they are of one unit. */
static void offer_units(struct walk *w, uint32_t first, uint32_t end)
{
    struct buf key = {0}, last = {0};
    struct view unit = {0}, last_unit;
    struct keys_reader keys;
    if (first < end && unit_at(w, first, &key, &unit) && unit_at(w, end - 1, &last, &last_unit) &&
        view_equal(unit, last_unit)) {
        offer_unit(w, unit, first, end);
        first = end;
    }
    keys_open(&keys, w->s->segment.number, first);
    bool there = first < end && keys_next(&keys, w->s->txn);
    while (there && first < end) {
        bool any = unit_at(w, first, &key, &unit);
        uint32_t behind = end_of_unit(w, &keys, end);
        if (any)
            offer_unit(w, unit, first, behind);
        else
            offer_codes(w, first, behind);
        first = behind;
    }
    buf_free(&key);
    buf_free(&last);
}

/* ---- What amounts to nothing ---- */

static void offer_others(struct walk *w)
{
    const struct bits *rows = w->rows;
    for (uint32_t i = bits_next(rows, 0); i < rows->count; i = bits_next(rows, i + 1)) {
        const struct column_row *row = rows_get(w->s->rows, w->s->txn, i);
        if (!row || row->kind != RECORD_QUANTITY) offer(w, i, 0);
        if (w->top->more && w->top->count == w->top->limit && w->top->at[0].key > 0) return;
    }
}

void ask_top_amounts(struct ask_top *top, struct ask_segment *s, const struct query_node *query,
                     int kind, const struct bits *rows, enum order order)
{
    struct walk *w = xmalloc(sizeof *w);
    uint32_t first, end;
    *w = (struct walk){.top = top, .s = s, .rows = rows, .order = order};
    if (bits_next(rows, 0) < rows->count) {
        w->directory = ask_directory(s);
        bool figures = ask_figure_codes(s, query, kind, &first, &end);
        offer_units(w, first, end);
        if (!figures) offer_others(w);
    }
    free(w);
}
