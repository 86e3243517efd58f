/* split.h: the containers that are one text with marks in it: a mailbox, JSON lines, a text cut at
 * a separator. They differ in where a member ends and what it is called.
 *
 * A member is looked for in what lies ahead and read from there; so one may be as long as a
 * document and no longer. What is longer is passed over, up to the next mark.
 */
#ifndef CLIENT_ARCHIVE_SPLIT_H
#define CLIENT_ARCHIVE_SPLIT_H

#include "client/archive/container.h"

struct split {
    struct container container;
    struct bytes *in;
    struct reading *how;
    size_t passed;       /* bytes of the present member and its mark, taken with the next one */
    struct view content; /* of the present member, what was not read of it */
    uint64_t number;     /* of the present member */
    struct buf mark;     /* what members end with, */
    /* where this agrees; NULL: it always does. It sees a window that begins at a character of the
     * member and the mark's place in it, and before it agrees it can rely on SPLIT_LOOK bytes
     * behind the mark, or the end. */
    bool (*ends)(struct view window, size_t mark);
    struct buf declared; /* what is said of each */
};

struct split *split_new(const struct container_kind *kind, struct bytes *in, struct reading *how);

/* The next stretch up to split->mark; the text's end is a mark, too. 1 with its bytes in content; 0
 * at the end; -1 with *err: the text failed. A stretch over max_document is refused in *m, and so
 * is one that a fault cut short. */
enum { SPLIT_LOOK = 1024 };
int split_next(struct split *s, struct member *m, struct err *err);

/* The functions of a kind. */
ssize_t split_read(struct container *c, char *out, size_t room, struct err *err);
void split_close(struct container *c);

#endif
