/* index_columns_read.c: columns read: see index_columns.h. */
#include "broker/index_columns_parts.h"

bool columns_entry_before(struct txn *t, uint64_t segment, unsigned family, struct view own,
                          struct view *found, struct view *value)
{
    struct index_key wanted = index_key(segment, family, own);
    struct view key = key_view(&wanted);
    if (!table_seek(t, TABLE_INDEX, &key, value)) {
        if (!table_last(t, TABLE_INDEX, &key, value)) return false;
    } else if (!view_equal(key, key_view(&wanted)) &&
               !table_previous(t, TABLE_INDEX, &key, value)) {
        return false;
    }
    return index_key_is(key, segment, family, found);
}

bool columns_entry_after(struct txn *t, uint64_t segment, unsigned family, struct view own,
                         struct view *found, struct view *value)
{
    struct index_key wanted = index_key(segment, family, own);
    struct view key = key_view(&wanted);
    if (!table_seek(t, TABLE_INDEX, &key, value)) return false;
    if (view_equal(key, key_view(&wanted)) && !table_next(t, TABLE_INDEX, &key, value))
        return false;
    return index_key_is(key, segment, family, found);
}

/* Whether the last keys and rows of so many are there: nothing is to be taken up for what damaged
 * counts say. */
static bool are_there(struct txn *t, uint64_t segment, const struct columns_counts *counts)
{
    uint32_t last = htobe32(counts->keys - 1);
    struct index_key rows =
        index_key_number(segment, FAMILY_ROWS, (counts->rows - 1) / COLUMN_ROWS);
    struct view wanted = {(const char *)&last, sizeof last}, own, value;
    if (counts->rows > 0 && !index_get(t, &rows, &value)) return false;
    return counts->keys == 0 ||
           (columns_entry_before(t, segment, FAMILY_KEYS, wanted, &own, &value) &&
            counts->keys - number_at(own, 0) <= value.len);
}

bool columns_counts(struct txn *t, uint64_t segment, struct columns_counts *out)
{
    struct index_key key = index_key(segment, FAMILY_COUNTS, (struct view){0});
    struct view value;
    *out = (struct columns_counts){0};
    if (!index_get(t, &key, &value)) return false;
    if (value.len == sizeof *out) memcpy(out, value.at, sizeof *out);
    if (value.len == sizeof *out && are_there(t, segment, out)) return true;
    *out = (struct columns_counts){0};
    txn_damaged(t, "the index's counts of records");
    return false;
}

static bool ascend(const uint32_t *firsts, size_t count)
{
    bool up = true;
    for (size_t i = 1; i < count; i++) up &= firsts[i - 1] <= firsts[i];
    return up;
}

static bool read_firsts(struct txn *t, uint64_t segment, const struct columns_counts *counts,
                        struct buf *out)
{
    for (uint32_t i = 0; i < counts->articles; i += COLUMN_FIRSTS) {
        struct index_key key = index_key_number(segment, FAMILY_FIRSTS, i / COLUMN_FIRSTS);
        uint32_t wanted = counts->articles - i;
        struct view chunk;
        if (wanted > COLUMN_FIRSTS) wanted = COLUMN_FIRSTS;
        if (!index_get(t, &key, &chunk) || chunk.len < wanted * sizeof(uint32_t)) return false;
        buf_add(out, chunk.at, wanted * sizeof(uint32_t));
    }
    buf_add(out, &counts->rows, sizeof counts->rows);
    return true;
}

void firsts_read(struct txn *t, uint64_t segment, const struct columns_counts *counts,
                 struct buf *out)
{
    size_t before = out->len;
    if (read_firsts(t, segment, counts, out) &&
        ascend((const void *)(out->at + before), (out->len - before) / sizeof(uint32_t)))
        return;
    out->len = before;
    txn_damaged(t, "the index's first rows of articles");
}
