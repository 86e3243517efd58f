/* core.h: what the broker decides, as a pure function of (state, event, time).
 *
 * The edges decode messages, look up in the turn's write transaction what a decision needs, and
 * pass both as an event; the core answers with effects. It touches no socket, store or clock, so
 * the very same code runs under a simulator (tests/sim). The turn that drives it:
 *
 *     wait, intake (an event a message), TICK, commit, release
 *
 * Effects are in order. Those on the store are applied at once to the open transaction, before the
 * next event, so that the next look-up sees them; sends are parked until the commit. WANT_ effects
 * are answered with an event at once, before any other event. Tasks are made at TICK (and when a
 * WANT_ is answered), so that what one turn brought is packed together.
 *
 * What is durable of the queue: a document's state (WAITING also while leased), a retry record for
 * each document that waits for another reason than being new, and a lease record for each TASK.
 * A waiting document WITH a retry record is scheduled by that record; one without, by its number.
 */
#ifndef BROKER_CORE_H
#define BROKER_CORE_H

#include "proto/limits.h"
#include "proto/memory.h"
#include "proto/tables.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CORE_STATES 8 /* room for counts indexed by enum state */

enum core_role { CORE_STRANGER, CORE_CLIENT, CORE_WORKER };

/* What a core is made with. Zeros mean the defaults in core.c. */
struct core_config {
    uint64_t submit_docs, submit_bytes; /* a submitter's window, told in WELCOME */
    uint32_t queue_room;                /* waiting documents known in memory */
    uint32_t retry_room;                /* retries known in memory */
    bool mixed;                         /* let workers of several extractors work at once */
};

/* What the store holds when a broker starts, or starts again after a failed commit. Lease records
 * follow as LEFTOVER events; what waits, and retry records, are asked for with WANT_ effects. */
struct core_start {
    uint64_t states[CORE_STATES]; /* documents by state; RUNNING is 0 */
    uint64_t reasons[256];        /* those that are failed or skipped, by reason */
    uint64_t next_num;            /* one above the largest number of a document; ≥ 1 */
    uint64_t next_lease;          /* one above the largest ever given out; ≥ 1 */
    struct view extractor;        /* pinned: see CORE_PIN; may be empty */
};

/* A retry record: why a document waits again, and what happened to it. At most one a document; it
 * goes when the document leaves WAITING. */
struct core_retry {
    uint64_t num;
    uint64_t behind; /* goes after all new documents below this number */
    uint64_t lease;  /* leases up to this one are counted in it already */
    uint32_t bytes;  /* stored length of the body, against a worker's credit */
    uint16_t attempts, deaths, timeouts;
    uint16_t spared; /* losses that the broker's own silence explains, and no attempts */
    uint8_t reason; /* of the last attempt, enum reason; 0 = put back by hand or by a new version */
    uint8_t exit_status, exit_signal; /* of the last death */
};

/* A document as the edge found it in the transaction; num 0 = there is none. */
struct core_found {
    uint64_t num;
    uint32_t bytes; /* stored length of its body */
    uint8_t state;  /* as stored: never RUNNING */
    uint8_t reason;
};

/* What became of one document of a lease. */
struct core_outcome {
    uint64_t num;
    uint8_t state, reason, exit_status, exit_signal;
};

struct core_waiting {
    uint64_t num;
    uint32_t bytes;
};

enum core_event_kind {
    CORE_HELLO,      /* hello */
    CORE_BYE,        /* the peer takes its leave */
    CORE_GONE,       /* the peer is unreachable, or sent what no peer of ours sends */
    CORE_PING,       /* token */
    CORE_HEARD,      /* PONG, or a question that the edge answers: only that the peer is there */
    CORE_CREDIT,     /* credit */
    CORE_HEARTBEAT,  /* heartbeat */
    CORE_RESULT,     /* result; effects name its outcomes by index */
    CORE_SUBMIT,     /* submit; then, unless out->refused, exactly `docs` times OFFER */
    CORE_OFFER,      /* offer: one document of the SUBMIT before; the last one answers it */
    CORE_CHANGE,     /* change: one document of a CHANGE message, any number of times */
    CORE_CHANGE_END, /* request: the CHANGE message is worked through, answer it */
    CORE_WINDOW,     /* window: answer to WANT_WINDOW */
    CORE_RETRIES,    /* retries: answer to WANT_RETRIES */
    CORE_LEFTOVER,   /* leftover: one lease record of the run before. Of all of them, before any
                        worker is let in */
    CORE_TICK,       /* once a turn, after intake, and at least every core_wait_ms() */
    CORE_DISK,       /* full */
    CORE_STOP        /* the broker is about to end: no new tasks, no new documents */
};

