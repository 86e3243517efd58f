/* peers.c: see peers.h. Entries lie in one array by number; a hash table with open addressing leads
 * from identities to numbers. */
#include "broker/peers.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4 * PEERS_MAX, STRANGERS = 1024 };

struct peers {
    struct peer entries[PEERS_MAX + 1]; /* by number; free where number is 0 */
    uint32_t slots[SLOTS];              /* numbers; 0 = empty */
    uint32_t free[PEERS_MAX], free_count;
    uint32_t top; /* no number above this one was ever given out */
    uint64_t sessions;
    struct {
        uint32_t hash;
        uint64_t scolded_ms;
    } strangers[STRANGERS];
};

struct peers *peers_new(void)
{
    struct peers *p = xcalloc(1, sizeof *p);
    while (p->free_count < PEERS_MAX) {
        p->free[p->free_count] = PEERS_MAX - p->free_count; /* the least is given out first */
        p->free_count++;
    }
    return p;
}

void peers_free(struct peers **p)
{
    uint32_t at = 0;
    if (!*p) return;
    for (struct peer *peer; (peer = peers_next(*p, &at));) peers_remove(*p, peer);
    free(*p);
    *p = NULL;
}

/* FNV-1a. Identities are ZeroMQ's own random numbers, unless a peer chose one: then the worst is a
 * long walk over at most PEERS_MAX slots. */
static uint32_t hash_of(const struct wire_id *id)
{
    uint32_t hash = 2166136261u;
    for (unsigned i = 0; i < id->len; i++) hash = (hash ^ id->at[i]) * 16777619u;
    return hash ^ hash >> 15;
}

static bool same_id(const struct wire_id *a, const struct wire_id *b)
{
    return a->len == b->len && memcmp(a->at, b->at, a->len) == 0;
}

/* The slot that holds id, or the empty one where it would go. */
static uint32_t slot_of(const struct peers *p, const struct wire_id *id)
{
    uint32_t slot = hash_of(id) % SLOTS;
    while (p->slots[slot] && !same_id(&p->entries[p->slots[slot]].id, id))
        slot = (slot + 1) % SLOTS;
    return slot;
}

struct peer *peers_find(struct peers *p, const struct wire_id *id)
{
    return peers_at(p, p->slots[slot_of(p, id)]);
}

struct peer *peers_at(struct peers *p, uint32_t number)
{
    assert(number <= PEERS_MAX);
    return p->entries[number].number ? &p->entries[number] : NULL;
}

struct peer *peers_still(struct peers *p, uint32_t number, uint64_t session)
{
    struct peer *peer = peers_at(p, number);
    return peer && peer->session == session ? peer : NULL;
}

struct peer *peers_add(struct peers *p, const struct wire_id *id, uint64_t now_ms)
{
    uint32_t slot = slot_of(p, id);
    assert(p->slots[slot] == 0);
    if (p->free_count == 0) return NULL;
    uint32_t number = p->slots[slot] = p->free[--p->free_count];
    if (number > p->top) p->top = number;
    p->entries[number] = (struct peer){
        .id = *id,
        .number = number,
        .session = ++p->sessions,
        .heard_ms = now_ms,
        .pinged_ms = now_ms,
    };
    return &p->entries[number];
}

/* Empties a slot and moves up those behind it that would no longer be found (Knuth, The Art of
 * Computer Programming, volume 3, section 6.4, algorithm R). */
static void empty_slot(struct peers *p, uint32_t hole)
{
    for (uint32_t at = (hole + 1) % SLOTS; p->slots[at]; at = (at + 1) % SLOTS) {
        uint32_t home = hash_of(&p->entries[p->slots[at]].id) % SLOTS;
        if ((at - home) % SLOTS < (at - hole) % SLOTS) continue; /* it lies between */
        p->slots[hole] = p->slots[at];
        hole = at;
    }
    p->slots[hole] = 0;
}

void peers_remove(struct peers *p, struct peer *peer)
{
    empty_slot(p, slot_of(p, &peer->id));
    p->free[p->free_count++] = peer->number;
    buf_free(&peer->name);
    buf_free(&peer->version);
    buf_free(&peer->extractor);
    *peer = (struct peer){0};
}

struct peer *peers_next(struct peers *p, uint32_t *at)
{
    while (*at < p->top)
        if (p->entries[++*at].number) return &p->entries[*at];
    return NULL;
}

uint32_t peers_count(const struct peers *p)
{
    return PEERS_MAX - p->free_count;
}

bool peers_may_scold(struct peers *p, const struct wire_id *id, uint64_t now_ms)
{
    uint32_t hash = hash_of(id), at = hash % STRANGERS;
    bool same = p->strangers[at].hash == hash;
    if (same && now_ms - p->strangers[at].scolded_ms < STRANGER_MS) return false;
    p->strangers[at].hash = hash;
    p->strangers[at].scolded_ms = now_ms;
    return true;
}
