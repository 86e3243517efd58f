/* core_state.h: what the core holds in memory, shared by the broker/core*.c files and nobody else.
 *
 *   core.c           making one, the table of events, time
 *   core_session.c   who is there: HELLO, BYE, silence
 *   core_ledger.c    the states of documents: the table of moves, and every way to leave WAITING
 *   core_submit.c    offers, versions and copies; changes by hand
 *   core_queue.c     what waits: the window of new documents, and the retries
 *   core_task.c      who gets what: batches against credit
 *   core_lease.c     what is leased: results, heartbeats, loss
 *   core_effect.c    the answer to an event
 *   core_table.c     number → pointer;  core_heap.c   what comes first
 *   core_check.c     the invariants
 *
 * Memory is bounded by what workers were granted plus the rooms in core_config.
 */
#ifndef BROKER_CORE_STATE_H
#define BROKER_CORE_STATE_H

#include "broker/core.h"
#include "proto/error.h"

/* How often silent workers are looked for: turns may be shorter by far. */
#define SWEEP_MS 100

/* Deliberately broken cores: X(number, NAME, sentence). A build with -DCORE_HOOKS can be told to
 * go wrong in one of these ways; tests/sim must notice each. In the product BROKEN() is 0. */
#define BROKEN_CORES(X)                                                                            \
    X(1, FENCE, "a late result is taken as if its lease were open")                                \
    X(2, PUT, "an offer is acknowledged and not put")                                              \
    X(3, LEASE, "a TASK leaves without a lease record")                                            \
    X(4, SUPERSEDE, "the old version of a source stays in the ledger as it was")                   \
    X(5, CREDIT, "what a worker holds is not held against its credit")                             \
    X(6, BACK, "a retry goes to the front of the queue")                                           \
    X(7, HEIR, "the copies of a superseded document are left without a holder")                    \
    X(8, SILENCE, "a silent worker keeps its leases")                                              \
    X(9, DEATH, "a document may kill any number of children")                                      \
    X(10, WINDOW, "what the full window has no room for is forgotten")                             \
    X(11, LEFTOVER, "the leases left over by a crash count no attempt")                            \
    X(12, VOID, "a superseded document stays open in its lease")                                   \
    X(13, RECOUNT, "a lease left over by a crash counts what its retry records had counted")       \
    X(14, UNREAD, "retries that memory had no room for are not read again")                        \
    X(15, DEAF, "what is lost while the broker does not listen counts as an attempt")
#ifdef CORE_HOOKS
enum {
#define X(number, NAME, ...) BROKEN_##NAME = number,
    BROKEN_CORES(X)
#undef X
};
extern int core_broken;
#define BROKEN(NAME) (core_broken == BROKEN_##NAME)
#else
#define BROKEN(NAME) false
#endif

/* How often a document is tried before it is FAILED for the last reason: in all, and with these. */
#define MAX_ATTEMPTS 10
#define MAX_DEATHS   3
#define MAX_TIMEOUTS 2

/* How often a loss is no attempt: what ends its workers is given up even by a broker that is hardly
 * ever awake. */
#define MAX_SPARED 100

/* A map from numbers (not 0) to pointers (not NULL). Zero-initialise. */
struct table_row {
    uint64_t key;
    void *value;
};
struct table {
    struct table_row *rows;
    size_t room, count; /* room: 0 or a power of two */
};
void *table_find(const struct table *t, uint64_t key);
void table_add(struct table *t, uint64_t key, void *value); /* the key must not be there yet */
void table_remove(struct table *t, uint64_t key);           /* harmless if it is not there */
void table_free(struct table *t);

enum place { PLACE_LEASED, PLACE_SLEEPING, PLACE_READY };

