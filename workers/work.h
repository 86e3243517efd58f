/* work.h: one document, from the bytes that came to the outcome and the result that go.
 *
 * The bytes are checked against what was announced, then run through the pipeline under its limits.
 * A child does this for the broker, `garner-worker extract` for a file; so both give the same.
 */
#ifndef WORKERS_WORK_H
#define WORKERS_WORK_H

#include "proto/msg.h"
#include "workers/pipeline.h"
#include "workers/words/words.h"
#include <stdbool.h>

/* How every document is worked through. */
struct work_setup {
    const struct pipeline *pipeline;
    const struct resources *shared;
    uint64_t wall_ms, cpu_ms; /* limits a document, 0 = none */
    uint64_t memory;          /* bytes, 0 = none */
    bool sandbox;             /* whoever works is shut in first */
};

/* Puts the hard limit of memory on this process: one that goes beyond is refused memory, and ends.
 */
void work_limit_process(const struct work_setup *s);

/* What one document after another uses; zero-initialise but for the setup. */
struct work {
    const struct work_setup *setup;
    struct arena arena;
    struct buf expanded, result; /* result: of the last document, as it is exported */
    struct view canonical;       /* the text that it refers to */
    struct words_cut cut;
    struct outcome outcome;
};
void work_free(struct work *w);

/* Works through the document that job announces and whose bytes, encoded, are body. Leaves the
 * result in w->result, empty if there is none. What it returns, views included, is valid until the
 * next call; its encoding and length stay to be set. *stage: see pipeline_run(). */
struct msg_outcome work_document(struct work *w, const struct msg_job *job, struct view body,
                                 _Atomic uint32_t *stage);

/* Appends the result, squeezed, to *results and sets o's encoding and length; a result over the
 * limit is dropped, and o says so. */
void work_squeeze(struct work *w, struct msg_outcome *o, struct buf *results);

/* Appends what goes behind the result: the part for the index (proto/part.h), with the boundaries
 * of words. None without articles; of a document so long that it would need too much memory the
 * broker makes it. Then gives back the memory that a large document took. */
void work_add_part(struct work *w, struct msg_outcome *o, struct buf *results);

#endif
