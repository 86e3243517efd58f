/* supervisor_state.h: what the files of the supervisor share, and nobody else includes.
 *
 * supervisor.c has the loop, supervisor_broker.c what goes to and comes from the broker,
 * supervisor_children.c what goes to and comes from the children.
 */
#ifndef WORKERS_PROCESS_SUPERVISOR_STATE_H
#define WORKERS_PROCESS_SUPERVISOR_STATE_H

#include "workers/process/child.h"
#include "workers/process/credit.h"
#include "workers/process/supervisor.h"

enum phase { PHASE_WORKING, PHASE_DRAINING, PHASE_OVER };

struct supervisor {
    const struct supervisor_setup *setup;
    struct child_setup child_setup;
    struct session session;
    struct backlog backlog;
    struct child *children; /* setup->children of them */
    enum phase phase;
    int status;            /* the program's, when it is over */
    uint64_t now;          /* CLOCK_MONOTONIC, of this turn of the loop */
    uint64_t drain_end_ms; /* DRAINING: when the grace is over */
    uint64_t finished;     /* documents of this session */
    uint64_t finished_ms;  /* when the last one was */
    uint64_t round;        /* those of this turn */
    struct credit credit;
    struct log_gate deaths; /* of children */
};

/* supervisor_broker.c */

void broker_hear(struct supervisor *s);  /* takes in all that the broker has sent */
void broker_keep(struct supervisor *s);  /* the session and its heartbeat */
bool broker_reads(struct supervisor *s); /* false: keep from it what can wait */

/* Say what became of documents; all are given up if the session is lost over it. */
void broker_pass(struct supervisor *s, struct lease *l, uint32_t documents, struct view header,
                 struct wire_body **body);
void broker_say_failed(struct supervisor *s, struct lease *l, const struct msg_outcome *outcome);
void broker_give_back(struct supervisor *s, struct range r); /* unworked */
void broker_stop_taking(struct supervisor *s);
bool broker_has_stopped(const struct supervisor *s); /* no TASK can come any more */
void broker_bye(struct supervisor *s);

/* supervisor_children.c */

void children_start(struct supervisor *s); /* those that are missing and may be started now */
void children_hear(struct supervisor *s);  /* takes in their results */
void children_bury(struct supervisor *s);  /* settles what those that ended leave behind */
void children_watch(struct supervisor *s); /* kills those that are over a hard limit */
void children_feed(struct supervisor *s);  /* hands out what waits, and what a slow one holds up */
/* Takes back what they have not begun: of one lease, or of all where it is NULL. It is given back
 * to the broker when the worker is to stop, else it waits again. */
void children_withdraw(struct supervisor *s, const struct lease *only);
void children_abandon(struct supervisor *s); /* kills them and takes back the rest, too */
bool children_busy(const struct supervisor *s);
uint64_t children_idle_ms(const struct supervisor *s); /* until one of the above has to be called */

#endif