/* A waiting document that is known apart from the window: leased, or waiting for its retry. */
struct document {
    struct core_retry retry; /* its record, or what would be in it */
    bool recorded;           /* it has a record */
    enum place place;
    struct lease *lease;         /* LEASED: where, */
    uint32_t entry;              /* and which entry */
    uint32_t heap_at;            /* SLEEPING, READY: where in its heap */
    uint64_t due_ms;             /* SLEEPING: until then; READY: since then */
    struct document *next_spare; /* none of these: free for use */
};

/* A binary heap of documents; each knows its place, so that it can be taken out of the middle. */
struct heap {
    struct document **at;
    size_t count, room;
    bool (*before)(const struct document *, const struct document *);
};
void heap_add(struct heap *h, struct document *d);
void heap_remove(struct heap *h, struct document *d);

/* What waits. New documents come by number through a window over the store; retries when they are
 * due and all that was new when they failed has been leased. */
struct queue {
    struct core_waiting *ring; /* the window, ascending; DEAD entries stopped waiting meanwhile */
    uint32_t room, head, count, live;
    uint64_t next;         /* numbers below are in the window or were passed over */
    struct heap sleeping;  /* retries by due_ms */
    struct heap ready;     /* retries that are due, by `behind` */
    bool retries_unread;   /* there are records that memory had no room for, */
    bool retries_reading;  /* a pass over the records is under way: */
    uint64_t retries_read; /* it has come to this number */
};

struct lease_entry {
    struct document *document; /* NULL: closed */
    uint64_t num;
    uint32_t bytes;
    bool held; /* counts against the worker's credit: until it is heard of, closed or not */
};

struct lease {
    uint64_t id;
    struct session *worker;
    struct lease *previous, *next; /* of the worker */
    uint64_t sent_ms;
    uint64_t named; /* the last heartbeat that named it */
    uint32_t count, open;
    struct lease_entry entries[];
};

struct session {
    uint32_t peer;
    enum core_role role;
    struct session *previous, *next; /* of the same role */
    uint64_t heard_ms;
    struct buf name, extractor;
    /* A worker */
    uint32_t children;
    uint64_t credit_docs, credit_bytes, held_docs, held_bytes;
    struct lease *leases;
    uint64_t lease_count, heartbeats;
    uint64_t busy, idle_ms, finished, rss_bytes;
    /* A client */
    uint64_t offered_turn, offered_docs, offered_bytes; /* in that turn */
    uint64_t changed;                                   /* by the CHANGE under way */
};

struct session_list {
    struct session *first, *last;
    size_t count;
};

struct core {
    struct core_config config;
    struct core_effects *out; /* of the event under way */
    uint64_t now_ms;
    uint64_t clock_ms; /* time seen: see core.c */
    uint64_t deaf_ms;  /* in time seen, when it last leapt; 0 = never */
    uint64_t turn, swept_ms;
    uint64_t states[CORE_STATES], reasons[256]; /* as stored: RUNNING is counted as WAITING */
    uint64_t next_num, next_lease;
    uint64_t running; /* documents LEASED */
    struct table documents, leases;
    struct document *spare;
    struct queue queue;
    struct session **sessions; /* by peer; NULL where there is none */
    size_t sessions_room;
    struct session_list clients, workers;
    struct { /* the SUBMIT under way */
        uint32_t peer;
        uint64_t request;
        size_t docs, done;
        char verdicts[MAX_BATCH];
    } submit;
    struct buf extractor; /* pinned */
    bool disk_full, stopping;
    uint64_t fenced, lost_leases, retries, refused, tasks, results, stored;
};

/* core_effect.c */
struct core_effect *effect_add(struct core *core, enum core_effect_kind kind); /* zeroed */
struct core_effect *effect_send(struct core *core, enum core_effect_kind kind, uint32_t peer);
struct view effect_text(struct core *core, struct view text); /* a copy in the arena */

