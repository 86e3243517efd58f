/* stores.h: the brokers that a question is put to: one, or those that --broker A,B,C names.
 *
 * All are asked at the same time. One that is not there, will not have us, or falls silent is left
 * behind with the reason, and the others go on: what they know is an answer, if not all of it. Who
 * did not answer is told at the end: stores_tell().
 */
#ifndef CLIENT_STORES_H
#define CLIENT_STORES_H

#include "client/command.h"

enum { STORES_MOST = 64 };

struct store {
    const char *name; /* as it was told */
    struct reach reach;
    bool gone;      /* it does not answer, or not any more */
    struct err why; /* then */
    bool asked;     /* there is a question under way */
    bool answered;  /* and the reply to it is here */
    struct question question;
    struct reply reply;
};

struct stores {
    struct store *at;
    size_t count;
    char *names, *keys; /* what --broker and --broker-key said, cut at the commas */
};

/* Zero-initialise. Opens a session with each broker that the options name, or with the private one,
 * and waits for them. -1 with *err if none of them answers, one is told twice, or the options are
 * wrong. */
int stores_open(struct stores *s, struct err *err);
/* Ends the sessions; what is told of the stores remains. */
void stores_close(struct stores *s);
void stores_free(struct stores *s);

/* Asks a store that is not gone; the views in msg must live until stores_finish(). */
void store_begin(struct store *s, const struct msg *msg);
/* Leaves a store behind. */
void store_give_up(struct store *s, const struct err *why);
/* *err says why a store that is gone does not answer, and names it; always -1. */
int store_fail_gone(const struct store *s, struct err *err);
/* Waits until each one asked has answered, or is gone. -1 with *err if all are gone. */
int stores_finish(struct stores *s, enum msg_number wanted, struct err *err);

size_t stores_gone(const struct stores *s);

/* A line on standard error for each that did not answer, and in JSON one on standard output:
 * {"unanswered":"tcp://…","reason":"…"}. */
void stores_tell(const struct stores *s);

#endif
