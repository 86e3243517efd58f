/* loop.h: the broker. One thread writes, one turn after the other.
 *
 * A turn: wait, begin, intake, tick, commit, release, report. Messages become events for the core
 * (core.h), its effects go at once into the turn's one transaction (store.h), and what they send is
 * kept until the commit. So nothing leaves before the commit that makes it true, and while one
 * commit waits for the disk the next turn's messages pile up: group commit without a timer.
 *
 * Questions that may take long are answered by reading threads (reader.h).
 */
#ifndef BROKER_LOOP_H
#define BROKER_LOOP_H

#include "proto/error.h"
#include <stdbool.h>
#include <stdint.h>

struct loop_options {
    const char *data;      /* directory of the store; created if it is not there */
    const char *listen;    /* endpoints beside the private one, comma separated; NULL = none */
    uint64_t linger_ms;    /* ends by itself after so long without a session; 0 = never */
    uint64_t reserve;      /* free bytes on the disk below which new documents are refused */
    uint64_t max_document; /* longest document accepted */
    uint64_t window_docs;  /* what a submitter may have offered and not answered; 0 = core.c's */
    uint64_t window_bytes; /* and their bytes */
    uint64_t readers;      /* reading threads, ≥ 1 */
    bool insecure;         /* let peers without a key in over a network */
    bool mixed;            /* let workers of several extractors work at once */
};

struct loop; /* a broker */

/* Opens the store and listens. The private endpoint is a Unix socket in the data directory (where
 * its path would be too long, an abstract one); its name is in the file DIR/endpoint while the
 * broker runs. From here on SIGTERM and SIGINT are blocked in the calling thread and end
 * loop_run(). The options are borrowed. -1 with *err, and nothing left open, if the store or an
 * endpoint is refused. */
int loop_open(const struct loop_options *options, struct loop **out, struct err *err);

/* Works until SIGTERM, SIGINT, a STOP message or the end of linger_ms. 0; -1 with *err when the
 * store cannot be written any more: then the process should end and be started again. */
int loop_run(struct loop *l, struct err *err);

/* Tells the peers, closes everything and sets *l to NULL; harmless on NULL. */
void loop_close(struct loop **l);

#endif