/* core_session.c */
struct session *session_find(const struct core *core, uint32_t peer); /* NULL if there is none */
/* Answers ERROR; ends the session if the error is fatal. */
void session_refuse(struct core *core, uint32_t peer, uint64_t request, const struct err *err);
/* 0 if a worker with this extractor may work now, else -1 with *err. */
int session_check_extractor(const struct core *core, struct view extractor, struct err *err);
void session_free(struct session *s);
void session_rotate(struct session_list *list); /* the first becomes the last */
void session_hello(struct core *core, const struct core_event *event);
void session_bye(struct core *core, const struct core_event *event);
void session_ping(struct core *core, const struct core_event *event);
void session_sweep(struct core *core); /* ends the silent ones */

/* core_ledger.c: each document's state, and every change of it. */
/* A document that is new to the ledger. */
void ledger_put(struct core *core, uint64_t num, uint8_t state, uint8_t reason);
/* A document found in the ledger goes to another state; if it waits or runs, it stops. */
void ledger_take(struct core *core, const struct core_found *found, uint8_t to, uint8_t reason);
/* A document found in the ledger waits (again), behind all that is new, with a fresh history. */
void ledger_revive(struct core *core, const struct core_found *found);
/* The next three are for a document that was just taken out of its lease.
 * It ends, as told by an outcome (or -1). */
void ledger_finish(struct core *core, struct document *d, uint8_t state, uint8_t reason,
                   int32_t outcome);
/* It was tried in vain: it waits for its retry, or is FAILED if it had its share. */
void ledger_retry(struct core *core, struct document *d, uint8_t reason, int32_t outcome);
/* It was lost through no fault of its own: the attempt does not count, MAX_SPARED times. */
void ledger_spare(struct core *core, struct document *d);
/* It was given back unworked: the attempt does not count. */
void ledger_return(struct core *core, struct document *d);
/* What a crash left leased waits again. */
void ledger_leftover(struct core *core, const struct core_event *event);

/* core_queue.c */
void queue_start(struct core *core);
void queue_free(struct queue *q);
void queue_add_new(struct core *core, uint64_t num, uint32_t bytes, bool waits);
/* Schedules a retry; where there is no room d is freed, and its record read again later. */
void queue_add_retry(struct core *core, struct document *d);
/* Takes a new document out of the window; false: it is not in it. */
bool queue_drop_new(struct core *core, uint64_t num);
void queue_drop_retry(struct core *core, struct document *d);
void queue_read_retries(struct core *core); /* there is a record that memory does not know */
void queue_wake(struct core *core);         /* retries that are due become ready */
bool queue_is_low(const struct core *core); /* there is room for more, and more to read */
void queue_want(struct core *core);         /* asks for more where there is room */
void queue_window(struct core *core, const struct core_event *event);
void queue_retries(struct core *core, const struct core_event *event);
uint64_t queue_known(const struct core *core); /* documents that could be leased now, about */
struct pick {
    struct document *retry; /* NULL: a new document */
    uint64_t num;
    uint32_t bytes;
};
bool queue_peek(const struct core *core, struct pick *out); /* what is next; false if nothing */
void queue_take(struct core *core, const struct pick *pick);
struct document *document_new(struct core *core, uint64_t num, uint32_t bytes);
void document_free(struct core *core, struct document *d);

/* core_task.c */
void task_make_all(struct core *core);

/* core_lease.c */
void lease_open(struct core *core, struct session *worker, const struct pick *picks, size_t count);
/* The document is in no lease any more, though its worker may still hold it; a lease that is empty
 * now is revoked. */
void lease_void(struct core *core, struct document *d);
void lease_lose(struct core *core, struct lease *l); /* its open documents wait again */
void lease_credit(struct core *core, const struct core_event *event);
void lease_heartbeat(struct core *core, const struct core_event *event);
void lease_result(struct core *core, const struct core_event *event);

/* core_submit.c */
void submit_begin(struct core *core, const struct core_event *event);
void submit_offer(struct core *core, const struct core_event *event);
void submit_change(struct core *core, const struct core_event *event);
void submit_change_end(struct core *core, const struct core_event *event);

#endif
