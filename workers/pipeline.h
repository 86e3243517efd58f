/* pipeline.h: the stages a document goes through, as a table, and the limits it works under.
 *
 * The stages are pure: from document to document, no ZeroMQ, no files, no clock but the budget's.
 * What they share between documents (dictionaries, models, compiled patterns) is opened once, before
 * the children are forked, and only read.
 */
#ifndef WORKERS_PIPELINE_H
#define WORKERS_PIPELINE_H

#include "proto/error.h"
#include "workers/document.h"

struct resources; /* resources.h: shared, read-only */

/* How long a document may still take. Stages ask in their loops, at least once per 64 KiB of text. */
struct budget {
    uint64_t wall_ms_end; /* CLOCK_MONOTONIC; 0 = no limit */
    uint64_t cpu_ms_end;  /* CLOCK_THREAD_CPUTIME_ID; 0 = no limit */
    size_t memory;        /* bytes of the arena; 0 = no limit */
};
/* NULL, or the limit that is used up: "wall", "cpu" or "memory". */
const char *budget_over(const struct budget *b, const struct document *d);

/* What a stage says. STAGE_PARTIAL: the budget ran out; what is there so far is kept and marked. */
enum stage_verdict { STAGE_GO_ON, STAGE_PARTIAL, STAGE_REFUSED };

struct stage {
    const char *name;
    /* On STAGE_REFUSED *reason is set (enum reason) and err->text says where and why. */
    enum stage_verdict (*run)(struct document *d, const struct resources *shared,
                              const struct budget *budget, unsigned *reason, struct err *err);
};
extern const struct stage pipeline[]; /* ends with a row whose run is NULL */

/* What became of a document. */
struct outcome {
    unsigned state, reason; /* enum state DONE, FAILED or SKIPPED; enum reason */
    char detail[256];
    uint32_t articles, records;
};

/* Runs every stage over d (its arena, bytes, source and date set by the caller) and appends the result
 * (PROTOCOL.md, "The result"), unless the document was refused; a partial one has state FAILED and
 * a result all the same. */
struct outcome pipeline_run(struct document *d, const struct resources *shared,
                            const struct budget *budget, struct buf *result);

#endif
