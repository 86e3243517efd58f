/* lookup.h: from a key of 16 bytes that is as good as random to numbers of documents.
 *
 * Random keys put into a B-tree one by one cost a page each. So a lookup has two parts. Young
 * entries live in a table in memory; when it is full it is frozen, sorted, and a new one begins.
 * Every commit merges a part of the frozen one, in order, into chunks in the store: sorted runs of
 * entries that fill a page. The store's mark says up to which document everything is in the chunks;
 * the entries of those above it are made again from the documents when the store opens
 * (lookup_add).
 *
 * How much a commit merges follows from how much was added, so that the frozen part is gone before
 * the young one is full again: memory is bounded, and no turn pays for all.
 *
 * A lookup only proposes: whoever is offered a number compares with the document, for keys may
 * collide. An entry is never removed. Reading threads have no part in the young entries: they see
 * the chunks, and a tail of their own for the documents above the mark.
 */
#ifndef BROKER_LOOKUP_H
#define BROKER_LOOKUP_H

#include "broker/store_env.h"

enum { LOOKUP_FULL = 250000 }; /* documents; their entries are frozen when there are as many */

struct lookup_key {
    uint64_t high, low; /* in byte order: the first eight bytes, the other eight */
};
struct lookup_key lookup_key_of(const unsigned char bytes[16]);
void lookup_key_bytes(struct lookup_key key, unsigned char bytes[16]);

struct lookup_entry {
    struct lookup_key key;
    uint64_t num;
};

struct lookup;

/* A lookup over one of the tables of chunks, as t sees it; its mark is kept in `meta` under the
 * name mark (static storage). full: LOOKUP_FULL, or less in tests. The caller then adds the entries
 * of the documents above the mark, and calls lookup_committed(). */
struct lookup *lookup_open(struct txn *t, enum table chunks, const char *mark, size_t full);
void lookup_close(struct lookup **l); /* sets *l to NULL; harmless on NULL */

/* Up to which number everything is in the chunks that t sees. */
uint64_t lookup_mark(struct txn *t, const char *mark);

/* Adds an entry. leads: it is the first of its high half, as far as the caller knows: what a search
 * by the high half alone finds. Adding what is in the chunks already is harmless. */
void lookup_add(struct lookup *l, struct lookup_key key, uint64_t num, bool leads);

/* Is this the document that is looked for? */
typedef bool lookup_test(void *context, uint64_t num);

/* Offers the numbers under key to `is`, until one is right: that one, or 0. */
uint64_t lookup_find(struct lookup *l, struct txn *t, struct lookup_key key, lookup_test *is,
                     void *context);
/* The same for all keys with this high half; of those that no caller said leads, some may be left
 * out while they are young. */
uint64_t lookup_find_high(struct lookup *l, struct txn *t, uint64_t high, lookup_test *is,
                          void *context);

/* The turn: before its commit a part of the frozen entries is merged; when it is committed or
 * undone the lookup must hear of it. last: the number of the last document. */
void lookup_merge(struct lookup *l, struct txn *t, uint64_t last);
void lookup_committed(struct lookup *l, uint64_t last);
void lookup_undone(struct lookup *l);

/* Merges about `pages` pages more in this turn; young entries follow in the turn after. True while
 * there is anything left. */
bool lookup_fold(struct lookup *l, struct txn *t, unsigned pages);

/* The entries of the documents above the mark, sorted. Zero-initialise; free with
 * lookup_tail_free(), also to forget all when a turn that was read was undone. */
struct lookup_tail {
    struct lookup_entry *at;
    size_t count, room;
    uint64_t from, to; /* holds those of the documents above `from`, up to `to` */
};

/* Tells the key of document num; false if it has none. */
typedef bool lookup_key_reader(void *context, uint64_t num, struct lookup_key *key);

/* Brings the tail up to the mark and the last document of what is read now. */
void lookup_tail_update(struct lookup_tail *tail, uint64_t mark, uint64_t last,
                        lookup_key_reader *key_of, void *context);
void lookup_tail_free(struct lookup_tail *tail);

/* The least entry, by key and number, that is not below *at: of the chunks and the tail. */
bool lookup_next(struct txn *t, enum table chunks, const struct lookup_tail *tail,
                 struct lookup_entry *at);

#endif
