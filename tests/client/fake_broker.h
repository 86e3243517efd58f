/* fake_broker.h: a broker of a few lines, in a thread, that can be told to misbehave.
 *
 * It answers HELLO, PING, STATUS and SUBMIT. It checks what a broker may expect of a submitter (the
 * window, the bytes behind each hash) and keeps what it was given, so that a test can tell whether
 * every document arrived although the broker forgot, refused or was away.
 */
#ifndef TESTS_CLIENT_FAKE_BROKER_H
#define TESTS_CLIENT_FAKE_BROKER_H

#include "proto/msg.h"
#include <pthread.h>
#include <stdatomic.h>

struct fake_broker {
    /* Set before fake_broker_start(); zeros mean: behave. */
    const char *endpoint; /* where it listens; the default is ipc://broker.ipc */
    uint64_t window_docs, window_bytes, max_document;
    unsigned slow_ms;       /* answers one SUBMIT in so many milliseconds */
    unsigned forgets_at;    /* forgets its sessions at this SUBMIT, unanswered ones and all */
    unsigned vanishes_at;   /* goes away at this SUBMIT, with the messages it has, and comes back */
    unsigned deaf_ms;       /* for how long it is away */
    unsigned full_until;    /* refuses the SUBMITs before this one: the disk is full */
    unsigned busy_until;    /* refuses the requests before this one: busy */
    unsigned refuse_hello;  /* enum error_code for every HELLO */
    unsigned refuse_submit; /* enum error_code for every SUBMIT */

    /* What it saw. Read after fake_broker_stop(), the atomic ones at any time. */
    atomic_uint hellos, submits, requests;
    atomic_uint documents;          /* different sources that were answered */
    unsigned refused[256];          /* of them with a reason, by enum reason */
    unsigned offered_again;         /* answered as known */
    uint64_t most_docs, most_bytes; /* under way at once, where more than one batch was */
    char wrong[600];                /* the first thing that a submitter must not do; empty = none */

    pthread_t thread;
    atomic_bool stop;
    struct fake_state *state;
};

void fake_broker_start(struct fake_broker *f);
void fake_broker_stop(struct fake_broker *f);

/* Whether a source was answered; after fake_broker_stop(). */
int fake_broker_has(const struct fake_broker *f, const char *source);

#endif
