/* lookup.c: see lookup.h. Young, frozen and merged entries as one. */
#include "broker/lookup.h"
#include "broker/lookup_parts.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>

struct lookup {
    enum table chunks;
    const char *mark;
    size_t full;

    struct young young;
    size_t young_before; /* entries when the turn began */
    uint64_t last;       /* document when it began */

    /* Frozen entries are sorted; those of [0, merged) are in the chunks, as this turn sees them.
     * Even an empty run of them stays until the mark is written. */
    bool frozen_is_there, marked; /* marked: this turn writes the mark */
    struct lookup_entry *frozen;
    size_t frozen_count, merged, merged_before;
    uint64_t through; /* entries of documents up to this one are frozen or merged, none is young */
    bool freeze_soon; /* asked for by lookup_fold() */
};

struct lookup_key lookup_key_of(const unsigned char bytes[16])
{
    uint64_t words[2];
    memcpy(words, bytes, sizeof words);
    return (struct lookup_key){be64toh(words[0]), be64toh(words[1])};
}

void lookup_key_bytes(struct lookup_key key, unsigned char bytes[16])
{
    uint64_t words[2] = {htobe64(key.high), htobe64(key.low)};
    memcpy(bytes, words, sizeof words);
}

struct lookup *lookup_open(struct txn *t, enum table chunks, const char *mark, size_t full)
{
    struct lookup *l = xcalloc(1, sizeof *l);
    l->chunks = chunks;
    l->mark = mark;
    l->full = full;
    l->through = l->last = lookup_mark(t, mark);
    young_open(&l->young);
    return l;
}

void lookup_close(struct lookup **l)
{
    if (!*l) return;
    young_free(&(*l)->young);
    free((*l)->frozen);
    free(*l);
    *l = NULL;
}

uint64_t lookup_mark(struct txn *t, const char *mark)
{
    struct view value;
    uint64_t num = 0;
    if (!table_get(t, TABLE_META, view_of(mark), &value)) return 0;
    if (value.len == sizeof num) memcpy(&num, value.at, sizeof num);
    return num;
}

void lookup_add(struct lookup *l, struct lookup_key key, uint64_t num, bool leads)
{
    young_add(&l->young, &(struct lookup_entry){key, num}, leads);
}

/* Offers the frozen entries from *from on, as long as their keys are not above `through`. */
static uint64_t frozen_find(const struct lookup *l, const struct lookup_entry *from,
                            struct lookup_key through, lookup_test *is, void *context)
{
    const struct lookup_entry last = {through, UINT64_MAX};
    for (size_t i = entries_seek(l->frozen, l->frozen_count, from); i < l->frozen_count; i++) {
        if (entry_compare(&l->frozen[i], &last) > 0) break;
        if (is(context, l->frozen[i].num)) return l->frozen[i].num;
    }
    return 0;
}

static uint64_t old_find(const struct lookup *l, struct txn *t, struct lookup_key from,
                         struct lookup_key through, lookup_test *is, void *context)
{
    const struct lookup_entry first = {from, 0};
    uint64_t num = frozen_find(l, &first, through, is, context);
    return num ? num : chunks_find(t, l->chunks, &first, through, is, context);
}

uint64_t lookup_find(struct lookup *l, struct txn *t, struct lookup_key key, lookup_test *is,
                     void *context)
{
    uint64_t num = young_find(&l->young, key, is, context);
    return num ? num : old_find(l, t, key, key, is, context);
}

uint64_t lookup_find_high(struct lookup *l, struct txn *t, uint64_t high, lookup_test *is,
                          void *context)
{
    const struct lookup_key from = {high, 0}, through = {high, UINT64_MAX};
    uint64_t num = young_find_high(&l->young, high, is, context);
    return num ? num : old_find(l, t, from, through, is, context);
}

/* ---- Merging ---- */

static bool all_merged(const struct lookup *l)
{
    return l->merged == l->frozen_count;
}

/* Merges frozen entries until `entries` of them are done or about `pages` pages written. */
static void merge_some(struct lookup *l, struct txn *t, size_t entries, size_t pages)
{
    size_t written = 0, end = l->merged + entries;
    if (!l->frozen_is_there) return;
    while (!all_merged(l) && l->merged < end && written < pages && !txn_faulty(t))
        l->merged += chunks_merge(t, l->chunks, l->frozen + l->merged, l->frozen_count - l->merged,
                                  &written);
    if (!all_merged(l)) return;
    table_put(t, TABLE_META, view_of(l->mark), table_num(&l->through));
    l->marked = true;
}

/* For each document added so many frozen entries that all are merged when it is half-way to the
 * next freeze. */
void lookup_merge(struct lookup *l, struct txn *t, uint64_t last)
{
    size_t share = l->frozen_count / (l->full / 2) + 1;
    if (last > l->last) merge_some(l, t, (size_t)(last - l->last) * share, SIZE_MAX);
}

bool lookup_fold(struct lookup *l, struct txn *t, unsigned pages)
{
    merge_some(l, t, l->frozen_count, pages);
    l->freeze_soon = l->young.count > 0;
    return l->freeze_soon || !all_merged(l);
}

static void drop_frozen(struct lookup *l)
{
    free(l->frozen);
    l->frozen = NULL;
    l->frozen_count = l->merged = 0;
    l->frozen_is_there = l->marked = false;
}

static void freeze(struct lookup *l, uint64_t last)
{
    l->frozen = l->young.at;
    l->frozen_count = l->young.count;
    l->frozen_is_there = true;
    l->through = last;
    l->young.at = NULL;
    young_free(&l->young);
    young_open(&l->young);
    entries_sort(l->frozen, l->frozen_count);
}

void lookup_committed(struct lookup *l, uint64_t last)
{
    if (l->marked) drop_frozen(l);
    if (!l->frozen_is_there) {
        if (last - l->through >= l->full || (l->freeze_soon && last > l->through)) freeze(l, last);
    }
    l->freeze_soon = false;
    l->merged_before = l->merged;
    l->young_before = l->young.count;
    l->last = last;
}

void lookup_undone(struct lookup *l)
{
    young_cut(&l->young, l->young_before);
    l->merged = l->merged_before;
    l->marked = l->freeze_soon = false;
}
