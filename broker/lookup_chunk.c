/* lookup_chunk.c: see lookup_parts.h. The entries that are in the store.
 *
 * A chunk is a run of sorted entries of 24 bytes: the key's 16 bytes and the number, big-endian.
 * Its own key has the same form and bounds it from below: every entry is in the last chunk whose
 * key is not above it. A chunk's key never changes; a chunk that gets too long leaves its upper
 * entries to new ones. The first chunk's key is all zeros.
 */
#include "broker/lookup_parts.h"
#include <endian.h>
#include <string.h>

enum {
    ENTRY_BYTES = 24,
    CHUNK_FULL = PAGE_VALUE / ENTRY_BYTES, /* 170 fill a page */
    CHUNK_FILL = CHUNK_FULL * 3 / 4, /* of new ones, so that they can take more before a split */
    TAKE_MOST = 4 * CHUNK_FULL       /* entries merged at once */
};

static void write_entry(char *to, const struct lookup_entry *entry)
{
    uint64_t words[3] = {htobe64(entry->key.high), htobe64(entry->key.low), htobe64(entry->num)};
    memcpy(to, words, ENTRY_BYTES);
}

static struct lookup_entry read_entry(const char *from)
{
    uint64_t words[3];
    memcpy(words, from, ENTRY_BYTES);
    return (struct lookup_entry){{be64toh(words[0]), be64toh(words[1])}, be64toh(words[2])};
}

static size_t chunk_count(struct view chunk)
{
    return chunk.len / ENTRY_BYTES;
}

static struct lookup_entry chunk_at(struct view chunk, size_t i)
{
    return read_entry(chunk.at + i * ENTRY_BYTES);
}

/* The place of the first entry that is not below *want. */
static size_t chunk_seek(struct view chunk, const struct lookup_entry *want)
{
    size_t low = 0, high = chunk_count(chunk);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct lookup_entry entry = chunk_at(chunk, middle);
        if (entry_compare(&entry, want) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Finds the chunk where *want belongs; false when there are no chunks at all. The cursor stays on
 * it. *key is its key. */
static bool locate(struct txn *t, enum table table, const struct lookup_entry *want,
                   struct lookup_entry *key, struct view *chunk)
{
    char bytes[ENTRY_BYTES];
    write_entry(bytes, want);
    struct view k = {bytes, sizeof bytes};
    bool found = table_seek(t, table, &k, chunk);
    if (!found)
        found = table_last(t, table, &k, chunk);
    else if (memcmp(k.at, bytes, sizeof bytes) != 0)
        found = table_previous(t, table, &k, chunk);
    if (!found) return false;
    if (k.len != ENTRY_BYTES || chunk->len % ENTRY_BYTES != 0) {
        txn_damaged(t, "a chunk of a lookup");
        return false;
    }
    *key = read_entry(k.at);
    return true;
}

static bool next_chunk(struct txn *t, enum table table, struct view *chunk)
{
    struct view key = {0};
    return table_next(t, table, &key, chunk);
}

static bool above(struct lookup_key a, struct lookup_key b)
{
    return a.high != b.high ? a.high > b.high : a.low > b.low;
}

uint64_t chunks_find(struct txn *t, enum table table, const struct lookup_entry *from,
                     struct lookup_key through, lookup_test *is, void *context)
{
    struct lookup_entry key;
    struct view chunk;
    if (!locate(t, table, from, &key, &chunk)) return 0;
    for (size_t i = chunk_seek(chunk, from);; i++) {
        for (; i == chunk_count(chunk); i = 0)
            if (!next_chunk(t, table, &chunk)) return 0;
        struct lookup_entry entry = chunk_at(chunk, i);
        if (above(entry.key, through)) return 0;
        if (is(context, entry.num)) return entry.num;
    }
}

bool chunks_next(struct txn *t, enum table table, struct lookup_entry *at)
{
    struct lookup_entry key;
    struct view chunk;
    if (!locate(t, table, at, &key, &chunk)) return false;
    size_t i = chunk_seek(chunk, at);
    for (; i == chunk_count(chunk); i = 0)
        if (!next_chunk(t, table, &chunk)) return false;
    *at = chunk_at(chunk, i);
    return true;
}

/* How many of the sorted entries belong before the chunk that follows the cursor's. */
static size_t belong_here(struct txn *t, enum table table, const struct lookup_entry *entries,
                          size_t count)
{
    struct view key = {0}, chunk;
    if (count > TAKE_MOST) count = TAKE_MOST;
    if (!table_next(t, table, &key, &chunk)) return count;
    struct lookup_entry limit = read_entry(key.at);
    return entries_seek(entries, count, &limit);
}

/* Merges two sorted runs into out, once each; returns how many there are. */
static size_t merge(struct view chunk, const struct lookup_entry *entries, size_t count,
                    struct lookup_entry *out)
{
    size_t n = 0, i = 0, j = 0;
    while (i < chunk_count(chunk) || j < count) {
        struct lookup_entry old;
        int order = 1;
        if (i < chunk_count(chunk)) {
            old = chunk_at(chunk, i);
            order = j < count ? entry_compare(&old, &entries[j]) : -1;
        }
        out[n++] = order <= 0 ? old : entries[j];
        i += order <= 0;
        j += order >= 0;
    }
    return n;
}

static void write_chunk(struct txn *t, enum table table, const struct lookup_entry *key,
                        const struct lookup_entry *entries, size_t count)
{
    char bytes[ENTRY_BYTES];
    write_entry(bytes, key);
    char *to = table_reserve(t, table, (struct view){bytes, sizeof bytes}, count * ENTRY_BYTES);
    for (size_t i = 0; to && i < count; i++) write_entry(to + i * ENTRY_BYTES, &entries[i]);
}

/* Writes entries under key, and what is too much for one chunk in pieces of the same length, each
 * under its first entry. Returns how many pieces. */
static size_t write_pieces(struct txn *t, enum table table, const struct lookup_entry *key,
                           const struct lookup_entry *entries, size_t count)
{
    size_t pieces = count <= CHUNK_FULL ? 1 : (count + CHUNK_FILL - 1) / CHUNK_FILL;
    for (size_t p = 0; p < pieces; p++) {
        size_t start = count * p / pieces, end = count * (p + 1) / pieces;
        write_chunk(t, table, p == 0 ? key : &entries[start], entries + start, end - start);
    }
    return pieces;
}

size_t chunks_merge(struct txn *t, enum table table, const struct lookup_entry *entries,
                    size_t count, size_t *pages)
{
    struct lookup_entry merged[CHUNK_FULL + TAKE_MOST], key = {0};
    struct view chunk = {0};
    size_t taken = count < TAKE_MOST ? count : TAKE_MOST;
    if (locate(t, table, entries, &key, &chunk)) taken = belong_here(t, table, entries, count);
    size_t old = chunk_count(chunk);
    size_t n = old <= CHUNK_FULL ? merge(chunk, entries, taken, merged) : 0;
    if (n < old)
        txn_damaged(t, "a chunk of a lookup");
    else if (n > old)
        *pages += write_pieces(t, table, &key, merged, n);
    return taken > 0 ? taken : count;
}
