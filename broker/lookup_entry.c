/* lookup_entry.c: see lookup_parts.h. Order, sorting and searching of entries. */
#include "broker/lookup_parts.h"
#include <stdlib.h>
#include <string.h>

enum { BUCKET_BITS = 16, FEW = 24 };

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

int entry_compare(const struct lookup_entry *a, const struct lookup_entry *b)
{
    int c = compare_u64(a->key.high, b->key.high);
    if (c == 0) c = compare_u64(a->key.low, b->key.low);
    return c != 0 ? c : compare_u64(a->num, b->num);
}

static int compare_any(const void *a, const void *b)
{
    return entry_compare(a, b);
}

static void insertion_sort(struct lookup_entry *at, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct lookup_entry entry = at[i];
        size_t j = i;
        for (; j > 0 && entry_compare(&entry, &at[j - 1]) < 0; j--) at[j] = at[j - 1];
        at[j] = entry;
    }
}

static size_t bucket_of(const struct lookup_entry *entry)
{
    return (size_t)(entry->key.high >> (64 - BUCKET_BITS));
}

/* Keys are as good as random, so their first bits say nearly where an entry belongs; where they are
 * not, many to a bucket, the library sorts. */
void entries_sort(struct lookup_entry *at, size_t count)
{
    size_t buckets = (size_t)1 << BUCKET_BITS;
    if (count < 2) return;
    if (count < buckets / 4) {
        qsort(at, count, sizeof *at, compare_any);
        return;
    }
    size_t *ends = xcalloc(buckets + 1, sizeof *ends);
    struct lookup_entry *in = xmalloc(count * sizeof *in);
    memcpy(in, at, count * sizeof *in);
    for (size_t i = 0; i < count; i++) ends[bucket_of(&in[i]) + 1]++;
    for (size_t b = 0; b < buckets; b++) ends[b + 1] += ends[b];
    for (size_t i = 0; i < count; i++) at[ends[bucket_of(&in[i])]++] = in[i];
    for (size_t b = 0, start = 0; b < buckets; start = ends[b++]) {
        if (ends[b] - start <= FEW)
            insertion_sort(at + start, ends[b] - start);
        else
            qsort(at + start, ends[b] - start, sizeof *at, compare_any);
    }
    free(in);
    free(ends);
}

size_t entries_seek(const struct lookup_entry *at, size_t count, const struct lookup_entry *want)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (entry_compare(&at[middle], want) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
