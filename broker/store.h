/* store.h: everything the broker knows, in one LMDB environment; docs/store.md has keys and values.
 *
 * One thread writes, in turns: begin, any reads and writes, then commit. A turn is one transaction:
 * it sees its own writes, and after a crash or an abort none of it has happened. Other threads read
 * through a store_read of their own, a page at a time, and see the last commit.
 *
 * Reads and writes do not fail one by one. The first fault of a turn or a page is kept; from then
 * on writes do nothing and reads find nothing; store_commit() or store_read_end() tells. So a
 * caller decides once, where it decides about the whole turn anyway.
 *
 * Views that a read hands out point into the map: those of a turn are valid until its next write,
 * those of a store_read until store_read_end().
 *
 * Numbers of documents are ascending and start at 1: 0 means none. Names of archives and sources
 * hold no NUL.
 */
#ifndef BROKER_STORE_H
#define BROKER_STORE_H

#include "proto/id.h"
#include "proto/msg.h"
#include <stdbool.h>

struct store;      /* a data directory, open */
struct store_read; /* a view of it: of the turn (store_turn) or of a reading thread */

/* Opens, or creates, the store in the directory dir (which is created too, one level). Fails when
 * another process has it open (the message names its pid), when its format is newer than this
 * program's, or when it cannot be read. An older format is brought up to date first. */
int store_open(const char *dir, struct store **out, struct err *err);

/* Opens it for nothing but store_read_open(), beside a broker that is at work on it or without one:
 * nothing is made or changed. */
int store_open_to_read(const char *dir, struct store **out, struct err *err);

/* Undoes an open turn, closes and sets *s to NULL; harmless on NULL. Every store_read must be
 * closed before. */
void store_close(struct store **s);

#define STORE_ID_LEN 16
const unsigned char *store_id(const struct store *s); /* random, for ever; STORE_ID_LEN bytes */

/* Whether its files were removed while it is open: no turn can begin any more. */
bool store_was_removed(const struct store *s);

/* ---- Turns ---- */

/* Begins a turn. need: bytes that it is going to store, as far as known; the map is made large
 * enough for them, and for as much again as a quarter of it, while no transaction is open: reading
 * threads are kept out for that moment. */
int store_begin(struct store *s, uint64_t need, struct err *err);

/* Whether `more` bytes still fit into this turn for sure. If not, commit first and begin another.
 */
bool store_fits(const struct store *s, uint64_t more);

#define STORE_STATES 8 /* room for counts by enum state */

enum store_end {
    STORE_COMMITTED, /* durable */
    STORE_RETRY,     /* undone: the map was too small; the next store_begin() enlarges it */
    STORE_FULL,   /* undone: the disk is full; what was committed stays, smaller turns may pass */
    STORE_BROKEN, /* cannot go on: store_close(), end the process */
};

/* Ends the turn. For all but COMMITTED *err tells, and everything is as before store_begin(). */
enum store_end store_commit(struct store *s, struct err *err);
void store_abort(struct store *s); /* undoes the turn; harmless when none is open */

/* The turn as something to read; valid from store_begin() to store_commit() or store_abort(). */
struct store_read *store_turn(struct store *s);

/* How many documents there are by state (RUNNING counts as WAITING) and, of those that failed or
 * were skipped, by reason. Exact within the turn, and undone with it. */
struct store_ledger {
    uint64_t states[STORE_STATES], reasons[256];
};
void store_ledger(const struct store *s, struct store_ledger *out);

struct store_space {
    uint64_t free_bytes; /* of the file system, to this user */
    uint64_t used;       /* bytes of the store's file: its length, */
    uint64_t blocks;     /* and what it takes on the disk */
    uint64_t map;        /* bytes that the file may grow to before the map does */
};
int store_space(const struct store *s, struct store_space *out, struct err *err);

/* The file by what is in it, in bytes of pages; together they are `used`. Between turns. */
struct store_sizes {
    uint64_t originals, results, index;
    uint64_t ledger;   /* all the rest that is in use */
    uint64_t free;     /* pages to be used again, */
    uint64_t returned; /* and those of them whose room the file system has back */
};
void store_sizes(const struct store *s, struct store_sizes *out);

/* Gives some of the room on the disk back that free pages take, if it is much. Between turns, again
 * and again while nothing else is to be done. */
void store_give_back(struct store *s);

/* ---- Reading in other threads ---- */

/* One for each thread; the store must outlive it. */
int store_read_open(struct store *s, struct store_read **out, struct err *err);
void store_read_close(struct store_read **r);

/* Begins a page: the last commit, held still. Keep it short (50 ms): the map cannot grow and pages
 * are not used again as long as it is open. A thread has one page open at a time. */
int store_read_begin(struct store_read *r, struct err *err);
int store_read_end(struct store_read *r, struct err *err); /* -1: a read failed; drop the page */

/* ---- Documents ---- */

/* A document in short; num 0 = there is none. */
struct store_found {
    uint64_t num;
    uint64_t length;  /* of its body as stored */
    enum state state; /* never RUNNING */
    unsigned reason;  /* enum reason, of FAILED and SKIPPED */
};
struct store_found store_found(struct store_read *r, uint64_t num);

/* What the store knows of (archive, source, sha256) before it is added. 32 zero bytes stand for a
 * content that nobody saw: it is never the same as another document's. */
