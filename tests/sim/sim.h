/* sim.h: the broker's core in a world of faults, thousands of seeds a minute.
 *
 * One process, one thread, no clock: the real core (broker/core*.c) behind an edge made for this
 * (sim_broker.c), a store of two images, committed and not (sim_disk.c), a network that loses,
 * repeats, reorders and delays (sim_net.c), submitters and workers that die, hang and lie
 * (sim_client.c, sim_worker.c), and whoever pulls the plug (sim_fault.c). Everything comes from
 * one seed, so a failure is a number:
 *
 *     build/sim --seed 4711 --trace
 *
 * The laws (sim_law.c) are held against every step, with book-keeping of their own: none believes
 * the core. First there are faults; then they stop, and all must come to rest in bounded time, in
 * the state that an oracle (sim_oracle.c) tells from what was submitted alone.
 */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include "broker/core.h"
#include "tests/sim/sim_random.h"
#include <stdbool.h>
#include <stdint.h>

enum {
    DOCS = 400,     /* at most, in a run */
    NAMES = 64,     /* (archive, source), numbered in their byte order */
    RECORDS = 4096, /* lease records at one time */
    PEERS = 8,      /* clients and workers */
    NUMBERS = 4096, /* of peers, as the edge gives them */
    LINKS = 16384,  /* connections ever made */
    OFFERS = 24,    /* in one SUBMIT */
    LEASES_HELD = 512
};

/* ---- What is stored ---- */

struct offer {
    uint32_t name, content, bytes; /* content 0: reason says why; bytes ≥ 1 */
    uint8_t reason;
};

struct doc {
    uint32_t name, content; /* content 0: it has none */
    uint32_t bytes;
    uint8_t state, reason;
    bool is_current;         /* of the versions of its name */
    struct core_retry retry; /* num 0: it has no record */
    /* What the laws know, kept in the image so that what was not committed did not happen: */
    uint64_t lease;  /* the open one it is in; 0 = none */
    uint32_t tries;  /* leases it was in and did not come back from unworked, in this life: */
    uint32_t deaths; /* since it was new, or put back by hand or by a version */
    uint32_t timeouts;
    uint32_t spared;        /* and those that it was lost from while the broker did not listen */
    uint64_t leased_ms;     /* the last of them, by the broker's clock */
    uint64_t behind;        /* its retry must find no new document below this number */
    uint64_t not_before_ms; /* and not be earlier */
    bool by_hand;           /* an operator skipped it */
};

struct record {
    uint64_t lease;
    const struct core_job *jobs;
    size_t count;
};

struct image {
    uint64_t next_num, next_lease;
    uint32_t extractor; /* 0 = none */
    struct doc docs[DOCS + 1];
    struct offer latest[NAMES]; /* the last one of each; bytes 0: none */
    struct record records[RECORDS];
    size_t record_count;
};

/* ---- What travels ---- */

enum packet_kind {
    P_HELLO,
    P_BYE,
    P_CREDIT,
    P_HEARTBEAT,
    P_RESULT,
    P_SUBMIT,
    P_CHANGE, /* to the broker */
    P_WELCOME,
    P_ERROR,
    P_PONG,
    P_SUBMITTED,
    P_CHANGED,
    P_TASK,
    P_REVOKE /* from it */
};

struct packet {
    enum packet_kind kind;
    uint32_t link;
    uint64_t request; /* SUBMIT, SUBMITTED, CHANGE, ERROR */
    uint64_t lease;   /* TASK, RESULT, REVOKE */
    uint64_t docs, bytes;
    uint32_t extractor, children;        /* HELLO; extractor 0: a client */
    uint8_t code;                        /* ERROR */
    uint8_t to;                          /* CHANGE */
    const uint64_t *leases;              /* HEARTBEAT: `docs` of them */
    const struct core_job *jobs;         /* TASK: `docs` of them */
    const struct core_outcome *outcomes; /* RESULT: `docs` of them */
    const struct offer *offers; /* SUBMIT: `docs` of them; and in SUBMITTED, for the laws */
    const char *verdicts;       /* SUBMITTED: `docs` of them */
};

/* ---- Who is there ---- */

struct held { /* a lease as its worker sees it */
    uint64_t lease;
    const struct core_job *jobs;
    size_t count, done;
};

struct peer {
    bool is_worker;
    uint32_t link;       /* its connection; packets of older ones do not reach it */
    bool welcome, alive; /* in session; running at all */
    uint64_t sleeps_until, heard_ms, said_hello_ms, beat_ms;
    bool honest;
    /* A worker */
    uint32_t extractor, children;
    uint64_t pace_ms, credit_docs, credit_bytes;
    struct held held[LEASES_HELD];
    size_t held_count;
    /* A client */
    struct packet *requests; /* its program */
    bool *answered;
    size_t request_count, first; /* the first that is not answered */
    size_t sent;                 /* those before were sent */
    uint64_t sent_ms;
    size_t window; /* requests it has under way at once */
};

/* How bad this world is; chances in thousandths. */
struct weather {
    unsigned lose, repeat;
    uint64_t delay_ms; /* at most; reorders when not `orderly` */
    bool orderly;
    unsigned crash, full, leap, worker_fault, lie, change, hang_up; /* a chance at each occasion */
    bool slow; /* each turn of the broker takes seconds, up to a minute, and nothing else is bad */
    uint64_t fault_ms; /* faults end then */
};

/* A lease as the edge of this life of the broker knows it, for the laws. */
struct granted_doc {
    uint64_t num;
    uint32_t bytes;
    bool held;
};
struct granted {
    uint64_t lease;
    uint32_t number;
    uint64_t session;
    struct granted_doc *docs;
    size_t count;
};

