/* lookup_young.c: see lookup_parts.h. The entries that are in memory only. */
#include "broker/lookup_parts.h"
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { ROOM_LEAST = 1024 };

void young_open(struct young *y)
{
    *y = (struct young){0};
    if (getrandom(&y->secret, sizeof y->secret, 0) != sizeof y->secret) abort();
    y->secret |= 1;
}

/* Multiplication by a secret odd number: universal hashing (Dietzfelbinger and others, 1997). */
static size_t slot_of(const struct young *y, uint64_t word)
{
    return (size_t)((word * y->secret) >> 32) & (y->slots - 1);
}

static size_t slot_of_key(const struct young *y, struct lookup_key key)
{
    return slot_of(y, key.high ^ key.low);
}

static size_t slot_of_high(const struct young *y, uint64_t high)
{
    return slot_of(y, high);
}

static void place(const struct young *y, uint32_t *slots, size_t slot, size_t entry)
{
    while (slots[slot]) slot = (slot + 1) & (y->slots - 1);
    slots[slot] = (uint32_t)entry + 1;
}

static void place_entry(struct young *y, size_t entry)
{
    place(y, y->by_key, slot_of_key(y, y->at[entry].key), entry);
    if (y->leads[entry]) place(y, y->by_high, slot_of_high(y, y->at[entry].key.high), entry);
}

static void place_all(struct young *y)
{
    memset(y->by_key, 0, y->slots * sizeof *y->by_key);
    memset(y->by_high, 0, y->slots * sizeof *y->by_high);
    for (size_t i = 0; i < y->count; i++) place_entry(y, i);
}

static void enlarge(struct young *y)
{
    y->room = y->room ? 2 * y->room : ROOM_LEAST;
    y->slots = 2 * y->room;
    y->at = xrealloc(y->at, y->room * sizeof *y->at);
    y->leads = xrealloc(y->leads, y->room * sizeof *y->leads);
    y->by_key = xrealloc(y->by_key, y->slots * sizeof *y->by_key);
    y->by_high = xrealloc(y->by_high, y->slots * sizeof *y->by_high);
    place_all(y);
}

void young_add(struct young *y, const struct lookup_entry *entry, bool leads)
{
    if (y->count == y->room) enlarge(y);
    y->at[y->count] = *entry;
    y->leads[y->count] = leads;
    place_entry(y, y->count++);
}

void young_cut(struct young *y, size_t count)
{
    if (count == y->count) return;
    y->count = count;
    place_all(y);
}

void young_free(struct young *y)
{
    free(y->at);
    free(y->leads);
    free(y->by_key);
    free(y->by_high);
    *y = (struct young){0};
}

uint64_t young_find(const struct young *y, struct lookup_key key, lookup_test *is, void *context)
{
    if (y->count == 0) return 0;
    for (size_t s = slot_of_key(y, key); y->by_key[s]; s = (s + 1) & (y->slots - 1)) {
        const struct lookup_entry *e = &y->at[y->by_key[s] - 1];
        if (e->key.high == key.high && e->key.low == key.low && is(context, e->num)) return e->num;
    }
    return 0;
}

uint64_t young_find_high(const struct young *y, uint64_t high, lookup_test *is, void *context)
{
    if (y->count == 0) return 0;
    for (size_t s = slot_of_high(y, high); y->by_high[s]; s = (s + 1) & (y->slots - 1)) {
        const struct lookup_entry *e = &y->at[y->by_high[s] - 1];
        if (e->key.high == high && is(context, e->num)) return e->num;
    }
    return 0;
}
