/* import_work.h: the results of lines for the documents of a store: a worker that looks up what
 * others have found.
 *
 * Documents that were offered wait in the store like any other; the broker gives them out as TASKs,
 * holds each result against its document, stores and indexes it. So an import is as safe as a run:
 * whatever is killed, the documents still wait, and the same command goes on. A document that no
 * line speaks of is held until all others are through, and then given back unworked.
 */
#ifndef CLIENT_IMPORT_WORK_H
#define CLIENT_IMPORT_WORK_H

#include "client/import_lines.h"
#include "client/session.h"

#define IMPORT_STRANGERS_MOST 4096 /* documents that wait and are in no line */

/* Zero-initialise; set the first four. */
struct import_work {
    struct import_lines *lines;
    struct session *client; /* to look at the ledger */
    struct place *place;
    const char *extractor;
    bool quiet;

    uint64_t results;   /* that were sent; those sent again after a break are counted again */
    uint64_t strangers; /* documents held that no line speaks of */
};

/* Works until nothing of the store waits or runs but strangers, or an interrupt. -1 with *err:
 * another extractor is at work, there are too many strangers, or the broker is gone. */
int import_work(struct import_work *w, uint64_t patience_ms, struct err *err);

#endif
