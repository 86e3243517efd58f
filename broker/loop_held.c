/* loop_held.c: messages that wait for the next turn, in the order in which they came. See
 * loop_parts.h. */
#include "broker/loop_parts.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static uint64_t bytes_of(const struct held *m)
{
    return m->in.header.len + m->in.body.len;
}

bool held_is_full(const struct held_line *h)
{
    enum { BYTES_MOST = 16 << 20 }; /* as many as a turn takes in */
    return h->count == HELD_MOST || h->bytes >= BYTES_MOST;
}

void held_add(struct held_line *h, const struct held *message)
{
    assert(h->count < HELD_MOST);
    h->at[(h->first + h->count++) % HELD_MOST] = *message;
    h->bytes += bytes_of(message);
}

/* It was taken a moment ago: there is room. */
void held_back(struct held_line *h, const struct held *message)
{
    assert(h->count < HELD_MOST);
    h->first = (h->first + HELD_MOST - 1) % HELD_MOST;
    h->at[h->first] = *message;
    h->count++;
    h->bytes += bytes_of(message);
}

bool held_next(struct held_line *h, struct held *message)
{
    if (h->count == 0) return false;
    *message = h->at[h->first];
    h->first = (h->first + 1) % HELD_MOST;
    h->count--;
    h->bytes -= bytes_of(message);
    return true;
}

bool held_has(const struct held_line *h, const struct wire_id *from)
{
    for (size_t i = 0; i < h->count; i++) {
        const struct wire_id *id = &h->at[(h->first + i) % HELD_MOST].in.from;
        if (id->len == from->len && memcmp(id->at, from->at, id->len) == 0) return true;
    }
    return false;
}

void held_free(struct held_line *h)
{
    struct held message;
    while (held_next(h, &message)) {
        wire_in_free(&message.in);
        free(message.bad);
    }
}
