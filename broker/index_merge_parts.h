/* index_merge_parts.h: what the files of the merge share, and nobody else sees.
 *
 *   index_merge.c   the order of its phases, and what moves where
 *   index_splice.c  the phases: articles, words, terms
 */
#ifndef BROKER_INDEX_MERGE_PARTS_H
#define BROKER_INDEX_MERGE_PARTS_H

#include "broker/index_cursor.h"
#include "broker/index_merge.h"
#include "broker/index_records.h"

/* Neighbouring articles that are left out. */
struct merge_gap {
    uint32_t first, articles, before; /* ordinals; before: articles left out before it */
};

struct merge_source {
    struct index_segment segment;
    uint32_t ordinal;          /* where its first one comes to lie */
    struct index_source moves; /* and its positions; gaps: below */
    struct merge_gap *gaps;    /* of ordinals, */
    struct index_gap *holes;   /* and the same of positions */
    uint32_t gap_count, gap_room;
};

struct index_merge {
    struct merge_source *sources;
    uint32_t count;
    size_t slice;
    struct index_view *view; /* of the step under way */
    struct index_writer writer;
    unsigned phase;
    uint32_t source, at; /* how far this phase has come */
    uint64_t term;
    struct buf rows, starts, words; /* that do not fill a value yet */
    uint32_t articles, positions, words_put;
    uint64_t clean; /* see STORED_SEGMENT */
    struct index_bounds bounds;
    struct terms_writer *terms;
    struct index_records_merge *records;
};

/* Each goes on until the slice is full; true when its phase is over. */
bool splice_articles(struct index_merge *m);
bool splice_words(struct index_merge *m);
bool splice_terms(struct index_merge *m);

#endif
