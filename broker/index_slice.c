/* index_slice.c: see index_slice.h. */
#include "broker/index_slice.h"
#include "broker/index_terms.h"
#include <string.h>

static void set_state(struct store *s, uint64_t number, enum segment_state state)
{
    struct msg_stored_segment head;
    if (!get_record(&s->turn, TABLE_SEGMENTS, number, "stored_segment", &head, NULL)) return;
    head.state = state;
    put_record(s, TABLE_SEGMENTS, number, "stored_segment", &head, (struct view){0});
}

static void put_head(struct store *s, const struct index_slice *slice)
{
    struct msg_stored_segment head = slice->head;
    if (head.state == SEGMENT_LIVE && head.articles == 0) head.state = SEGMENT_DEAD;
    put_record(s, TABLE_SEGMENTS, slice->number, "stored_segment", &head, (struct view){0});
}

static void set_sources(struct store *s, const struct index_slice *slice, enum segment_state state)
{
    for (uint32_t i = 0; i < slice->source_count; i++) set_state(s, slice->sources[i], state);
}

/* ---- Making ---- */

static void take_sources(struct index_slice *slice, const struct index_merge *m)
{
    slice->source_count = merge_sources(m);
    for (uint32_t i = 0; i < slice->source_count; i++) slice->sources[i] = merge_source(m, i);
}

/* What was broken off goes on, before anything else begins. */
void index_slice_begin(struct index_slice *slice, struct index_view *view, size_t bytes,
                       struct index_merge **merge)
{
    struct index_segment sources[MERGE_SOURCES];
    slice->number = 0;
    slice->head = (struct msg_stored_segment){0};
    *merge = merge_resume(view, bytes, &slice->number);
    slice->kept = *merge != NULL;
    if (!*merge) {
        uint32_t count = merge_choose(view, slice->idle, sources);
        if (count > 0) *merge = merge_open(sources, count, bytes);
    }
    if (*merge) take_sources(slice, *merge);
}

void index_slice_end(struct index_slice *slice, bool committed)
{
    slice->written = committed;
    if (!committed && slice->first) slice->number = 0;
    if (committed && slice->head.state == SEGMENT_SPLICING) slice->kept = true;
}

/* ---- Writing ---- */

static struct index_key copy_key(struct view key)
{
    struct index_key k = {.len = key.len};
    memcpy(k.at, key.at, key.len);
    return k;
}

/* Removes the chunks of a source in which no list is of this term or a greater one: those before a
 * chunk that begins with a lesser one. */
static void remove_lists(struct store *s, uint64_t number, uint64_t bound)
{
    struct index_key first = index_key(number, FAMILY_TERMS, (struct view){0}), chunk;
    struct view key = key_view(&first), value, own;
    struct txn *t = s->turn.txn;
    while (table_seek(t, TABLE_INDEX, &key, &value) &&
           index_key_is(key, number, FAMILY_TERMS, &own)) {
        chunk = copy_key(key);
        if (!table_next(t, TABLE_INDEX, &key, &value) ||
            !index_key_is(key, number, FAMILY_TERMS, &own) || term_of_key(own) >= bound)
            return;
        table_drop(t, TABLE_INDEX, key_view(&chunk));
        key = key_view(&first);
    }
}

static void drop_sources(struct store *s, uint64_t number)
{
    struct index_key key = index_key(number, FAMILY_SOURCES, (struct view){0});
    table_drop(s->turn.txn, TABLE_INDEX, key_view(&key));
}

static void write_lists(struct store *s, struct index_slice *slice)
{
    slice->first = slice->number == 0;
    if (slice->first) slice->number = s->now.next_segment++;
    index_write_entries(s->turn.txn, slice->number, buf_view(&slice->entries));
    put_head(s, slice);
    if (slice->kind == SLICE_LAST) {
        set_sources(s, slice, SEGMENT_DEAD);
        drop_sources(s, slice->number);
    } else if (slice->head.state == SEGMENT_SPLICING) {
        if (!slice->kept) set_sources(s, slice, SEGMENT_SOURCE);
        for (uint32_t i = 0; i < slice->source_count; i++)
            remove_lists(s, slice->sources[i], slice->head.bound);
    }
}

