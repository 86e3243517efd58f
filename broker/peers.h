/* peers.h: who is in session, by the identity that ZeroMQ gave it and by a small number.
 *
 * The core knows a peer by its number. A number is given out again after peers_remove(), so whoever
 * keeps one for later (what is parked, or with a reading thread) keeps the `session` beside it,
 * which never comes twice. There are at most PEERS_MAX of them: beyond that nobody is let in.
 */
#ifndef BROKER_PEERS_H
#define BROKER_PEERS_H

#include "broker/core.h"
#include "proto/wire.h"

#define PEERS_MAX 16384 /* < CORE_MAX_PEERS */

struct peer {
    struct wire_id id;
    uint32_t number;  /* 1 to PEERS_MAX; 0 stands for nobody */
    uint64_t session; /* ascending, never used twice */
    enum core_role role;
    unsigned may;                        /* enum key_role, added up */
    char key[WIRE_KEY_LEN + 1];          /* that it came with; empty: by the private socket */
    struct buf name, version, extractor; /* as told in HELLO */
    bool offered;                        /* documents, in this session */
    uint64_t heard_ms, pinged_ms;
    uint64_t said_in;   /* the turn in which it last said something but a question */
    bool asked;         /* since the last turn; the core has not heard of it */
    bool gone;          /* could not be sent to; the core is not told yet */
    unsigned questions; /* waiting for their answer */
    uint64_t unread;    /* bytes sent to it, as far as it did not show that it has read them: */
    uint64_t probe;     /* token of a PING behind probe_bytes of them, 0 = none is under way */
    uint64_t probe_bytes;
};

struct peers;

struct peers *peers_new(void);
void peers_free(struct peers **p);

/* NULL if this identity has no entry. Entries stay where they are until they are removed. */
struct peer *peers_find(struct peers *p, const struct wire_id *id);
struct peer *peers_at(struct peers *p, uint32_t number);
/* The same if it still is the one of that session. */
struct peer *peers_still(struct peers *p, uint32_t number, uint64_t session);

/* The entry of an identity that has none; NULL if there is no room. */
struct peer *peers_add(struct peers *p, const struct wire_id *id, uint64_t now_ms);
void peers_remove(struct peers *p, struct peer *peer);

/* All entries, one after the other: *at starts at 0; NULL at the end. The one returned may be
 * removed. */
struct peer *peers_next(struct peers *p, uint32_t *at);
uint32_t peers_count(const struct peers *p);

/* Whether a stranger may be told off now: at most once in STRANGER_MS each. Remembers a bounded
 * number of them, so that now and then one hears it twice. */
#define STRANGER_MS 100
bool peers_may_scold(struct peers *p, const struct wire_id *id, uint64_t now_ms);

#endif
