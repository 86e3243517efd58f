/* pipeline.h: the stages a document goes through, as a table, and the limits it works under.
 *
 * The stages are pure: from document to document, no ZeroMQ, no files, no clock but the budget's.
 * What they share between documents (dictionaries, models, compiled patterns) is opened once,
 * before the children are forked, and only read.
 */
#ifndef WORKERS_PIPELINE_H
#define WORKERS_PIPELINE_H

#include "proto/error.h"
#include "workers/document.h"

struct resources; /* resources.h: shared, read-only */

/* How long a document may still take. Stages ask in their loops, at least once per 64 KiB of text.
 */
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
    /* -1 with *err if the resources lack what it needs; NULL: it needs nothing of them. */
    int (*check)(const struct resources *shared, struct err *err);
};

/* A row of the pipelines that --pipeline can name. */
struct pipeline {
    const char *name, *text;           /* text: its sentence in the help */
    const struct stage *const *stages; /* ends with NULL */
    /* Appends the result of a document that was not refused. */
    void (*write)(const struct document *d, struct buf *result);
};
extern const struct pipeline pipelines[];               /* ends with a row whose name is NULL */
const struct pipeline *pipeline_find(const char *name); /* NULL if there is none */

/* Does what stages need once. A stage would do it with its first document; done before the children
 * are forked it is in memory once. */
void pipeline_prepare(void);

/* Whether the resources hold what its stages need, in the version that they read: without it they
 * would find less, and not say so. 0, or -1 with *err. */
int pipeline_check(const struct pipeline *p, const struct resources *shared, struct err *err);

/* What became of a document. */
struct outcome {
    unsigned state, reason; /* enum state DONE, FAILED or SKIPPED; enum reason */
    char detail[512];       /* in words, UTF-8; empty when DONE */
    uint32_t articles, records;
};

/* Runs the stages of p over d (its arena, bytes, source and date set by the caller) and appends the
 * result (PROTOCOL.md, "The result"), unless the document was refused; a partial one has state
 * FAILED and a result all the same. *at (may be NULL) always holds the index of the stage at work,
 * for who watches from outside; pipeline_stage_name() is its name. */
struct outcome pipeline_run(const struct pipeline *p, struct document *d,
                            const struct resources *shared, const struct budget *budget,
                            _Atomic uint32_t *at, struct buf *result);
const char *pipeline_stage_name(const struct pipeline *p, uint32_t at);

#endif