struct core_event {
    enum core_event_kind kind;
    uint32_t peer; /* the edge's small number for who sent it, < CORE_MAX_PEERS; else 0 */
    union {
        struct {
            uint64_t protocol;
            enum core_role role;
            struct view name, extractor; /* copied */
            uint32_t children;
        } hello;
        uint64_t token;
        struct {
            uint64_t docs, bytes;
        } credit;
        struct {
            const uint64_t *leases;
            size_t count;
            uint64_t busy, idle_ms, finished, rss_bytes;
        } heartbeat;
        struct {
            uint64_t lease;
            const struct core_outcome *outcomes;
            size_t count;
        } result;
        struct {
            uint64_t request, docs, bytes; /* bytes of the body frame */
        } submit;
        /* What is stored without content (reason != 0) has 32 zero bytes for its sha256, whatever
         * was offered, so it is never the same as, nor a copy of, a document with content. */
        struct {
            uint32_t bytes;            /* stored length of the body */
            uint8_t reason;            /* enum reason: why there is no content; 0 = there is */
            struct core_found same;    /* same archive, source and content */
            struct core_found current; /* same archive and source, not skipped(superseded) */
            struct core_found heir;    /* if `current` holds its content: the least of its copies */
            struct core_found holder;  /* same content, neither duplicate nor superseded; none
                                          if reason != 0 */
            bool before_holder;        /* (archive, source) sorts before the holder's */
        } offer;
        struct {
            uint8_t to; /* enum state: WAITING or SKIPPED */
            bool has_content;
            struct core_found found;
        } change;
        uint64_t request;
        struct {
            uint64_t from, next; /* `from` as asked; all numbers in [from, next) were looked at */
            const struct core_waiting *at; /* ascending */
            size_t count;
        } window;
        struct {
            uint64_t after;              /* as asked */
            uint64_t next;               /* the last number read; 0 = there are no more */
            const struct core_retry *at; /* ascending by num */
            size_t count;
        } retries;
        struct { /* of each document in the record, in any order */
            uint64_t lease;
            const struct core_found *found;
            const struct core_retry *retry; /* parallel to found; num 0 = it has no record */
            size_t count;
            bool undone; /* the edge went back to its last commit: that is not an attempt */
        } leftover;
        bool full;
    };
};

enum core_effect_kind {
    /* On the store, at once */
    CORE_PUT_DOCUMENT, /* put: the offer of this event gets this number; the first of its effects */
    CORE_SET_STATE,    /* set */
    CORE_REVIVE,       /* num: this old version is again the one of its source that counts */
    CORE_PUT_LEASE,    /* task: its nums, so that the attempt is counted before the TASK leaves */
    CORE_DELETE_LEASE, /* lease */
    CORE_PUT_RETRY,    /* retry: replaces the one it has, if any */
    CORE_DELETE_RETRY, /* num */
    CORE_PIN,          /* text: the extractor of this run; empty = none */
    /* To peers, after the commit */
    CORE_SEND_WELCOME,   /* welcome */
    CORE_SEND_ERROR,     /* error */
    CORE_SEND_PONG,      /* token */
    CORE_SEND_SUBMITTED, /* submitted */
    CORE_SEND_TASK,      /* task */
    CORE_SEND_REVOKE,    /* lease */
    CORE_SEND_CHANGED,   /* changed */
    CORE_CLOSE, /* the session is over: forget the number now, in this very turn, though what was
                   parked for it still goes out; whoever speaks next gets a new one */
    /* To the edge, to be answered before the commit */
    CORE_WANT_WINDOW, /* want: waiting documents without a retry record, from a number on */
    CORE_WANT_RETRIES /* want: retry records above a number */
};

