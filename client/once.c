/* once.c: see once.h. A balanced tree, tsearch(3), of views in the arena. */
#include "client/once.h"
#include <search.h>
#include <string.h>

static int compare_keys(const void *a, const void *b)
{
    return view_compare(*(const struct view *)a, *(const struct view *)b);
}

bool once_first(struct once *o, struct view key)
{
    if (tfind(&key, &o->keys, compare_keys)) return false;
    struct view *kept = arena_alloc(&o->arena, sizeof *kept + key.len);
    *kept = (struct view){memcpy(kept + 1, key.at, key.len), key.len};
    if (!tsearch(kept, &o->keys, compare_keys)) out_of_memory("remember what came");
    return true;
}

/* The keys are in the arena. */
static void forget(void *key)
{
    (void)key;
}

void once_free(struct once *o)
{
    tdestroy(o->keys, forget);
    o->keys = NULL;
    arena_free(&o->arena);
}
