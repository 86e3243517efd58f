/* fake_broker.h: a broker that does what a test tells it, and a worker in a process of its own that
 * works for it. One of each a test; every wait ends the test as failed after 25 seconds.
 */
#ifndef TESTS_WORKERS_FAKE_BROKER_H
#define TESTS_WORKERS_FAKE_BROKER_H

#include "proto/msg.h"
#include "proto/wire.h"
#include "workers/process/supervisor.h"
#include <stdbool.h>
#include <sys/types.h>

enum { MOST_DOCUMENTS = 65536 };

/* What the worker has said of a document. */
struct seen {
    unsigned times; /* it was answered */
    struct msg_outcome outcome;
    char detail[MAX_DETAIL + 1];
    uint64_t lease, order; /* order: the how manieth answer of all it was */
};

struct fake {
    struct wire *wire;
    struct wire_id worker; /* who spoke last */
    pid_t pid;             /* of the supervisor */
    struct msg_welcome welcome;
    bool silent; /* do not answer HEARTBEAT */

    struct wire_in in; /* the last message */
    struct arena arena;
    struct msg msg;

    unsigned beats;
    uint64_t beat_ms, longest_gap_ms; /* between HEARTBEATs */
    struct msg_heartbeat beat;        /* the last, but for its leases: */
    uint64_t leases[MAX_LEASES];
    size_t lease_count;

    struct seen *seen; /* by number of document */
    uint64_t answers;
};

/* The setup of the worker of most tests: the faulty pipeline, 2 children, limits far away. */
struct supervisor_setup fake_setup(void);

/* Starts worker and broker; no message has been taken in yet. */
void fake_start(struct fake *f, const struct supervisor_setup *setup);
/* The same, and the session is opened: HELLO, WELCOME, CREDIT. */
void fake_open(struct fake *f, const struct supervisor_setup *setup);
/* WELCOME to the worker that said HELLO last, and its CREDIT. */
void fake_welcome(struct fake *f);

/* Takes in messages until one of this number came; it is in f->msg. RESULTs and HEARTBEATs on the
 * way are noted and answered. */
void fake_await(struct fake *f, unsigned number);
/* Until so many answers have come in all. */
void fake_await_answers(struct fake *f, uint64_t answers);
/* Takes in messages for so long. */
void fake_listen(struct fake *f, unsigned ms);

void fake_say(struct fake *f, const struct msg *m);
void fake_error(struct fake *f, unsigned code);

/* What became of a document: "done", "failed died 3 0" (exit status, signal) … Static storage. */
const char *fake_fate(const struct fake *f, uint64_t num);

/* A TASK: count documents of these texts, numbered from first on. */
void fake_task(struct fake *f, uint64_t lease, uint64_t first, const char *const *texts,
               size_t count);
/* The same of one text, again and again, count < MAX_BATCH. */
void fake_task_of(struct fake *f, uint64_t lease, uint64_t first, const char *text, size_t count);
/* Any TASK, body as it is. */
void fake_raw_task(struct fake *f, uint64_t lease, const struct msg_job *jobs, size_t count,
                   struct view body);

/* The supervisor's exit status, once it ends by itself; -1 for a signal. */
int fake_worker_status(struct fake *f);
/* The process numbers of its children; how many. */
size_t fake_children(const struct fake *f, pid_t *pids, size_t room);

#endif
