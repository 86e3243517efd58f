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

bool columns_counts(struct txn *t, uint64_t segment, struct columns_counts *out)
{
    struct index_key key = index_key(segment, FAMILY_COUNTS, (struct view){0});
    struct view value;
    *out = (struct columns_counts){0};
    if (!index_get(t, &key, &value) || value.len != sizeof *out) return false;
    memcpy(out, value.at, sizeof *out);
    return true;
}

void firsts_read(struct txn *t, uint64_t segment, const struct columns_counts *counts,
                 struct buf *out)
{
    for (uint32_t i = 0; i < counts->articles; i += COLUMN_FIRSTS) {
        struct index_key key = index_key_number(segment, FAMILY_FIRSTS, i / COLUMN_FIRSTS);
        uint32_t wanted = counts->articles - i;
        struct view chunk;
        if (wanted > COLUMN_FIRSTS) wanted = COLUMN_FIRSTS;
        if (!index_get(t, &key, &chunk) || chunk.len < wanted * sizeof(uint32_t)) return;
        buf_add(out, chunk.at, wanted * sizeof(uint32_t));
    }
    buf_add(out, &counts->rows, sizeof counts->rows);
}
