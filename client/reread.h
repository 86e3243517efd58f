/* reread.h: originals read once more by the worker's program, as `garner-worker extract` does, so
 * that every value of a result can be proven: of the same bytes, source, declared type and date the
 * same program gives the same line (PROTOCOL 15.5).
 *
 * Originals wait until a batch of them is worth starting the program. What it does not survive is
 * told of that document, and the rest of its batch is read by another run.
 */
#ifndef CLIENT_REREAD_H
#define CLIENT_REREAD_H

#include "proto/msg.h"

struct reread; /* the program, a directory of its own for what goes in and out, and what waits */

enum reread_verdict {
    REREAD_SAME,
    REREAD_OTHER,
    REREAD_NOTHING,         /* the program gives no line of it */
    REREAD_OTHER_EXTRACTOR, /* the row is that of another version than the program at hand, so there
                               is nothing to compare */
};

/* Is told of each document that was added, in their order; archive and source live for the call. */
typedef void reread_judge(void *context, struct view archive, struct view source,
                          enum reread_verdict verdict);

/* Finds the program. NULL with *err. */
struct reread *reread_open(reread_judge *judge, void *context, struct err *err);
/* Removes the directory and what waits, and sets *r to NULL. Harmless on NULL. */
void reread_close(struct reread **r);

/* Adds a document; nothing of it need live longer. 0, or -1 with *err if the program could not be
 * run, or its result is no result. */
int reread_add(struct reread *r, const struct msg_row *row, struct view result,
               struct view original, struct err *err);
/* Judges what still waits. 0, or -1 with *err as above. */
int reread_finish(struct reread *r, struct err *err);

#endif
