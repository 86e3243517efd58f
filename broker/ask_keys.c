/* ask_keys.c: which keys a condition allows, and which rows have them. See ask.h.
 *
 * Keys are sorted, so a condition on an amount of a known unit or on the beginning of a place's
 * code is one range of codes; any other goes through the keys of its kind, which are few beside the
 * rows.
 */
#include "broker/ask.h"
#include <stdlib.h>
#include <string.h>

/* The codes of keys that are not below `low`, and below `high`. Damaged keys may be in no order. */
static void find_codes(struct ask_segment *s, struct view low, struct view high, uint32_t *first,
                       uint32_t *end)
{
    *first = keys_find(s->txn, s->segment.number, s->counts.keys, low);
    *end = keys_find(s->txn, s->segment.number, s->counts.keys, high);
    if (*end < *first) *end = *first;
}

void ask_key_range(struct ask_segment *s, enum record_key key, uint32_t *first, uint32_t *end)
{
    char low = (char)key, high = (char)(key + 1);
    find_codes(s, (struct view){&low, 1}, (struct view){&high, 1}, first, end);
}

void ask_set_rows(struct ask_segment *s, uint32_t first, uint32_t end, struct bits *rows)
{
    enum { ROOM = 1024 };
    uint32_t taken[ROOM];
    struct lists_reader r;
    lists_open(&r, s->segment.number, first);
    for (size_t count = ROOM; first < end && count == ROOM;) {
        count = lists_take(&r, s->txn, end, taken, ROOM);
        for (size_t i = 0; i < count; i++)
            if (taken[i] < rows->count) bits_set(rows, taken[i]);
    }
}

/* ---- The codes of rows ---- */

/* In order of rows. */
struct further {
    uint32_t row, code;
};

static int by_row(const void *a, const void *b)
{
    uint32_t x = ((const struct further *)a)->row, y = ((const struct further *)b)->row;
    return x < y ? -1 : x > y;
}

void ask_further_codes(struct ask_segment *s, enum record_key key, struct further_codes *out)
{
    struct lists_reader r;
    uint32_t first, end;
    ask_key_range(s, key, &first, &end);
    lists_open(&r, s->segment.number, first);
    while (first < end && lists_next(&r, s->txn) && r.code < end)
        buf_add(&out->codes, &(struct further){r.row, r.code}, sizeof(struct further));
    if (out->codes.len > 0)
        qsort(out->codes.at, out->codes.len / sizeof(struct further), sizeof(struct further),
              by_row);
    out->read = true;
}

uint32_t ask_further_code(struct further_codes *f, uint32_t row)
{
    const struct further *at = (const struct further *)(const void *)f->codes.at;
    size_t count = f->codes.len / sizeof *at;
    while (f->next < count && at[f->next].row < row) f->next++;
    return f->next < count && at[f->next].row == row ? at[f->next].code : CODE_NONE;
}

/* ---- Ranges ---- */

static void bound_amounts(const struct query_term *t, struct buf *low, struct buf *high)
{
    buf_add_char(low, KEY_QUANTITY);
    buf_add_char(high, KEY_QUANTITY);
    key_of_amount(low, t->text, t->low);
    key_of_amount(high, t->text, t->high);
    buf_add_char(high, '\0'); /* what comes directly behind */
}

static void bound_code(struct view code, struct buf *low, struct buf *high)
{
    buf_add_char(low, KEY_PLACE);
    buf_add_view(low, code);
    buf_add_view(high, buf_view(low));
    buf_add_char(high, '9' + 1);
}

bool ask_term_codes(struct ask_segment *s, enum record_key key, const struct query_term *t,
                    uint32_t *first, uint32_t *end)
{
    struct buf low = {0}, high = {0};
    if (key == KEY_QUANTITY && t->text.len > 0)
        bound_amounts(t, &low, &high);
    else if (key == KEY_PLACE && t->whole && t->field == QUERY_PLACE)
        bound_code(t->text, &low, &high);
    bool range = low.len > 0;
    if (range)
        find_codes(s, buf_view(&low), buf_view(&high), first, end);
    else
        ask_key_range(s, key, first, end);
    buf_free(&low);
    buf_free(&high);
    return range;
}

uint32_t ask_keys_bound(struct ask_segment *s, enum record_key key, const struct query_term *term)
{
    uint32_t first, end;
    ask_term_codes(s, key, term, &first, &end);
    return end > first ? end - first : 0;
}

/* ---- One by one ---- */

static bool allows_text(const struct query_term *t, struct view text)
{
    if (t->whole) return view_equal(text, t->text);
    return memmem(text.at, text.len, t->text.at, t->text.len) != NULL;
}

/* Of a key with a NUL in it: what stands before and behind that. */
static struct view before_nul(struct view key)
{
    return (struct view){key.at, strnlen(key.at, key.len)};
}

static struct view behind_nul(struct view key)
{
    size_t before = strnlen(key.at, key.len);
    if (before < key.len) before++;
    return (struct view){key.at + before, key.len - before};
}

static bool allows_days(const struct query_term *t, struct view key)
{
    int32_t from, to;
    return key_days(key, &from, &to) && from < t->to && to > t->from;
}

static bool allows_amount(const struct query_term *t, struct view key)
{
    uint64_t amount;
    return key_amount(key, NULL, &amount) && amount >= t->low && amount <= t->high;
}

static bool allows(enum record_key kind, const struct query_term *t, struct view key)
{
    struct view text = {key.at + 1, key.len - 1};
    switch (kind) {
    case KEY_DATE: return allows_days(t, key);
    case KEY_QUANTITY: return allows_amount(t, key);
    case KEY_PLACE: return allows_text(t, behind_nul(text));
    case KEY_ARTICLE:
        return allows_text(t, t->field == QUERY_KIND ? before_nul(text) : behind_nul(text));
    default: return allows_text(t, text);
    }
}

/* Of the keys [first, end). */
static void set_allowed(struct ask_segment *s, enum record_key key, const struct query_term *t,
                        uint32_t first, uint32_t end, struct bits *rows)
{
    struct keys_reader keys;
    uint32_t run = end;
    keys_open(&keys, s->segment.number, first);
    while (keys_next(&keys, s->txn) && keys.code < end) {
        bool allowed = allows(key, t, keys_key(&keys));
        if (allowed && run == end) run = keys.code;
        if (allowed || run == end) continue;
        ask_set_rows(s, run, keys.code, rows);
        run = end;
    }
    ask_set_rows(s, run, end, rows);
}

void ask_keys(struct ask_segment *s, enum record_key key, const struct query_term *term,
              struct bits *rows)
{
    uint32_t first, end;
    if (ask_term_codes(s, key, term, &first, &end))
        ask_set_rows(s, first, end, rows);
    else
        set_allowed(s, key, term, first, end, rows);
}
