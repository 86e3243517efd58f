/* ask_cache.c: see ask_cache.h. A hash table of chains, and a list from the last used one on. */
#include "broker/ask_cache.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
    CHAINS = 1 << 14,
    ASKED_MOST = 512, /* bytes: what says more is rare */
    SHARES = 8        /* no entry has more than one of so many */
};

struct entry {
    struct entry *next; /* of the chain */
    struct entry *newer, *older;
    struct ask_weighing *weighing;
    uint64_t hash, segment;
    size_t bytes, asked_bytes;
    char asked[];
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

static struct entry **chain_of(struct ask_cache *c, uint64_t hash)
{
    return &c->chains[hash % CHAINS];
}

static bool may_keep(const struct ask_cache *c, struct view asked)
{
    return c && asked.len > 0 && asked.len <= ASKED_MOST;
}

static uint64_t hash_of(uint64_t segment, struct view asked)
{
    return XXH3_64bits_withSeed(asked.at, asked.len, segment);
}

static struct entry *find(struct ask_cache *c, uint64_t segment, struct view asked, uint64_t hash)
{
    for (struct entry *e = *chain_of(c, hash); e; e = e->next)
        if (e->hash == hash && e->segment == segment &&
            view_equal((struct view){e->asked, e->asked_bytes}, asked))
            return e;
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

static struct entry *new_entry(uint64_t segment, struct view asked, struct ask_weighing *w)
{
    struct entry *e = xmalloc(sizeof *e + asked.len);
    *e = (struct entry){.weighing = w, .segment = segment, .asked_bytes = asked.len};
    e->hash = hash_of(segment, asked);
    e->bytes = sizeof *e + asked.len + sizeof *w + index_tally_bytes(&w->tally);
    memcpy(e->asked, asked.at, asked.len);
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

struct ask_weighing *ask_cache_find(struct ask_cache *c, uint64_t segment, struct view asked)
{
    struct ask_weighing *w = NULL;
    if (!may_keep(c, asked)) return NULL;
    uint64_t hash = hash_of(segment, asked);
    pthread_mutex_lock(&c->lock);
    struct entry *e = find(c, segment, asked, hash);
    if (e) {
        unlink_use(c, e);
        link_newest(c, e);
        w = ask_weighing_hold(e->weighing);
    }
    pthread_mutex_unlock(&c->lock);
    return w;
}

/* Two threads may have found out the same; the first one's stays. */
static void keep(struct ask_cache *c, struct entry *e)
{
    if (find(c, e->segment, (struct view){e->asked, e->asked_bytes}, e->hash)) {
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

void ask_cache_keep(struct ask_cache *c, uint64_t segment, struct view asked,
                    struct ask_weighing *w)
{
    if (!may_keep(c, asked) || index_tally_bytes(&w->tally) > c->room / SHARES) return;
    struct entry *e = new_entry(segment, asked, w);
    pthread_mutex_lock(&c->lock);
    keep(c, e);
    pthread_mutex_unlock(&c->lock);
}
