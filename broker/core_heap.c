/* core_heap.c: a binary heap whose members know where they are. */
#include "broker/core_state.h"
#include <assert.h>

static void set(struct heap *h, size_t i, struct document *d)
{
    h->at[i] = d;
    d->heap_at = (uint32_t)i;
}

static void rise(struct heap *h, size_t i, struct document *d)
{
    while (i > 0 && h->before(d, h->at[(i - 1) / 2])) {
        set(h, i, h->at[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    set(h, i, d);
}

static void sink(struct heap *h, size_t i, struct document *d)
{
    for (size_t child; (child = 2 * i + 1) < h->count; i = child) {
        if (child + 1 < h->count && h->before(h->at[child + 1], h->at[child])) child++;
        if (!h->before(h->at[child], d)) break;
        set(h, i, h->at[child]);
    }
    set(h, i, d);
}

void heap_add(struct heap *h, struct document *d)
{
    if (h->count == h->room) {
        h->room = h->room ? h->room * 2 : 64;
        h->at = xrealloc(h->at, h->room * sizeof(struct document *));
    }
    rise(h, h->count++, d);
}

void heap_remove(struct heap *h, struct document *d)
{
    assert(d->heap_at < h->count && h->at[d->heap_at] == d);
    size_t hole = d->heap_at;
    struct document *last = h->at[--h->count];
    if (last == d) return;
    if (hole > 0 && h->before(last, h->at[(hole - 1) / 2]))
        rise(h, hole, last);
    else
        sink(h, hole, last);
}
