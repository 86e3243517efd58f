/* reread.h: an original read once more by the worker's program, as `garner-worker extract` does, so
 * that every value of a result can be proven: the same program gives the same line (PROTOCOL 15.5).
 */
#ifndef CLIENT_REREAD_H
#define CLIENT_REREAD_H

#include "proto/msg.h"

struct reread; /* the program, and a directory of its own for what goes in and out */

/* Finds the program. NULL with *err. */
struct reread *reread_open(struct err *err);
/* Removes the directory, and sets *r to NULL. Harmless on NULL. */
void reread_close(struct reread **r);

enum reread_verdict { REREAD_SAME, REREAD_OTHER, REREAD_OTHER_EXTRACTOR };

/* Reads the original again and compares its line with that of the row and its result. What an
 * archive said of its type is not kept with a row; the type and charset that the result has are
 * told where they make a difference. *verdict; REREAD_OTHER_EXTRACTOR: the row is that of another
 * version than the program at hand, so there is nothing to compare. 0, or -1 with *err if the
 * program could not be run. */
int reread_check(struct reread *r, const struct msg_row *row, struct view result,
                 struct view original, enum reread_verdict *verdict, struct err *err);

#endif
