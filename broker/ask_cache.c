/* ask_cache.c: see ask_cache.h. A hash table of chains, and a list from the last used one on. */
#include "broker/ask_cache.h"
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
    CHAINS = 1 << 14,
    POINTS_MOST = 64, /* of a text: longer ones are rare, and found at once */
    SHARES = 8        /* no entry has more than one of so many */
};

struct key {
    uint64_t segment;
    uint32_t zones, whole_words, count;
    uint32_t points[POINTS_MOST];
};

struct entry {
    struct entry *next; /* of the chain */
    struct entry *newer, *older;
    struct ask_weighing *weighing;
    uint64_t hash;
    size_t bytes, key_bytes;
    unsigned char key[];
};

struct ask_cache {
    pthread_mutex_t lock;
    size_t room, used; /* bytes */
    struct entry *newest, *oldest;
    struct entry *chains[CHAINS];
};

/* ---- Weighings ---- */

struct ask_weighing *ask_weighing_new(const struct index_tally *tally)
{
    struct ask_weighing *w = xmalloc(sizeof *w);
    atomic_init(&w->holders, 1);
    w->tally = *tally;
    return w;
}

struct ask_weighing *ask_weighing_hold(struct ask_weighing *w)
{
    atomic_fetch_add(&w->holders, 1);
    return w;
}

void ask_weighing_leave(struct ask_weighing *w)
{
    if (atomic_fetch_sub(&w->holders, 1) > 1) return;
    index_tally_free(&w->tally);
    free(w);
}

/* ---- Entries ---- */

/* Bytes of the key; 0 if the text is too long for one. */
static size_t make_key(struct key *k, uint64_t segment, const struct index_text *text)
{
    if (text->count > POINTS_MOST) return 0;
    *k = (struct key){segment, text->zones, text->whole_words, text->count, {0}};
    memcpy(k->points, text->at, text->count * sizeof *text->at);
    return offsetof(struct key, points) + text->count * sizeof *text->at;
}

static struct entry **chain_of(struct ask_cache *c, uint64_t hash)
{
    return &c->chains[hash % CHAINS];
}

static struct entry *find(struct ask_cache *c, const struct key *key, size_t bytes, uint64_t hash)
{
    for (struct entry *e = *chain_of(c, hash); e; e = e->next)
        if (e->hash == hash && e->key_bytes == bytes && memcmp(e->key, key, bytes) == 0) return e;
    return NULL;
}

static void unlink_use(struct ask_cache *c, struct entry *e)
{
    *(e->newer ? &e->newer->older : &c->newest) = e->older;
    *(e->older ? &e->older->newer : &c->oldest) = e->newer;
}

static void link_newest(struct ask_cache *c, struct entry *e)
{
    e->newer = NULL;
    e->older = c->newest;
    *(c->newest ? &c->newest->newer : &c->oldest) = e;
    c->newest = e;
}

static void drop_oldest(struct ask_cache *c)
{
    struct entry *e = c->oldest, **at = chain_of(c, e->hash);
    while (*at != e) at = &(*at)->next;
    *at = e->next;
    unlink_use(c, e);
    c->used -= e->bytes;
    ask_weighing_leave(e->weighing);
    free(e);
}

static struct entry *new_entry(const struct key *key, size_t bytes, uint64_t hash,
                               struct ask_weighing *w)
{
    struct entry *e = xmalloc(sizeof *e + bytes);
    *e = (struct entry){.weighing = w, .hash = hash, .key_bytes = bytes};
    e->bytes = sizeof *e + bytes + sizeof *w + index_tally_bytes(&w->tally);
    memcpy(e->key, key, bytes);
    return e;
}

/* ---- The cache ---- */

struct ask_cache *ask_cache_open(size_t bytes)
{
    struct ask_cache *c = xcalloc(1, sizeof *c);
    pthread_mutex_init(&c->lock, NULL);
    c->room = bytes;
    return c;
}

void ask_cache_free(struct ask_cache **at)
{
    struct ask_cache *c = *at;
    if (!c) return;
    while (c->oldest) drop_oldest(c);
    pthread_mutex_destroy(&c->lock);
    free(c);
    *at = NULL;
}

struct ask_weighing *ask_cache_find(struct ask_cache *c, uint64_t segment,
                                    const struct index_text *text)
{
    struct key key;
    size_t bytes = c ? make_key(&key, segment, text) : 0;
    struct ask_weighing *w = NULL;
    if (bytes == 0) return NULL;
    uint64_t hash = XXH3_64bits(&key, bytes);
    pthread_mutex_lock(&c->lock);
    struct entry *e = find(c, &key, bytes, hash);
    if (e) {
        unlink_use(c, e);
        link_newest(c, e);
        w = ask_weighing_hold(e->weighing);
    }
    pthread_mutex_unlock(&c->lock);
    return w;
}

/* Two threads may have found out the same; the first one's stays. */
static void keep(struct ask_cache *c, struct entry *e, const struct key *key)
{
    if (find(c, key, e->key_bytes, e->hash)) {
        free(e);
        return;
    }
    while (c->oldest && c->used + e->bytes > c->room) drop_oldest(c);
    ask_weighing_hold(e->weighing);
    c->used += e->bytes;
    link_newest(c, e);
    e->next = *chain_of(c, e->hash);
    *chain_of(c, e->hash) = e;
}

void ask_cache_keep(struct ask_cache *c, uint64_t segment, const struct index_text *text,
                    struct ask_weighing *w)
{
    struct key key;
    size_t bytes = c ? make_key(&key, segment, text) : 0;
    if (bytes == 0 || index_tally_bytes(&w->tally) > c->room / SHARES) return;
    struct entry *e = new_entry(&key, bytes, XXH3_64bits(&key, bytes), w);
    pthread_mutex_lock(&c->lock);
    keep(c, e, &key);
    pthread_mutex_unlock(&c->lock);
}
