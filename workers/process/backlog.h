/* backlog.h: the leases that this worker holds, and their documents that no child has yet.
 *
 * A lease is a TASK, kept whole: its documents' bytes stay in the message that brought them, and go
 * to children from there. Documents of a lease that lie side by side make a range. Every document
 * of a lease is in exactly one place: in a range of the backlog, in the share of a child, or
 * answered. A void lease (revoked, or of a session that is lost) has no documents in the backlog,
 * and what children still bring of it is dropped.
 */
#ifndef WORKERS_PROCESS_BACKLOG_H
#define WORKERS_PROCESS_BACKLOG_H

#include "workers/process/session.h"

struct lease {
    uint64_t id;
    struct heard task;
    const struct msg_job *jobs;
    const char **bodies;  /* where each job's bytes begin, and after the last where they end */
    uint32_t count, open; /* documents in all; not answered yet */
    uint32_t shares;      /* of children that point here */
    bool is_void;
    struct lease *next;
};

struct range { /* count documents of the lease, from index first on; none if count is 0 */
    struct lease *lease;
    uint32_t first, count;
};
struct view range_bytes(const struct range *r);

struct backlog { /* zero-initialise */
    struct lease *leases;
    struct range_node *first, *last;
    uint64_t waiting; /* documents in ranges */
    uint64_t open;    /* documents of valid leases, not answered yet */
    uint64_t bytes;   /* of these leases */
    uint32_t held;    /* valid leases */
};

/* Takes over a TASK that was heard, as a lease whose documents all wait. -1 with *err if it
 * contradicts itself or a lease held; then it is freed. */
int backlog_take(struct backlog *b, struct heard *task, struct err *err);

/* The next documents, of one lease, at most so many and so long, but one at least; none if nothing
 * waits. They are the caller's: the lease stays until backlog_return() or backlog_answer() had
 * them. */
struct range backlog_cut(struct backlog *b, uint32_t max_documents, size_t max_bytes);
/* Puts documents back, in front. */
void backlog_return(struct backlog *b, struct range r);
/* count documents of the lease, which were cut, have been answered. Frees it after the last. */
void backlog_answer(struct backlog *b, struct lease *l, uint32_t count);

/* A share of a child points to the lease, which is kept that long; it does no more. */
void backlog_hold(struct lease *l);
void backlog_release(struct backlog *b, struct lease *l);

struct lease *backlog_find(const struct backlog *b, uint64_t id); /* a valid one, or NULL */
/* The lease is void; may free it. */
void backlog_void(struct backlog *b, struct lease *l);
void backlog_void_all(struct backlog *b);

#endif
