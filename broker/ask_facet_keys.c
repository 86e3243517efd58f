/* ask_facet_keys.c: what the keys of a segment stand for: the values of facets, units and amounts.
 *
 * A value is known by a number: that of a key is found once, by the key's code, and only where a
 * row has it. Units and amounts are read in one pass, for the keys of a unit stand together.
 */
#include "broker/ask_facet_parts.h"
#include "proto/amount.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ONE_BY_ONE = 8,  /* keys that are read in one pass in the time that one takes by itself */
    LOOK_AGAIN = 256 /* after so many it may be time for that */
};

/* ---- Units and amounts ---- */

static struct unit_range *last_unit(struct ask_facets *f)
{
    return (struct unit_range *)(void *)(f->at.units.at + f->at.units.len) - 1;
}

/* Of the key at hand; unit: NULL if it is no figure. */
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

uint32_t facet_find_unit(struct ask_facets *f, uint32_t code)
{
    const struct unit_range *at = (const struct unit_range *)(const void *)f->at.units.at;
    size_t low = 0, count = f->at.units.len / sizeof *at, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (at[middle].end <= code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count || code < at[low].first) return NOT_KNOWN;
    f->at.unit = at[low];
    return f->at.unit.value;
}

/* ---- Values ---- */

uint32_t facet_year(struct ask_facets *f, int year)
{
    char digits[16];
    if (year <= -YEARS || year >= YEARS) return 0;
    uint32_t *known = &f->years[year + YEARS];
    if (*known == 0) {
        snprintf(digits, sizeof digits, year < 0 ? "%05d" : "%04d", year);
        *known = facet_value(f, view_of(digits)) + 1;
    }
    return *known - 1;
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
        return key_days(key, &from, &to) ? facet_year(f, days_year(from)) : 0;
    if (key.at[0] == KEY_PLACE) return value_of_place(f, text);
    if (key.at[0] != KEY_ARTICLE) return facet_value(f, text);
    size_t kind = strnlen(text.at, text.len), behind = kind < text.len ? kind + 1 : kind;
    if (facet == FACET_KIND) return facet_value(f, (struct view){text.at, kind});
    return facet_value(f, (struct view){text.at + behind, text.len - behind});
}

/* Of the keys that begin as this one does. */
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
uint32_t facet_find_value(struct ask_facets *f, int slot, uint32_t code)
{
    struct ask_segment *s = f->at.segment;
    struct buf key = {0};
    keys_get(s->txn, s->segment.number, code, &key);
    uint32_t value = f->at.values[slot][code] = value_of_key(f, f->facets[slot], buf_view(&key));
    if (++f->at.found[slot] % LOOK_AGAIN == 0 && key.len > 0)
        find_all_values(f, slot, buf_view(&key));
    buf_free(&key);
    return value;
}

/* ---- The segment ---- */

static void read_rows_brief(struct ask_segment *s, bool brief)
{
    rows_read_brief(s->rows, brief);
    rows_read_brief(s->linked, brief);
}

void facet_enter(struct ask_facets *f, struct ask_segment *s, bool figures)
{
    facet_leave(f);
    f->at.segment = s;
    read_rows_brief(s, true);
    for (int i = 0; i < 2 && f->facets[i]; i++) {
        size_t bytes = ((size_t)s->counts.keys + 1) * sizeof(uint32_t);
        f->at.values[i] = xmalloc(bytes);
        memset(f->at.values[i], 0xff, bytes);
    }
    if (figures) read_amounts(f, s);
}

void facet_leave(struct ask_facets *f)
{
    if (f->at.segment) read_rows_brief(f->at.segment, false);
    free(f->at.amount_of_code);
    buf_free(&f->at.units);
    for (int i = 0; i < 2; i++) {
        free(f->at.values[i]);
        buf_free(&f->at.further[i].codes);
    }
    memset(&f->at, 0, sizeof f->at);
}
