/* store_env.h: LMDB, wrapped: the environment, its transactions and its tables. Only store_env.c,
 * store_txn.c, store_table.c, store_spare.c, store_mover.c and store_upgrade.c include lmdb.h; this
 * header hides it from the rest.
 *
 * There is one writing transaction at a time, the turn, and any number of reading ones. The map may
 * only grow while no transaction is open in the process, so reading ones hold a gate open for as
 * long as they last, and env_begin() closes it for the moment that growing takes.
 *
 * The first fault of a transaction is kept in it; from then on its tables read as empty and ignore
 * what is written, and its end tells. See store.h.
 */
#ifndef BROKER_STORE_ENV_H
#define BROKER_STORE_ENV_H

#include "broker/store.h"

/* X(NAME, name, keys): the tables; docs/store.md says what is in them. keys: NUM a document's or
 * other number, LIST the same with many sorted values under each, TEXT bytes in byte order. */
#define STORE_TABLES(X)                                                                            \
    X(META, "meta", TEXT)                                                                          \
    X(DOCUMENTS, "documents", NUM)                                                                 \
    X(BODIES, "bodies", NUM)                                                                       \
    X(OUTCOMES, "outcomes", NUM)                                                                   \
    X(PACKED_BODIES, "packed_bodies", NUM)                                                         \
    X(PACKED_RESULTS, "packed_results", NUM)                                                       \
    X(DICTIONARIES, "dictionaries", NUM)                                                           \
    X(STATES, "states", NUM)                                                                       \
    X(RETRIES, "retries", NUM)                                                                     \
    X(LEASES, "leases", NUM)                                                                       \
    X(VERSIONS, "versions", NUM)                                                                   \
    X(COPIES, "copies", LIST)                                                                      \
    X(ARCHIVES, "archives", TEXT)                                                                  \
    X(IDS, "ids", TEXT)                                                                            \
    X(CONTENTS, "contents", TEXT)                                                                  \
    X(INDEX, "index", TEXT)                                                                        \
    X(SEGMENTS, "segments", NUM)                                                                   \
    X(INDEX_DEAD, "index_dead", NUM)                                                               \
    X(INDEX_LATER, "index_later", NUM)

enum table {
#define X(NAME, ...) TABLE_##NAME,
    STORE_TABLES(X)
#undef X
        TABLES
};

#define STORE_FORMAT 4 /* docs/store.md says how to change it */

/* Names in `meta`. */
#define NEXT_SEGMENT  "next_segment"
#define INDEX_DROPPED "index_dropped" /* the next segment when a document last left the index */
#define INDEX_RENEW   "index_renew"   /* segments below this one are of an older format */
#define INDEX_OLD     "index_old"     /* documents up to this one are not indexed yet */

struct env; /* the environment */
struct txn; /* a transaction */

/* LMDB's page; what one holds of a value that has pages of its own; and the longest value, under a
 * key that is a number, that shares a page with others: a longer one gets whole pages. (On a
 * machine with larger pages these only cost room.) */
enum { PAGE_BYTES = 4096, PAGE_VALUE = PAGE_BYTES - 16, SHARED_VALUE = 2022 };

/* map: bytes that the map has at least. */
#define MAP_LEAST ((uint64_t)1 << 30)
int env_open(const char *dir, uint64_t map, struct env **out, struct err *err);
void env_close(struct env **e); /* aborts an open turn; harmless on NULL */

/* Opens it for reading only, beside a broker that is at work on it or without one; nothing is made
 * or changed. A process opens a store once at a time: closing a second one would give up the locks
 * of the first, by which the broker knows that somebody reads. tables: not only for env_copy();
 * this refuses formats other than this program's. */
int env_open_to_read(const char *dir, bool tables, struct env **out, struct err *err);

/* Writes what one commit left to fd, without the pages that are free; or only reads all of them.
 * -1 with *err, also if pages are neither in use nor free. For a process that has no turns: it may
 * map the file anew, while no transaction is open. */
int env_copy(const struct env *e, int fd, struct err *err);
int env_walk(const struct env *e, struct err *err);

int env_begin(struct env *e, uint64_t need, struct err *err);
bool env_fits(const struct env *e, uint64_t more);
enum store_end env_commit(struct env *e, struct err *err);
void env_abort(struct env *e);
bool env_was_removed(const struct env *e);
bool env_has_turn(const struct env *e); /* whether one is open */
struct txn *env_turn(struct env *e);    /* the same one for ever; usable while a turn is open */
int env_space(const struct env *e, struct store_space *out, struct err *err);
/* Gives some of the room on the disk back that free pages take, if it is much. Between turns, again
 * and again while nothing else is to be done. */
void env_give_back(struct env *e);
/* Bytes of the pages of each table, as of the last commit; zeros if they cannot be read. */
void env_sizes(const struct env *e, uint64_t bytes[TABLES]);

/* A reading transaction, with its own place among LMDB's readers. */
int txn_open(struct env *e, struct txn **out, struct err *err);
void txn_close(struct txn **t);
int txn_begin(struct txn *t, struct err *err);
int txn_end(struct txn *t, struct err *err); /* -1 if a read failed */

/* Which commit it reads: two that read the same one see the same. */
uint64_t txn_snapshot(const struct txn *t);

/* Marks the transaction as faulty for a reason of the store's own: something in it is damaged. */
void txn_damaged(struct txn *t, const char *what);
void txn_damaged_at(struct txn *t, const char *what, uint64_t num); /* "what num" */
bool txn_faulty(const struct txn *t);

/* Tables. A value that was read is valid until the next write of the turn, or the end of the
 * transaction. Each table has one cursor a transaction: what reads or writes by key moves it too,
 * so table_next() goes on from there. */

struct view table_num(const uint64_t *num); /* a number as a key; points to *num */
uint64_t table_num_of(struct view key);

bool table_get(struct txn *t, enum table which, struct view key, struct view *value);
/* The least key that is not below *key; the next one; the one before; the greatest. For LIST
 * tables, next goes over the values of a key, too. */
bool table_seek(struct txn *t, enum table which, struct view *key, struct view *value);
bool table_next(struct txn *t, enum table which, struct view *key, struct view *value);
bool table_previous(struct txn *t, enum table which, struct view *key, struct view *value);
bool table_last(struct txn *t, enum table which, struct view *key, struct view *value);

/* Replaces what is under the key (NUM and TEXT), or adds to it (LIST: at most 511 bytes; nothing
 * happens if that value is there). */
void table_put(struct txn *t, enum table which, struct view key, struct view value);
/* The same, with len bytes that the caller fills in before its next call; NULL after a fault. */
char *table_reserve(struct txn *t, enum table which, struct view key, size_t len);
/* Removes key and value, or of a LIST just that value. Harmless when it is not there. */
void table_drop(struct txn *t, enum table which, struct view key);
void table_drop_value(struct txn *t, enum table which, struct view key, struct view value);

#endif
