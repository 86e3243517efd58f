/* loop_compact.c: the compactor's slices, one a turn, and the removal of what was merged. */
#include "broker/index_slice.h"
#include "broker/loop_parts.h"

/* Entries of dead segments that a turn removes; more of them when it has nothing else to do. */
enum { CLEANED = 1024, CLEANED_IDLE = 4096 };

/* On a full disk the compactor rests: it needs room before it makes any. */
void compact_in_turn(struct loop *l)
{
    struct index_slice *slice = compactor_slice(l->compactor);
    if (slice) l->compaction.waiting = slice->kind == SLICE_NOTHING ? NULL : slice;
    slice = l->compaction.waiting;
    if (slice && !l->disk.full &&
        store_fits(l->store, slice->entries.len + slice->packed.bytes.len + slice->moves.bytes)) {
        attend_begin(l);
        index_slice_write(l->store, slice);
        attend_end(l);
        l->compaction.writing = slice;
        l->compaction.waiting = NULL;
        l->compaction.unclean |= slice->kind != SLICE_MORE;
    }
    if (l->compaction.unclean)
        l->compaction.unclean = index_clean(l->store, l->idle ? CLEANED_IDLE : CLEANED);
}

/* Whether nobody brings documents any more, as of this turn's end. A moment without a message is
 * not it: what is merged because of it is merged again soon. */
static bool is_quiet(struct loop *l, uint64_t segments, bool merged)
{
    enum { QUIET_MS = 1000 };
    if (segments != l->compaction.segments + merged) l->compaction.grown_ms = l->now_ms;
    l->compaction.segments = segments;
    return l->now_ms - l->compaction.grown_ms >= QUIET_MS;
}

/* The compactor, which has nothing to do, looks for work when there are new segments, and once more
 * when it grows quiet. When that gave nothing either, the disk gets room back. */
static void rest(struct loop *l, uint64_t segments, bool quiet)
{
    if (segments != l->compaction.seen || (quiet && !l->compaction.rested)) {
        l->compaction.seen = segments;
        l->compaction.rested = quiet;
        compactor_go_on(l->compactor, quiet);
    } else if (quiet && !l->compaction.unclean && !l->disk.full) {
        store_give_back(l->store);
    }
}

void compact_after_turn(struct loop *l, bool committed)
{
    struct index_slice *slice = l->compaction.writing;
    uint64_t segments = store_next_segment(l->store);
    bool quiet = is_quiet(l, segments, slice && slice->first && committed);
    l->compaction.writing = NULL;
    if (!committed) l->compaction.unclean = true; /* as before, perhaps */
    if (slice) {
        index_slice_end(slice, committed);
        if (!committed) l->compaction.seen = 0; /* what was kept of the merge goes on */
        compactor_go_on(l->compactor, quiet);
    } else if (compactor_is_held(l->compactor) && !l->compaction.waiting) {
        rest(l, segments, quiet);
    }
}
