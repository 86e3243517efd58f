/* lookup_parts.h: the parts of a lookup, each in a file of its own. */
#ifndef BROKER_LOOKUP_PARTS_H
#define BROKER_LOOKUP_PARTS_H

#include "broker/lookup.h"

/* ---- Entries (lookup_entry.c) ---- */

int entry_compare(const struct lookup_entry *a,
                  const struct lookup_entry *b); /* key, then number */
void entries_sort(struct lookup_entry *at, size_t count);
/* The first of a sorted run that is not below *want; count if all are. */
size_t entries_seek(const struct lookup_entry *at, size_t count, const struct lookup_entry *want);

/* ---- Young entries (lookup_young.c): found by the whole key, and those that lead by its high
 * half. Open addressing; the slots hold 1 + the place of an entry. ---- */

struct young {
    struct lookup_entry *at; /* in the order in which they came */
    bool *leads;
    size_t count, room;
    uint32_t *by_key, *by_high; /* `slots` of each, a power of two, at least 2 · room */
    size_t slots;
    uint64_t secret; /* odd; a peer that chooses keys cannot choose slots */
};
void young_open(struct young *y);
void young_add(struct young *y, const struct lookup_entry *entry, bool leads);
void young_cut(struct young *y, size_t count); /* forgets the newest, so that count are left */
void young_free(struct young *y);              /* to be opened again before its next use */
uint64_t young_find(const struct young *y, struct lookup_key key, lookup_test *is, void *context);
uint64_t young_find_high(const struct young *y, uint64_t high, lookup_test *is, void *context);

/* ---- Chunks (lookup_chunk.c) ---- */

/* Offers the entries from *from on, as long as their keys are not above `through`. */
uint64_t chunks_find(struct txn *t, enum table table, const struct lookup_entry *from,
                     struct lookup_key through, lookup_test *is, void *context);
/* The least entry that is not below *at. */
bool chunks_next(struct txn *t, enum table table, struct lookup_entry *at);
/* Merges sorted entries into the one chunk where the first of them belongs, splitting it when it
 * gets too large. Returns how many of them it took, at least one, and adds to *pages those written.
 */
size_t chunks_merge(struct txn *t, enum table table, const struct lookup_entry *entries,
                    size_t count, size_t *pages);

#endif
