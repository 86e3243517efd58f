/* child.h: a child as its supervisor sees it: a process, a link, a page, and the shares in its
 * hands.
 */
#ifndef WORKERS_PROCESS_CHILD_H
#define WORKERS_PROCESS_CHILD_H

#include "workers/process/backlog.h"
#include "workers/process/child_work.h"
#include "workers/process/link.h"

struct share {
    struct range range;        /* shortened when documents are withdrawn */
    uint32_t number, finished; /* finished: documents whose results came, from the first on */
};

struct child {  /* zero-initialise */
    pid_t pid;  /* 0 = there is none */
    int status; /* of waitpid(), once it is gone */
    bool gone;
    bool broken; /* its link is; it will be gone soon */
    struct link link;
    struct page *page;
    struct share shares[SHARES_IN_HAND]; /* in the order of their numbers */
    unsigned in_hand;
    uint32_t numbers;            /* of shares, given out */
    uint64_t retry_ms;           /* while there is no process: when to start the next */
    unsigned false_starts;       /* ends in a row that no document was to blame for */
    unsigned reason;             /* enum reason for which we killed it, 0 = we did not */
    struct page_place killed_at; /* and the document that it was for */
};

/* Starts a process. -1 with *err, and c->retry_ms set, if that is not possible now. */
int child_start(struct child *c, const struct child_setup *setup, uint64_t now, struct err *err);
/* Kills it if it is alive, waits for it, and forgets it; its shares must have been settled. Sets
 * retry_ms: at once if a document is to blame, else later and later. */
void child_end(struct child *c, uint64_t now, bool blamed);
void child_free(struct child *c);

static inline bool child_alive(const struct child *c)
{
    return c->pid && !c->gone;
}

/* Hands it a share: documents of r's lease. -1 when the child is gone; the share is in its hands
 * all the same, to be settled. Not more than SHARES_IN_HAND. */
int child_give(struct child *c, struct range r);

/* How many documents of the share it has begun or ended. */
uint32_t child_taken(const struct child *c, const struct share *s);
/* Takes back those that it has not. */
struct range child_withdraw(struct child *c, struct share *s);

/* Notes whether the process has ended. */
void child_look(struct child *c);

/* Kills it: it will soon be gone. For a document that is over a hard limit: what is then to be said
 * of the document is in c->reason. */
void child_kill(struct child *c);
void child_kill_for(struct child *c, unsigned reason, const struct page_place *place);

/* The reason for which it is to be killed now, 0 if there is none: somewhat beyond the limits at
 * which the stages should have given up. *place: the document. */
unsigned child_over_limit(const struct child *c, const struct work_setup *limits, uint64_t now,
                          struct page_place *place);

#endif
