/* ask_kept.c: see ask_kept.h. A short list, the last one left first. */
#include "broker/ask_kept.h"
#include <pthread.h>
#include <stdlib.h>

enum { KEPT_MOST = 64 };

struct ask_keeper {
    pthread_mutex_t lock;
    size_t room; /* bytes */
    struct ask_kept *newest;
};

struct ask_kept *ask_kept_new(struct view question, uint64_t snapshot, size_t segments)
{
    struct ask_kept *k = xcalloc(1, sizeof *k);
    buf_add_view(&k->question, question);
    k->snapshot = snapshot;
    k->segments = segments;
    k->matched = xcalloc(segments + 1, sizeof *k->matched);
    return k;
}

void ask_kept_free(struct ask_kept **at)
{
    struct ask_kept *k = *at;
    *at = NULL;
    if (!k) return;
    for (size_t i = 0; i < k->segments; i++) {
        bits_free(&k->matched[i]);
        if (k->rows) bits_free(&k->rows[i]);
    }
    ask_facets_free(&k->facets);
    buf_free(&k->question);
    free(k->matched);
    free(k->rows);
    free(k);
}

static size_t bytes_of(const struct ask_kept *k)
{
    size_t bytes = sizeof *k + k->question.room;
    for (size_t i = 0; i < k->segments; i++) {
        bytes += sizeof *k->matched + k->matched[i].count / 8;
        if (k->rows) bytes += sizeof *k->rows + k->rows[i].count / 8;
    }
    return bytes + (k->facets ? ask_facets_bytes(k->facets) : 0);
}

struct ask_keeper *ask_keeper_open(size_t bytes)
{
    struct ask_keeper *k = xcalloc(1, sizeof *k);
    pthread_mutex_init(&k->lock, NULL);
    k->room = bytes;
    return k;
}

static void drop(struct ask_kept **at)
{
    struct ask_kept *dropped = *at;
    *at = dropped->older;
    ask_kept_free(&dropped);
}

void ask_keeper_free(struct ask_keeper **at)
{
    struct ask_keeper *k = *at;
    if (!k) return;
    while (k->newest) drop(&k->newest);
    pthread_mutex_destroy(&k->lock);
    free(k);
    *at = NULL;
}

static bool is_of(const struct ask_kept *k, struct view question, uint64_t snapshot)
{
    return k->snapshot == snapshot && view_equal(buf_view(&k->question), question);
}

struct ask_kept *ask_keeper_take(struct ask_keeper *k, struct view question, uint64_t snapshot)
{
    struct ask_kept *taken = NULL;
    if (!k) return NULL;
    pthread_mutex_lock(&k->lock);
    struct ask_kept **at = &k->newest;
    while (*at && !is_of(*at, question, snapshot)) at = &(*at)->older;
    if (*at) {
        taken = *at;
        *at = taken->older;
    }
    pthread_mutex_unlock(&k->lock);
    return taken;
}

/* Those of other states, and what is too much. */
static void make_room(struct ask_keeper *k)
{
    size_t bytes = 0, count = 0;
    for (struct ask_kept **at = &k->newest; *at;) {
        bool other = (*at)->snapshot != k->newest->snapshot;
        if (!other) bytes += bytes_of(*at);
        if (other || bytes > k->room || ++count > KEPT_MOST)
            drop(at);
        else
            at = &(*at)->older;
    }
}

void ask_keeper_leave(struct ask_keeper *k, struct ask_kept **kept)
{
    if (!k) {
        ask_kept_free(kept);
        return;
    }
    pthread_mutex_lock(&k->lock);
    (*kept)->older = k->newest;
    k->newest = *kept;
    *kept = NULL;
    make_room(k);
    pthread_mutex_unlock(&k->lock);
}
