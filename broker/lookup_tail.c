/* lookup_tail.c: see lookup.h. Going through all entries in order, without the young ones of the
 * writer: chunks, and beside them the documents above the mark. */
#include "broker/lookup_parts.h"
#include <stdlib.h>

void lookup_tail_free(struct lookup_tail *tail)
{
    free(tail->at);
    *tail = (struct lookup_tail){0};
}

/* What has been merged since is in the chunks. */
static void forget_merged(struct lookup_tail *tail, uint64_t mark)
{
    size_t kept = 0;
    for (size_t i = 0; i < tail->count; i++)
        if (tail->at[i].num > mark) tail->at[kept++] = tail->at[i];
    tail->count = kept;
    tail->from = mark;
}

static void add(struct lookup_tail *tail, const struct lookup_entry *entry)
{
    if (tail->count == tail->room) {
        tail->room = tail->room ? 2 * tail->room : 64;
        tail->at = xrealloc(tail->at, tail->room * sizeof *tail->at);
    }
    tail->at[tail->count++] = *entry;
}

/* Merges the sorted runs [0, old) and [old, count). */
static void merge_runs(struct lookup_tail *tail, size_t old)
{
    size_t count = tail->count, n = 0, i = 0, j = old;
    if (old == 0 || old == count) return;
    struct lookup_entry *out = xmalloc(count * sizeof *out);
    while (n < count) {
        bool from_old = j == count || (i < old && entry_compare(&tail->at[i], &tail->at[j]) < 0);
        out[n++] = from_old ? tail->at[i++] : tail->at[j++];
    }
    free(tail->at);
    tail->at = out;
    tail->room = count;
}

void lookup_tail_update(struct lookup_tail *tail, uint64_t mark, uint64_t last,
                        lookup_key_reader *key_of, void *context)
{
    if (mark > tail->from) forget_merged(tail, mark);
    if (tail->to < mark) tail->to = mark;
    size_t old = tail->count;
    for (uint64_t num = tail->to + 1; num <= last; num++) {
        struct lookup_entry entry = {.num = num};
        if (key_of(context, num, &entry.key)) add(tail, &entry);
    }
    if (tail->to < last) tail->to = last;
    if (tail->count > old) entries_sort(tail->at + old, tail->count - old);
    merge_runs(tail, old);
}

bool lookup_next(struct txn *t, enum table chunks, const struct lookup_tail *tail,
                 struct lookup_entry *at)
{
    struct lookup_entry in_chunk = *at;
    bool found = chunks_next(t, chunks, &in_chunk);
    size_t i = entries_seek(tail->at, tail->count, at);
    if (i == tail->count && !found) return false;
    bool from_tail = i < tail->count && (!found || entry_compare(&tail->at[i], &in_chunk) < 0);
    *at = from_tail ? tail->at[i] : in_chunk;
    return true;
}
