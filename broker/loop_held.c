/* loop_held.c: messages that wait for the next turn, in the order in which they came. See
 * loop_parts.h. */
#include "broker/loop_parts.h"
#include <assert.h>
#include <stdlib.h>

static uint64_t bytes_of(const struct held *m)
{
    return m->in.header.len + m->in.body.len;
}

bool held_is_full(const struct held_line *h)
{
    enum { BYTES_MOST = 16 << 20 }; /* as many as a turn takes in */
    return h->first + h->count == HELD_MOST || h->bytes >= BYTES_MOST;
}

void held_add(struct held_line *h, const struct held *message)
{
    assert(h->first + h->count < HELD_MOST);
    h->at[h->first + h->count++] = *message;
    h->bytes += bytes_of(message);
}

/* It was the first one, or the line was empty: there is room before the others. */
void held_back(struct held_line *h, const struct held *message)
{
    assert(h->first > 0 || h->count == 0);
    h->first -= h->first > 0;
    h->at[h->first] = *message;
    h->count++;
    h->bytes += bytes_of(message);
}

bool held_next(struct held_line *h, struct held *message)
{
    if (h->count == 0) return false;
    *message = h->at[h->first++];
    h->bytes -= bytes_of(message);
    if (--h->count == 0) h->first = 0;
    return true;
}

void held_free(struct held_line *h)
{
    struct held message;
    while (held_next(h, &message)) {
        wire_in_free(&message.in);
        free(message.bad);
    }
}
