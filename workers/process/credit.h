/* credit.h: how many documents a worker holds at once: about half a second's work.
 *
 * Too few, and children starve while the broker commits; too many, and a worker that is lost or
 * leaves takes with it what others could have done, and they wait for it. How long a document takes
 * is not known before, so the credit begins low and is measured in rounds of as many documents as
 * it has: it doubles when a round took less than half of the time wanted, and halves when it takes
 * more than twice as long. It is never so high that a HEARTBEAT could not name a lease for each.
 */
#ifndef WORKERS_PROCESS_CREDIT_H
#define WORKERS_PROCESS_CREDIT_H

#include <stdbool.h>
#include <stdint.h>

struct credit {
    uint64_t documents;            /* what is granted */
    uint64_t least, most;          /* and its bounds */
    uint64_t bytes;                /* granted beside it; does not change */
    uint64_t finished, started_ms; /* of this round */
};

/* For so many children. */
struct credit credit_begin(unsigned children, uint64_t now);

/* Time has passed; `finished` documents more have been finished, `held` are held now. True if
 * c->documents has changed, and the broker is to be told. */
bool credit_adjust(struct credit *c, uint64_t finished, uint64_t held, uint64_t now);

#endif
