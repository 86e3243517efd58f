/* index_slice.c: see index_slice.h. */
#include "broker/index_slice.h"
#include <string.h>

static void set_state(struct store *s, uint64_t number, enum segment_state state)
{
    struct msg_stored_segment head;
    if (!get_record(&s->turn, TABLE_SEGMENTS, number, "stored_segment", &head, NULL)) return;
    head.state = state;
    put_record(s, TABLE_SEGMENTS, number, "stored_segment", &head, (struct view){0});
}

static void put_head(struct store *s, const struct index_slice *slice, enum segment_state state)
{
    struct msg_stored_segment head = slice->head;
    head.state = state;
    put_record(s, TABLE_SEGMENTS, slice->number, "stored_segment", &head, (struct view){0});
}

/* A segment of which nothing lives is not listed. */
static void finish(struct store *s, struct index_slice *slice)
{
    put_head(s, slice, slice->head.articles > 0 ? SEGMENT_LIVE : SEGMENT_DEAD);
    for (uint32_t i = 0; i < slice->source_count; i++)
        set_state(s, slice->sources[i], SEGMENT_DEAD);
}

void index_slice_write(struct store *s, struct index_slice *slice)
{
    if (slice->kind == SLICE_GIVE_UP) {
        set_state(s, slice->number, SEGMENT_DEAD);
        return;
    }
    slice->first = slice->number == 0;
    if (slice->first) slice->number = s->now.next_segment++;
    index_write_entries(s->turn.txn, slice->number, buf_view(&slice->entries));
    if (slice->kind == SLICE_LAST)
        finish(s, slice);
    else
        put_head(s, slice, SEGMENT_BUILDING);
}

/* ---- Removing ---- */

bool index_next_segment(struct store *s, unsigned state, uint64_t *number,
                        struct msg_stored_segment *head)
{
    for (uint64_t wanted = *number + 1;; wanted = *number + 1) {
        struct view key = table_num(&wanted), value;
        if (!table_seek(s->turn.txn, TABLE_SEGMENTS, &key, &value)) return false;
        *number = table_num_of(key);
        if (!read_record(&s->turn, value, "stored_segment", head, NULL)) return false;
        if (head->state == state) return true;
    }
}

/* Removes entries of the segment; how many of `most` are left when it has no more. */
static unsigned remove_entries(struct store *s, uint64_t number, unsigned most)
{
    struct index_key first = index_key(number, 0, (struct view){0});
    for (; most > 0; most--) {
        struct view key = key_view(&first), value;
        if (!table_seek(s->turn.txn, TABLE_INDEX, &key, &value)) return most;
        if (key.len < INDEX_HEAD || memcmp(key.at, first.at, sizeof number) != 0) return most;
        struct index_key found;
        memcpy(found.at, key.at, key.len);
        found.len = key.len;
        table_drop(s->turn.txn, TABLE_INDEX, key_view(&found));
    }
    return 0;
}

bool index_clean(struct store *s, unsigned most)
{
    struct msg_stored_segment head;
    uint64_t number = 0;
    while (index_next_segment(s, SEGMENT_DEAD, &number, &head)) {
        most = remove_entries(s, number, most);
        if (most == 0 || txn_faulty(s->turn.txn)) return true;
        table_drop(s->turn.txn, TABLE_SEGMENTS, table_num(&number));
    }
    return false;
}

void index_recover(struct store *s)
{
    struct msg_stored_segment head;
    for (uint64_t number = 0; index_next_segment(s, SEGMENT_BUILDING, &number, &head);)
        set_state(s, number, SEGMENT_DEAD);
}
