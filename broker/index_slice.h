/* index_slice.h: a piece of a new segment, on its way from the compactor into a turn; and the list
 * of segments as it changes.
 *
 *     nothing ──▶ BUILDING ──▶ SPLICING ──▶ LIVE        LIVE ──▶ SOURCE ──▶ DEAD
 *                     └── given up, or found at open ──▶ DEAD
 *
 * The slice with which the new segment is SPLICING takes it into the list in place of its sources,
 * in one commit; each one behind it removes from the sources the lists that it brings
 * (index_sources.h). What is DEAD is removed entry by entry, some a turn.
 */
#ifndef BROKER_INDEX_SLICE_H
#define BROKER_INDEX_SLICE_H

#include "broker/index_merge.h"
#include "broker/store_mover.h"
#include "broker/store_packed.h"

struct index_slice {
    enum {
        SLICE_NOTHING, /* there is nothing to do */
        SLICE_MORE,    /* entries, and more to come */
        SLICE_LAST,    /* the last entries, and the head */
        SLICE_GIVE_UP, /* the segment will not be finished */
        SLICE_PACKED,  /* nothing of the index, but documents: `packed`; */
        SLICE_MOVED    /* or what is only put elsewhere: `moves` */
    } kind;
    uint64_t number; /* of the segment; 0 until its first slice is written */
    struct buf entries;
    struct msg_stored_segment head;
    uint64_t sources[MERGE_SOURCES];
    uint32_t source_count;
    struct packed_slice packed;
    struct moves moves;
    bool idle;    /* nobody brings documents */
    bool kept;    /* the segment is SPLICING in the store: it cannot be given up */
    bool first;   /* it was the first slice of its segment */
    bool written; /* the turn with it was committed */
};

/* The next segment in that state above *number, which becomes its own; false if there is none. */
bool index_next_segment(struct store *s, unsigned state, uint64_t *number,
                        struct msg_stored_segment *head);

/* Begins a merge, or goes on with the one that was broken off; *merge is NULL if none is due.
 * bytes: of a slice. */
void index_slice_begin(struct index_slice *slice, struct index_view *view, size_t bytes,
                       struct index_merge **merge);

/* Writes it in this turn. */
void index_slice_write(struct store *s, struct index_slice *slice);
/* The turn was committed, or undone. */
void index_slice_end(struct index_slice *slice, bool committed);

/* Removes at most so many entries of dead segments, of sources those that are not lists, and rows
 * of `index_dead` for which no segment has anything; true while there may be more. */
bool index_clean(struct store *s, unsigned most);

/* At open, in a turn: what was being built is dead. */
void index_recover(struct store *s);

#endif
