/* store_env_parts.h: what the files that include lmdb.h share, and nobody else sees.
 *
 *   store_env.c      opening the environment, and closing it
 *   store_txn.c      transactions: the turn, and reading beside it
 *   store_table.c    what they read and write
 *   store_spare.c    free pages, given back to the file system
 *   store_mover.c    what lies far back, moved
 *   store_upgrade.c  the steps from older formats
 */
#ifndef BROKER_STORE_ENV_PARTS_H
#define BROKER_STORE_ENV_PARTS_H

#include "broker/store_env.h"
#include <pthread.h>

enum { LAST_KEY_MOST = 32 }; /* bytes of a key that may be appended */

struct txn {
    struct env *env;
    struct MDB_txn *handle; /* NULL while it is not open, if it writes */
    struct MDB_cursor *cursors[TABLES];
    bool writes, open;
    int fault;         /* the first one: errno or a code of LMDB's; 0 = none */
    const char *doing; /* what failed then */
    char damaged[64];  /* where it lies in what is damaged, which has a number */
    uint64_t bytes;    /* written so far, by a turn */
    struct last_key {
        bool known;
        size_t len; /* 0: there are no keys */
        char at[LAST_KEY_MOST];
    } last[TABLES]; /* no key is above it */
};

struct env {
    struct MDB_env *handle;
    unsigned tables[TABLES];
    struct txn turn;
    pthread_rwlock_t gate; /* held for reading as long as a reading transaction is open */
    uint64_t room;         /* bytes of the map that were free when the turn began */
    uint64_t readers_checked_ms;
    bool map_was_full;
    struct {           /* store_spare.c */
        uint64_t turn; /* pages freed up to this one were given back; 0: nothing is under way */
        uint64_t seen; /* the commit that was looked at last */
        bool never;    /* the file system cannot */
    } spare;
    bool map_is_gone; /* growing failed half-way: nothing can be read any more */
    int lock_fd;
    char *dir;
};

/* Fills *err with what LMDB or the system said, and returns -1. */
int env_fail(const struct env *e, int rc, const char *doing, struct err *err);

/* How the pages lie, as of the transaction; false if that cannot be told. */
struct env_extent {
    uint64_t pages;  /* that LMDB has numbers for; */
    uint64_t used;   /* those in use, */
    uint64_t length; /* and behind the last of them; */
    uint64_t close;  /* and behind it if they lay closely, but for a few between them; */
    uint64_t behind; /* those in use behind that */
};
bool env_extent(const struct env *e, struct MDB_txn *txn, struct env_extent *out);
/* Pages in them; appends to *runs, size_t, how long the runs of pages are that are free for the
 * next turn: the longest first, in pieces of at most PIECE_PAGES, and not the shortest. Of each
 * some pages are left out, for a turn has taken a few before it asks for them. And to *front, how
 * long all runs are that begin before the page `least`, as far as it. */
enum { PIECE_PAGES = 1024 };
uint64_t env_free_runs(const struct env *e, struct MDB_txn *txn, uint64_t least, struct buf *runs,
                       struct buf *front);
/* Whether so many pages more are worth an effort. */
bool env_is_much(uint64_t more, uint64_t used);

/* Takes the steps from that format (0: the store is new) to STORE_FORMAT. A code of LMDB's. */
int env_upgrade(struct env *e, struct MDB_txn *txn, uint64_t format);

/* Keeps the first fault. */
void txn_fault(struct txn *t, int code, const char *doing);

#endif