void index_slice_write(struct store *s, struct index_slice *slice)
{
    slice->first = false;
    switch (slice->kind) {
    case SLICE_NOTHING: break;
    case SLICE_MORE:
    case SLICE_LAST: write_lists(s, slice); break;
    case SLICE_GIVE_UP: set_state(s, slice->number, SEGMENT_DEAD); break;
    case SLICE_PACKED: packed_write(s, &slice->packed); break;
    case SLICE_MOVED: moves_write(s->turn.txn, &slice->moves); break;
    }
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

/* Removes entries of the families [from, to) of a segment; how many of `most` are left when there
 * are no more. */
static unsigned remove_entries(struct store *s, uint64_t number, unsigned from, unsigned to,
                               unsigned most)
{
    struct index_key first = index_key(number, from, (struct view){0});
    for (; most > 0; most--) {
        struct view key = key_view(&first), value;
        if (!table_seek(s->turn.txn, TABLE_INDEX, &key, &value)) return most;
        if (key.len < INDEX_HEAD || memcmp(key.at, first.at, sizeof number) != 0) return most;
        if ((unsigned char)key.at[sizeof number] >= to) return most;
        struct index_key found = copy_key(key);
        table_drop(s->turn.txn, TABLE_INDEX, key_view(&found));
    }
    return 0;
}

/* What left the index when the next segment had a number below this one is in none of the segments.
 */
static uint64_t gone_before(struct store *s)
{
    static const unsigned states[] = {SEGMENT_LIVE, SEGMENT_SPLICING, SEGMENT_OLD};
    struct msg_stored_segment head;
    uint64_t least = s->now.index_old > 0 ? 0 : UINT64_MAX;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        for (uint64_t number = 0; index_next_segment(s, states[i], &number, &head);)
            if (head.clean < least) least = head.clean;
    return least;
}

/* Looks at so many rows of `index_dead`, and removes those that nothing can need any more; true
 * while there are more to look at. */
static bool forget_dead(struct store *s, unsigned most)
{
    uint64_t gone = gone_before(s);
    for (; most > 0 && gone > 0; most--) {
        uint64_t num = s->dead_seen + 1;
        struct view key = table_num(&num), since;
        if (!table_seek(s->turn.txn, TABLE_INDEX_DEAD, &key, &since)) break;
        s->dead_seen = num = table_num_of(key);
        bool needed = since.len == sizeof(uint64_t) && table_num_of(since) >= gone;
        if (!needed) table_drop(s->turn.txn, TABLE_INDEX_DEAD, table_num(&num));
    }
    if (most == 0) return true;
    s->dead_seen = 0;
    return false;
}

enum { FAMILIES = 256 };

bool index_clean(struct store *s, unsigned most)
{
    struct msg_stored_segment head;
    uint64_t number = 0;
    while (most > 0 && index_next_segment(s, SEGMENT_SOURCE, &number, &head)) {
        most = remove_entries(s, number, 0, FAMILY_TERMS, most);
        most = remove_entries(s, number, FAMILY_TERMS + 1, FAMILIES, most);
    }
    number = 0;
    while (most > 0 && index_next_segment(s, SEGMENT_DEAD, &number, &head)) {
        most = remove_entries(s, number, 0, FAMILIES, most);
        if (most == 0 || txn_faulty(s->turn.txn)) return true;
        table_drop(s->turn.txn, TABLE_SEGMENTS, table_num(&number));
    }
    return most == 0 || forget_dead(s, most);
}

void index_recover(struct store *s)
{
    struct msg_stored_segment head;
    for (uint64_t number = 0; index_next_segment(s, SEGMENT_BUILDING, &number, &head);)
        set_state(s, number, SEGMENT_DEAD);
}