struct store_match {
    unsigned char id[DOC_ID_LEN];
    uint64_t first, body;       /* as in STORED_DOC; 0 = this would be the first */
    struct store_found same;    /* the document itself, if it is there */
    struct store_found current; /* the version of its source that counts now */
    struct store_found holder;  /* who stands for its content: of the versions that count, the least
                                   (archive, source) in byte order */
    struct store_found heir;    /* if current stands for its content now: who would in its place */
    bool before_holder;         /* (archive, source) comes before the holder's, or there is none */
};
void store_match(struct store *s, struct view archive, struct view source,
                 const unsigned char sha256[SHA256_LEN], struct store_match *out);

uint64_t store_next_num(const struct store *s); /* what the next document will be numbered */

/* Adds a document as the version of its source that counts, and returns its number. match is the
 * answer for it in this turn, with nothing written in between. bytes: its body, doc->length of
 * them; they are kept only if match->body is 0, else encoding and length become those of the body
 * that is there. doc->body and doc->first are not read. States of other documents are the caller's.
 */
uint64_t store_add(struct store *s, const struct store_match *match,
                   const struct msg_stored_doc *doc, struct view bytes, enum state state,
                   unsigned reason);

/* Makes num, an older version, the one of its source that counts again; states are the caller's. */
void store_revive(struct store *s, uint64_t num);

bool store_doc(struct store_read *r, uint64_t num, struct msg_stored_doc *out);

/* Copies the doc->length bytes of its body to out, which are encoded as doc says; false if it has
 * none. */
bool store_body(struct store_read *r, const struct msg_stored_doc *doc, char *out);
/* The same, but of a packed one only the bytes from..upto, and what is packed together with them:
 * each to its place. upto <= doc->length. */
bool store_body_part(struct store_read *r, const struct msg_stored_doc *doc, size_t from,
                     size_t upto, char *out);

/* The document that stands for the content of body number `body`, 0 if none counts now. */
uint64_t store_holder(struct store_read *r, uint64_t body);

/* The document with the least id that is not below `from`: its number, and its id in found; 0 if
 * there is none. */
uint64_t store_next_by_id(struct store_read *r, const unsigned char from[DOC_ID_LEN],
                          unsigned char found[DOC_ID_LEN]);

/* The next name of an archive above `after` (after.at NULL: the first). False if there is none. */
bool store_next_archive(struct store_read *r, struct view after, struct view *next);

/* ---- States and outcomes ---- */

/* reason is 0 unless state is FAILED or SKIPPED. */
void store_set_state(struct store *s, uint64_t num, enum state state, unsigned reason);
enum state store_state(struct store_read *r, uint64_t num,
                       unsigned *reason); /* 0: no such document */

/* The first document above `after` in that state and of that reason (0 = any); 0 if there is none.
 */
uint64_t store_next_in_state(struct store_read *r, uint64_t after, enum state state,
                             unsigned reason);

/* Waiting documents from number `from` on that have no retry record: at most room of them into out,
 * fewer where looking further would take long. Returns how many; all below *next were looked at. */
struct store_waiting {
    uint64_t num;
    uint64_t length; /* of its body as stored */
};
size_t store_window(struct store_read *r, uint64_t from, struct store_waiting *out, size_t room,
                    uint64_t *next);

/* What became of a document, with its result (empty for failed and skipped ones). Replaces what was
 * there. It is read back without the result, or with it where that lies in the map: empty if it is
 * packed. */
void store_put_outcome(struct store *s, uint64_t num, const struct msg_stored_outcome *outcome,
                       struct view result);
bool store_outcome(struct store_read *r, uint64_t num, struct msg_stored_outcome *out,
                   struct view *result);
/* Copies the outcome->length bytes of its result to out; false if they are damaged. */
bool store_result(struct store_read *r, uint64_t num, const struct msg_stored_outcome *outcome,
                  char *out);
void store_drop_outcome(struct store *s, uint64_t num); /* harmless when there is none */

/* ---- The queue's memory ---- */

void store_put_retry(struct store *s, uint64_t num, const struct msg_stored_retry *retry);
void store_drop_retry(struct store *s, uint64_t num); /* harmless when there is none */
bool store_retry(struct store_read *r, uint64_t num, struct msg_stored_retry *out);
/* The first one above document `after`: its number, 0 if there is none. */
uint64_t store_next_retry(struct store_read *r, uint64_t after, struct msg_stored_retry *out);

/* Lease ids ascend and are never used twice, also after a crash. */
uint64_t store_next_lease_id(const struct store *s);
void store_put_lease(struct store *s, uint64_t id, const uint64_t *nums, size_t count);
void store_drop_lease(struct store *s, uint64_t id); /* harmless when there is none */
/* The first one above lease `after`: its id, 0 if there is none. At most MAX_BATCH nums. */
uint64_t store_next_lease(struct store_read *r, uint64_t after, uint64_t nums[MAX_BATCH],
                          size_t *count);

/* The extractor version that this store's run is pinned to; empty = none yet. */
struct view store_extractor(struct store_read *r);
void store_pin_extractor(struct store *s, struct view version);

/* The number that the next segment of the index gets; they ascend (index.h). */
uint64_t store_next_segment(const struct store *s);

/* ---- Upkeep ---- */

/* The look-ups keep their young entries in memory; every commit moves as many of them into the
 * store as keeps memory bounded. For idle moments: moves about `pages` more of them in this turn,
 * so that reading threads find more of it sorted. True while there are any left. */
bool store_fold(struct store *s, unsigned pages);

#endif
