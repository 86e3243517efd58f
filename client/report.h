/* report.h: what STATUS_IS says (PROTOCOL.md, 17.1), read and shown.
 *
 * A report is the message's body. What is not in it reads as 0 or nothing, so that an older broker
 * can be asked as well.
 */
#ifndef CLIENT_REPORT_H
#define CLIENT_REPORT_H

#include "client/session.h"
#include <stdio.h>

struct ledger {
    uint64_t submitted, waiting, running, done, failed, skipped, duplicate;
};

/* Asks for a report and copies it to *out (emptied first). -1 with *err, also if it is not valid.
 */
int report_ask(struct session *s, struct buf *out, struct err *err);

/* Asks again and again, without waiting, beside other requests. Zero-initialise; set the session.
 */
struct report_poll {
    struct session *session;
    uint64_t request; /* under way, 0 = none */
    unsigned epoch;   /* of the session when it was sent */
    uint64_t next_ms; /* when to ask again */
    struct buf body;  /* the latest report; free it */
    unsigned answers; /* that came */
};
void report_poll_push(struct report_poll *p, unsigned every_ms);
/* Whether the reply was a report: then it is in p->body. */
bool report_poll_take(struct report_poll *p, const struct reply *r);

/* 0 if body is a report; -1 with *err. */
int report_check(struct view body, struct err *err);

/* From a body that passed report_check(). */
struct ledger report_ledger(struct view body);
uint64_t ledger_finished(const struct ledger *l);
uint64_t report_number(struct view body, const char *key,
                       const char *inner); /* inner may be NULL */
struct view report_text(struct view body, const char *key);

/* For people: the ledger, a line a state, the reasons beside it. */
void report_show_ledger(struct view body, FILE *out);
/* Below it the rate, the disk where it matters, and the workers: at most `workers` of them. */
void report_show_work(struct view body, FILE *out, size_t workers);

/* For scripts: the whole report as one object on a line, or its figures, "name TAB number" a line.
 */
void report_json(struct view body, FILE *out);
void report_tsv(struct view body, FILE *out);

#endif
