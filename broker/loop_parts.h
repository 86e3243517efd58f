/* loop_parts.h: what the broker/loop*.c files share, and nobody else.
 *
 *   loop.c          opening, closing, the turn and its phases
 *   loop_endpoint.c where it listens
 *   loop_start.c    the core, made from what the store holds
 *   loop_intake.c   messages in: who may say this, and what is it to the core
 *   loop_held.c     messages that wait for the next turn
 *   loop_attend.c   questions that come, and answers that go, while a turn is committed
 *   loop_gather.c   when the next turn waits for more results
 *   loop_document.c SUBMIT and RESULT: messages with a body
 *   loop_index.c    what of it goes into the index
 *   loop_compact.c  the index, merged in slices
 *   loop_change.c   CHANGE, a piece a turn
 *   loop_apply.c    the core's effects: on the store at once, into the outbox for later
 *   loop_outbox.c   what leaves after the commit
 *   loop_disk.c     a disk that fills up
 */
#ifndef BROKER_LOOP_PARTS_H
#define BROKER_LOOP_PARTS_H

#include "broker/compactor.h"
#include "broker/content.h"
#include "broker/core.h"
#include "broker/index.h"
#include "broker/keyring.h"
#include "broker/loop.h"
#include "broker/loop_gather.h"
#include "broker/peers.h"
#include "broker/reader.h"
#include "broker/status.h"
#include "broker/store.h"
#include "proto/log.h"
#include "proto/msg.h"
#include "proto/result_check.h"
#include <limits.h>

/* One thing to do after the commit. */
struct parcel {
    enum { PARCEL_MESSAGE, PARCEL_QUESTION, PARCEL_STATUS } kind;
    uint64_t turn; /* it leaves when this one is committed */
    struct wire_id to;
    uint32_t peer; /* whose entry may be gone by then; 0: a stranger */
    uint64_t session;
    size_t at, len;            /* MESSAGE: its header, in outbox.headers */
    struct wire_body *body;    /* and its body, or NULL */
    struct question *question; /* QUESTION: for the reading threads */
    uint64_t request;          /* QUESTION, STATUS */
};
struct outbox {
    struct parcel *at;
    size_t count, room;
    struct buf headers;
};

/* A message that was received, and waits for the next turn; or one of bad frames, in `bad`. */
struct held {
    struct wire_in in;
    struct err *bad;
};
enum { HELD_MOST = 256 };
struct held_line {
    struct held at[HELD_MOST]; /* a ring */
    size_t first, count;
    uint64_t bytes;
};

/* A CHANGE under way. */
struct change {
    bool active;
    uint32_t peer;
    uint64_t request, session;
    unsigned to, state, reason;
    uint64_t after; /* documents up to this number are done */
};

/* What a worker answered of a document, beside its outcome. */
struct answered {
    struct view result, part; /* as they came; each may be empty */
    uint64_t articles;        /* in the result */
};

/* What the event under way is about, for the effects that store it. */
struct subject {
    const struct msg_submit *submit; /* an OFFER: */
    const struct msg_offer *offer;
    const struct store_match *match;
    const struct msg_result *result; /* a RESULT: */
    struct view extractor;           /* of the worker */
    const struct answered *answered; /* one an outcome */
    struct view body;                /* of the offer */
};

struct loop {
    const struct loop_options *options;
    struct store *store;
    struct core *core; /* NULL: to be made by the next turn */
    struct core_effects effects;
    struct peers *peers;
    struct readers *readers;
    struct compactor *compactor;
    struct wire *router;
    struct attendant *attendant;
    struct keyring *keyring; /* NULL: nobody comes in over a network, or everybody */
    struct outbox outbox;
    struct arena arena;     /* of the message under way, */
    struct arena asked;     /* and of what comes meanwhile */
    struct buf opened;      /* a body that is being judged */
    struct buf part;        /* for the index, where the worker made none, */
    struct content content; /* from these */
    struct result_check check;
    struct change change;
    int signals;                  /* a signalfd */
    char endpoint_file[PATH_MAX]; /* empty: not written */

    uint64_t now_ms;          /* read once a turn */
    uint64_t turn, committed; /* the turn under way, and the last one that is durable */
    uint64_t taken;           /* bytes of messages taken in by this turn, */
    uint64_t grown;           /* and what those that were compressed were opened to */
    uint64_t unlooked;        /* work since questions were looked after: see intake_between() */
    struct held_line held;    /* messages that came before this turn, or did not fit into it */
    bool more;                /* the intake ended at its bound */
    bool idle;                /* this turn began because time had passed */
    bool stopping;
    uint64_t stopped_by; /* session of the client that asked for it, and was answered; or 0 */

    uint64_t ping_ms;      /* when the peers are next looked after; */
    uint64_t asked_all_ms; /* when all of them were last asked whether they are there, */
    unsigned rounds;       /* and how often they are to be */
    uint64_t occupied_ms;  /* when somebody was last in session */
    bool any_gone;         /* a peer is marked gone */
    bool lost;             /* a connection has ended, of whomever */
    uint64_t asked_ms;     /* when a question came last */
    bool any_asked;        /* a peer is marked as having asked */
    struct gathered gathered;
    uint64_t probes; /* sent: see loop_outbox.c */

