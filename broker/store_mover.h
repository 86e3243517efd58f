/* store_mover.h: what lies far back in LMDB's file, moved to where pages are free, so that the file
 * can be cut (store_spare.c).
 *
 * LMDB writes a page that changes to another place, the first free one that it knows. So whatever
 * is put once more, as it is, moves to the front, and the pages that it had are free when the turn
 * is committed. A thread looks for what lies behind the place to which all would reach if it lay
 * closely, a piece of the tables a page; the loop puts it once more. After a round over all tables
 * the end of the file is free, or nearly; another round may follow.
 */
#ifndef BROKER_STORE_MOVER_H
#define BROKER_STORE_MOVER_H

#include "broker/store_env.h"

struct mover {
    bool under_way;
    unsigned rounds;
    uint64_t behind;  /* pages that were too far back when the round began */
    uint64_t length;  /* and those before the end of the last one in use */
    uint64_t least;   /* pages from this one on are to be moved */
    bool long_ones;   /* values of several pages, which need neighbours, come first */
    enum table table; /* how far this round has come: the table, */
    struct buf key;   /* and the key in it to begin with, */
    struct buf value; /* and the value, in a list */
    uint64_t last;    /* the leaf that was seen last, */
    bool leaf_due;    /* and is to be moved still; */
    unsigned leaves;  /* how many leaves were */
};
void mover_free(struct mover *m);

/* Entries to be put once more. */
struct moves {
    struct buf entries;
    uint64_t bytes;     /* of their values, about */
    struct buf runs;    /* of free pages: env_free_runs() */
    uint64_t run_pages; /* so many */
    struct buf front;   /* of those before `least` */
    uint64_t taken;     /* pages in front that the turn takes, at most, */
    uint64_t leaf;      /* the last of them on the way to this one */
    uint64_t least;     /* those from this page on are not to be taken */
    uint64_t commit;    /* as of which it was looked: another one makes it void */
};

void moves_free(struct moves *moves);

/* In an open page: fills *moves with the next ones. False when there is nothing to be done, or not
 * any more until mover_restart(). */
bool mover_step(struct mover *m, struct txn *t, struct moves *moves);
void mover_restart(struct mover *m);

/* In the turn behind the commit that was looked at, else nothing is done. */
void moves_write(struct txn *t, const struct moves *moves);

#endif