struct core_job {
    uint64_t num;
    uint32_t attempt; /* 1 for the first */
};

struct core_effect {
    enum core_effect_kind kind;
    uint32_t peer; /* of CORE_SEND_ and CORE_CLOSE */
    union {
        struct {
            uint64_t num;
            uint8_t state, reason;
        } put;
        struct {
            uint64_t num;
            uint8_t from, state, reason; /* from: as stored before */
            uint8_t exit_status, exit_signal;
            uint16_t attempts, deaths;
            int32_t outcome; /* index in this RESULT: its detail and counts, and its bytes if any,
                                are stored with the document; -1 = there is none */
        } set;
        struct {
            uint64_t lease;
            const struct core_job *jobs; /* in out->arena */
            size_t count;
        } task;
        uint64_t lease, num, token;
        struct core_retry retry;
        struct view text; /* in out->arena */
        struct {
            uint64_t docs, bytes;
        } welcome;
        struct {
            uint64_t request;
            uint8_t code;     /* enum error_code */
            struct view text; /* in out->arena */
        } error;
        struct {
            uint64_t request;
            struct view verdicts; /* in out->arena */
        } submitted;
        struct {
            uint64_t request, documents;
        } changed;
        struct {
            uint64_t from; /* WINDOW: this number or above; RETRIES: above this one */
            uint32_t max;  /* as many at most; fewer, even none, where looking further takes long */
        } want;
    };
};

/* The answer to one event. Zero-initialise once; core_step empties it first. */
struct core_effects {
    struct core_effect *at;
    size_t count, room;
    bool refused; /* of HELLO, SUBMIT, …: an ERROR is among the effects */
    struct arena arena;
};
void core_effects_free(struct core_effects *out);

#define CORE_MAX_PEERS 65536

struct core;

/* A core without sessions over what the store holds. The caller's; core_free sets it to NULL. */
struct core *core_new(const struct core_config *config, const struct core_start *start,
                      uint64_t now_ms);
void core_free(struct core **core);

/* Takes one event. now_ms: CLOCK_MONOTONIC; leaps are harmless. Views and lists in the event are
 * borrowed for the call, those in *out live until the next one. */
void core_step(struct core *core, const struct core_event *event, uint64_t now_ms,
               struct core_effects *out);

/* How long the loop may wait for messages before the next TICK. */
uint64_t core_wait_ms(const struct core *core, uint64_t now_ms);

/* 0 if this peer has a session in this role, else the enum error_code of the refusal. For messages
 * that the edge answers by itself (questions). */
int core_admits(const struct core *core, uint32_t peer, enum core_role role);

/* What STATUS shows. */
struct core_status {
    uint64_t states[CORE_STATES]; /* with RUNNING apart from WAITING; they add up to `submitted` */
    uint64_t reasons[256];
    uint64_t submitted;
    uint64_t leases; /* open */
    uint64_t fenced; /* late outcomes ignored, since start; and so on: */
    uint64_t lost_leases, retries, refused, tasks, results, stored;
    struct view extractor; /* pinned; the core's */
    bool disk_full, stopping;
};
void core_status(const struct core *core, struct core_status *out);

/* The workers, one after the other: *at starts at 0. false when there are no more. */
struct core_worker {
    uint32_t peer, children;
    struct view name, extractor;  /* the core's */
    uint64_t leases, docs, bytes; /* held now */
    uint64_t credit_docs, credit_bytes;
    uint64_t silent_ms;
    uint64_t busy, idle_ms, finished, rss_bytes; /* as of its last heartbeat */
};
bool core_next_worker(const struct core *core, uint64_t now_ms, uint32_t *at,
                      struct core_worker *out);

/* Holds the state against its invariants: NULL, or a sentence naming the one that is broken. Takes
 * time in proportion to what is in memory. */
const char *core_check(const struct core *core);

#endif
