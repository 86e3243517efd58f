/* once.h: what came before: keys of any bytes, each remembered with its first coming.
 *
 * For what others bring in, as many as they like: the time for n keys is that of n log n
 * comparisons, whatever they are and in whatever order they come.
 */
#ifndef CLIENT_ONCE_H
#define CLIENT_ONCE_H

#include "proto/memory.h"
#include <stdbool.h>

struct once { /* zero-initialise */
    void *keys;
    struct arena arena;
};

/* Remembers a copy of the key; false if it came before. */
bool once_first(struct once *o, struct view key);

/* Forgets all keys, and leaves it ready for use again. */
void once_free(struct once *o);

#endif