    struct { /* the disk */
        bool full;
        uint64_t free_bytes;
        uint64_t again_ms;   /* after a turn that found no room: no work until then, */
        uint64_t again_free; /* or until so much is free */
    } disk;
    struct {                         /* loop_compact.c */
        struct index_slice *waiting; /* for a turn with room, */
        struct index_slice *writing; /* or in this one */
        uint64_t segments;           /* how many there ever were at the end of the last turn; */
        uint64_t grown_ms;           /* when that last became more, but for merged ones */
        uint64_t seen;               /* and how many when the compactor last looked */
        bool rested;                 /* nobody brought documents when it did */
        bool unclean;                /* some dead ones may be there */
    } compaction;
    bool later;     /* a large document waits for its next turn */
    bool leftovers; /* the lease records of the run before are not dealt with yet, */
    bool undone;    /* and they are our own: a turn was undone */

    uint64_t refused[256]; /* by enum error_code */
    struct status_rate rate;
    struct log_gate refusals, comings, disk_changes, bad_results, bad_parts;
    uint64_t started_ms, reported_ms, reported_stored;
};

/* loop_start.c */
void start_core(struct loop *l);      /* in an open turn */
void start_leftovers(struct loop *l); /* and the events that come before all others */

/* loop_intake.c */
uint64_t intake_need(const struct loop *l); /* bytes that the next turn may bring */
void intake_messages(struct loop *l);
void intake_signs(struct loop *l); /* of life, of those who asked */
/* Sends what the reading threads have answered, and takes what has come: questions go to them at
 * once, all else into the line of held messages, as far as that has room. Called while the loop
 * waits, and between two messages of a turn. */
void intake_questions(struct loop *l);
/* The same behind a document of so many bytes, if those since the last time took a while. */
void intake_between(struct loop *l, size_t bytes);
/* Answers ERROR, counts and logs it. peer is NULL for a stranger. */
void refuse(struct loop *l, const struct wire_id *to, const struct peer *peer, uint64_t request,
            int code, struct view text);

/* loop_hello.c. peer is NULL for who has no entry yet; one that the core refuses is removed again
 * by its CLOSE. 0, or -1 with *err for an ERROR. */
int hello_take(struct loop *l, struct peer *peer, const struct wire_in *in,
               const struct msg_hello *m, struct err *err);
void hello_revoke(struct loop *l); /* ends the sessions of keys that were revoked */

/* loop_held.c */
bool held_is_full(const struct held_line *h);
void held_add(struct held_line *h, const struct held *message);  /* taken over; behind the others */
void held_back(struct held_line *h, const struct held *message); /* the first one again */
bool held_next(struct held_line *h, struct held *message);       /* the first; false: none */
bool held_has(const struct held_line *h, const struct wire_id *from); /* any message of that peer */
void held_free(struct held_line *h);

/* loop_attend.c: between the two, which work on the store alone, the sockets and the peers are
 * another thread's, which takes questions and sends answers; what else comes it holds for the next
 * turn. attend_end() waits until they are the loop's again. */
int attendant_open(struct loop *l, struct err *err);
void attendant_close(struct loop *l);
void attend_begin(struct loop *l);
void attend_end(struct loop *l);

/* loop_document.c. The handlers of messages answer 0, or -1 with *err for an ERROR. */
int document_submit(struct loop *l, struct peer *p, const struct msg_submit *m, struct view body,
                    struct err *err);
int document_result(struct loop *l, struct peer *p, const struct msg_result *m, struct view body,
                    struct err *err);

/* loop_index.c: in the turn in which the document becomes DONE, after its outcome is stored. */
void index_document(struct loop *l, uint64_t num, const struct answered *a);
void index_forget(struct loop *l); /* gives memory back that a large document took */
void index_later(struct loop *l);  /* large documents, and those of a store that had no index */

/* loop_compact.c */
void compact_in_turn(struct loop *l);
void compact_after_turn(struct loop *l, bool committed);

/* loop_change.c */
int change_begin(struct loop *l, struct peer *p, const struct msg_change *m, struct err *err);
void change_continue(struct loop *l);

/* loop_apply.c: passes the event to the core and does what it answers, WANT_ effects included. True
 * unless the core refused the event. */
bool apply(struct loop *l, const struct core_event *event, const struct subject *subject);
/* The store's records as the core has them. */
struct core_found found_of(const struct store_found *f);
struct core_retry retry_of(uint64_t num, const struct msg_stored_retry *r);

/* loop_outbox.c */
/* Takes the body over, which may be NULL; peer is NULL for a stranger. */
void outbox_message(struct loop *l, const struct wire_id *to, const struct peer *peer,
                    const struct msg *msg, struct wire_body *body);
void outbox_question(struct loop *l, const struct peer *p, uint64_t request, struct view header);
/* Gives it to the reading threads at once; false if it may not be asked now. */
bool outbox_ask(struct loop *l, struct peer *p, struct view header);
void outbox_status(struct loop *l, const struct peer *p, uint64_t request);
void outbox_release(struct loop *l);
void outbox_drop(struct loop *l); /* of a turn that was undone */
/* A PONG: it may show how much the peer has read. */
void outbox_ponged(struct loop *l, struct peer *p, uint64_t token);
/* Sends at once what promises nothing; a peer that cannot be reached is marked gone. */
void outbox_send_now(struct loop *l, struct peer *p, struct view header, struct wire_body **body);

/* loop_disk.c */
void disk_probe(struct loop *l);       /* how much is free; once a turn */
void disk_check(struct loop *l);       /* tells the core when it has become full, or not any more */
void disk_ran_full(struct loop *l);    /* a turn was undone */
bool disk_rests(const struct loop *l); /* no work is given out for the time being */

/* loop_endpoint.c */
int endpoint_open(struct loop *l, struct err *err);
void endpoint_close(struct loop *l);

#endif
