/* drive.h: the loop of a submission: feeds, looks at the ledger, shows how far it is, until it is
 * through or somebody wants it to stop.
 */
#ifndef CLIENT_DRIVE_H
#define CLIENT_DRIVE_H

#include "client/feed.h"
#include "client/progress.h"
#include "client/report.h"

struct drive {
    /* Set before */
    struct session *session;
    struct feed *feed; /* NULL: nothing is submitted */
    bool until_empty;  /* goes on until nothing waits or runs */
    bool no_wait;      /* a full disk ends it */
    struct progress progress;
    /* Called several times a second: what else is to be looked after; -1 with *err ends it. */
    int (*tend)(void *context, struct err *err);
    void *context;

    /* Inside, and worth a look afterwards */
    struct report_poll poll;
    struct rate rate;
    uint64_t finished_before; /* documents in the ledger at the start */
    uint64_t started_ms;
    bool told_stalled; /* the person knows that the disk is full */
    unsigned through;  /* answers of the poll when all was submitted, + 1; 0 = not yet */
};

enum drive_end { DRIVE_THROUGH, DRIVE_INTERRUPTED, DRIVE_FAILED };

/* Runs it. FAILED comes with *err. After an interrupt what was offered has its verdict, unless the
 * broker is silent. */
enum drive_end drive_run(struct drive *d, struct err *err);
void drive_free(struct drive *d);

#endif
