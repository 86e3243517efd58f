/* workforce.h: the worker that `garner run` keeps: started, started again when it ends, sent home.
 */
#ifndef CLIENT_WORKFORCE_H
#define CLIENT_WORKFORCE_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>
#include <sys/types.h>

struct workforce {
    struct buf program, log; /* paths */
    char **argv;             /* of the program; NULL at its end */
    struct buf arguments;    /* the bytes of argv */
    pid_t pid;               /* 0 = none at the moment */
    uint64_t started_ms, retry_ms;
    unsigned false_starts; /* in a row: it ended within seconds */
};

struct workforce_options {
    const char *endpoint, *data; /* whom it works for, and where its log is */
    uint64_t children;
    bool nice;
};

/* Finds the program and starts it. What GARNER_WORKER_ARGS in the environment says is added to its
 * command line. -1 with *err. */
int workforce_start(struct workforce *w, const struct workforce_options *options, struct err *err);

/* Starts it again if it has ended; to be called several times a second. -1 with *err when it ended
 * too often as soon as it was started: its last words are told. */
int workforce_tend(struct workforce *w, struct err *err);

/* Tells it to finish what it has under way and to leave (SIGTERM); kills it after wait_ms. */
void workforce_end(struct workforce *w, int wait_ms);

void workforce_free(struct workforce *w); /* harmless on a zeroed one */

#endif
