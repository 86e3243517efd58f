/* reader.h: threads that answer the questions which may take long: LIST_DOCS, FETCH and ASK.
 *
 * Questions wait in one bounded line, from which the threads take them; beyond it a question is not
 * taken. One that turns out to take long goes to a line of its own, and all threads but one at most
 * are at those: so a few of them hold up neither each other's nor all the short ones. They are
 * nicer than the loop, and while documents come in they have a part of the processors only
 * (reader_pace.h), so that clients who never pause do not take those from what comes in.
 * Each thread has a store_read of its own. What is answered waits in a line for the loop, which an
 * eventfd wakes; a question belongs to whoever holds the pointer. A page is short: it ends after
 * about ANSWER_MS or ANSWER_BYTES, with the place to go on from.
 */
#ifndef BROKER_READER_H
#define BROKER_READER_H

#include "broker/store.h"
#include "proto/wire.h"

#define ANSWER_SOON_MS 10 /* a page, while others wait */
#define ANSWER_MS      50
#define ANSWER_BYTES   4194304 /* of a body, unless one document alone is longer */
#define READERS_MAX    16
#define QUESTIONS_MAX  256 /* waiting for a thread */

/* A question, and later its answer. */
struct question {
    uint32_t peer; /* who asked (peers.h) */
    uint64_t session;
    struct buf header;      /* the message; then the answer's, an ERROR if it is refused */
    int refused;            /* enum error_code of that ERROR */
    struct wire_body *body; /* of the answer, or NULL */
    bool takes_long;
    uint64_t since_us;     /* it waits in the line */
    struct question *next; /* in the line */
};
void question_free(struct question *q);

struct readers;

/* Starts `count` threads. */
int readers_open(struct store *store, unsigned count, struct readers **out, struct err *err);

/* Waits for the threads to finish their page, drops all questions and sets *r to NULL. */
void readers_close(struct readers **r);

/* Takes the question over; false if the line is full: then it still is the caller's. */
bool readers_ask(struct readers *r, struct question *q);

/* Documents come in: what questions may take is bounded for a while (reader_pace.h). */
void readers_document(struct readers *r);

/* A question that was answered, the caller's from now on; NULL if there is none at the moment. */
struct question *readers_answered(struct readers *r);

/* For wire_wait(): readable while there is one. */
struct wire_wait readers_wait_item(const struct readers *r);

#endif
