/* store_parts.h: what the files of the store share, and nobody else sees.
 *
 *   store.c           opening, turns, reading
 *   store_states.c    states and the ledger
 *   store_documents.c documents and their bodies
 *   store_versions.c  which version counts, which copy stands for a content
 *   store_find.c      by name, content and id
 *   store_queue.c     outcomes, retries, leases, extractor
 *   store_packed.c    bodies and results, packed (store_packed.h)
 *   store_env.c, store_txn.c, store_table.c   LMDB, wrapped (store_env.h)
 *   index*.c          exact search (index.h, index_format.h)
 */
#ifndef BROKER_STORE_PARTS_H
#define BROKER_STORE_PARTS_H

#include "broker/lookup.h"
#include "broker/store.h"
#include "broker/store_env.h"

/* ---- States (store_states.c): a byte a document, in chunks ---- */

enum { STATES_CHUNK = 2048 };

struct states_chunk {
    uint64_t number;
    unsigned char at[STATES_CHUNK];
};

/* The chunks that a turn has changed, by number; and how many documents have which byte. */
struct states {
    struct states_chunk **changed;
    size_t count, room;
    uint64_t bytes[256], bytes_before[256];
};
void states_count(struct states *states, struct txn *t); /* of the whole store */
void states_begin(struct states *states);
void states_write(struct states *states, struct txn *t); /* what the turn has changed */
void states_end(struct states *states, bool undone);
void states_free(struct states *states);

/* ---- The store ---- */

struct store_read {
    struct txn *txn;
    struct store *turn_of;             /* NULL for those of reading threads */
    struct lookup_tail tail;           /* of ids */
    struct arena arena;                /* lists of records being decoded */
    struct buf packed;                 /* what lies in several pieces */
    struct dictionaries *dictionaries; /* the store's, of all threads */
};

/* What of the store is known by number, and returns to what it was when a turn is undone. */
struct store_marks {
    uint64_t next_num, next_lease, next_segment, index_old, index_renew, index_dropped;
    uint64_t packed; /* documents up to this one were looked at by the packer */
};

struct store {
    struct env *env;
    unsigned char id[STORE_ID_LEN];
    struct store_read turn;
    struct dictionaries *dictionaries;
    struct store_marks now, before;
    struct states states;
    struct lookup *ids, *contents;
    struct index_build *index;
    struct index_large *large; /* the document that is being indexed, or NULL */
    uint64_t dead_seen;        /* rows of `index_dead` up to this one were looked at */
    struct buf record;         /* being encoded */
    struct buf archive;        /* the last one that was certainly in `archives` */
};

#define IDS_MARK      "ids_mark"
#define CONTENTS_MARK "contents_mark"

/* The number of the last document; 0 if there is none. */
uint64_t last_num(struct store_read *r);

/* ---- The index (index_build.c): what the turn adds to it ---- */

struct index_build *index_build_open(void);
void index_build_free(struct index_build **b);
/* Writes the segment of this turn, if there is one. */
void index_build_write(struct store *s);
void index_build_undo(struct index_build *b);
/* Positions of a turn's segment, at most: less in tests than index_build.c has. */
void index_set_most(struct store *s, uint64_t positions);
/* Bytes that it is going to write, about. */
uint64_t index_grows(const struct store *s);

/* ---- Records (store_documents.c): two bytes of length, a record, and what lies behind it ---- */

/* Puts a record and, behind it, a tail. */
void put_record(struct store *s, enum table table, uint64_t key, const char *name,
                const void *record, struct view tail);
/* What put_record() puts without a tail; valid until the next record is put. */
struct view record_bytes(struct store *s, const char *name, const void *record);
/* Reads one, and *tail unless it is NULL. False if it is not there or damaged (then the fault is
 * kept). */
bool get_record(struct store_read *r, enum table table, uint64_t key, const char *name,
                void *record, struct view *tail);
/* The same of a value at hand. */
bool read_record(struct store_read *r, struct view value, const char *name, void *record,
                 struct view *tail);

/* ---- Versions and copies (store_versions.c) ---- */

/* The version that counts of the source whose first one is `first`. */
uint64_t current_of(struct store_read *r, uint64_t first);
/* Who stands for a content, were it not for `without` (0 = none). */
uint64_t holder_without(struct store_read *r, uint64_t body, uint64_t without);
/* Makes num (doc) the version that counts. */
void make_current(struct store *s, uint64_t num, const struct msg_stored_doc *doc);

/* ---- Finding (store_find.c) ---- */

/* Enters a document in the look-ups. */
void enter_document(struct store *s, uint64_t num, const unsigned char id[DOC_ID_LEN],
                    const struct msg_stored_doc *doc);
/* Opens the look-ups and enters those documents that are not merged yet. */
void open_lookups(struct store *s);
void note_archive(struct store *s, struct view archive, uint64_t num);

#endif