struct seat {         /* a peer number */
    uint32_t link;    /* 0 = free */
    uint64_t session; /* 0 = none; counts up over all seats */
    uint32_t extractor;
    uint64_t credit_docs, credit_bytes;
};

struct parcel {
    uint64_t turn;
    struct packet packet;
};

struct broker {
    struct core *core; /* NULL while it is down */
    struct core_config config;
    struct core_effects effects;
    struct seat seats[NUMBERS];
    uint32_t number_of[LINKS]; /* link → number; 0 = none */
    uint32_t seat_count;       /* those above were never used */
    uint64_t sessions;
    struct granted *granted;
    size_t granted_count, granted_room;
    struct parcel *parcels;
    size_t parcel_count, parcel_room;
    const struct packet **inbox;
    size_t inbox_count, inbox_room;
    uint64_t turn, committed;
    bool disk_full;
    bool leftovers_due;     /* the lease records of the life before are not dealt with, */
    bool undone;            /* which was this one, before a turn was undone */
    uint64_t due_order;     /* the happening that is its next turn; */
    uint64_t due_ms;        /* and when */
    uint64_t stalled_until; /* no turn before */
    uint64_t leapt_ms;      /* its clock is ahead of the world's by so much */
    uint64_t fed_ms;        /* by that clock, when the core was last told anything, */
    uint64_t deaf_ms;       /* and when it last was after too long a time; 0 = never */
    /* The event under way */
    const struct packet *packet;
    size_t offer;
};

struct happening {
    uint64_t at_ms, order;
    enum { H_TURN, H_TO_BROKER, H_TO_PEER, H_WORKER, H_CLIENT, H_FAULT, H_RESTART } kind;
    uint32_t peer;
    const struct packet *packet;
};

struct sim {
    uint64_t seed;
    bool trace;
    struct random random;
    struct weather weather;
    uint64_t now_ms;
    struct happening *happenings; /* a heap by (at_ms, order) */
    size_t happening_count, happening_room;
    uint64_t happened;
    struct image working, committed;
    struct broker broker;
    struct peer peers[PEERS];
    uint32_t peer_count, link_count, peer_of[LINKS];
    bool broken[LINKS];         /* hung up */
    uint64_t arrived[LINKS][2]; /* when the last packet of each direction does */
    uint32_t names, contents;
    struct arena arena; /* packets and lists, until the run is over */
};

/* sim_net.c: time and the network */
uint64_t happen(struct sim *s, uint64_t in_ms, int kind, uint32_t peer,
                const struct packet *packet); /* returns its order */
bool next_happening(struct sim *s, struct happening *out);
uint32_t connect_peer(struct sim *s, uint32_t peer); /* a new link */
void send_to_broker(struct sim *s, struct packet packet);
void send_to_peer(struct sim *s, struct packet packet);
bool faulty(const struct sim *s); /* faults have not ended */

/* sim_disk.c */
void disk_apply(struct sim *s, const struct core_effect *e);
void disk_commit(struct sim *s);
void disk_undo(struct sim *s);
void disk_offer(struct sim *s, const struct offer *o, struct core_event *event);
size_t disk_window(struct sim *s, uint64_t from, uint32_t max, struct core_waiting *out,
                   uint64_t *next);
size_t disk_retries(struct sim *s, uint64_t after, uint32_t max, struct core_retry *out,
                    uint64_t *next);
struct core_found disk_found(const struct sim *s, uint64_t num);
void disk_start(const struct sim *s, struct core_start *out);

/* sim_broker.c */
void broker_start(struct sim *s);
void broker_stop(struct sim *s); /* as by a crash */
void broker_receive(struct sim *s, const struct packet *packet);
void broker_turn(struct sim *s);
void broker_gone(struct sim *s, uint32_t link); /* it learns that the link is broken */
uint64_t broker_now(const struct sim *s);

/* sim_edge.c: events in, effects out */
void edge_feed(struct sim *s, const struct core_event *event);
void edge_packet(struct sim *s, const struct packet *packet);
void edge_leftovers(struct sim *s);

/* sim_client.c, sim_worker.c, sim_fault.c */
void client_begin(struct sim *s, uint32_t peer);
void client_step(struct sim *s, uint32_t peer);
void client_receive(struct sim *s, uint32_t peer, const struct packet *packet);
bool client_is_done(const struct peer *p);
void worker_begin(struct sim *s, uint32_t peer);
void worker_step(struct sim *s, uint32_t peer);
void worker_receive(struct sim *s, uint32_t peer, const struct packet *packet);
void fault_begin(struct sim *s);
void fault_step(struct sim *s);

/* What a content is like to work on. */
enum nature { GOOD, POISON, HANGS, FLAKY, BINARY, BAD_TEXT, BAD_OUTPUT };
enum nature nature_of(uint32_t content);

/* sim_law.c. A broken law ends the run: it prints the seed and the law. */
void law_time(struct sim *s); /* before each event */
void law(struct sim *s, bool holds, const char *format, ...) __attribute__((format(printf, 3, 4)));
void law_effect(struct sim *s, const struct core_event *event, const struct core_effect *e);
void law_step(struct sim *s);
void law_heard(struct sim *s, uint32_t number, const struct packet *result); /* after the core */
void law_release(struct sim *s, const struct parcel *p);

/* sim_oracle.c */
bool at_rest(const struct sim *s);
void oracle(struct sim *s);

/* sim_trace.c */
void trace(struct sim *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void trace_packet(struct sim *s, const char *what, const struct packet *p);
void trace_effect(struct sim *s, const struct core_effect *e);

#endif
