/* mention.c: see mention.h. */
#include "workers/initiative/mention.h"
#include <string.h>

struct mention *mention_add(struct arena *a, struct mention_list *list, struct mention m)
{
    if (list->count == list->room) {
        uint32_t room = list->room ? 2 * list->room : 64;
        struct mention *at = arena_alloc(a, room * sizeof *at);
        if (list->count) memcpy(at, list->at, list->count * sizeof *at);
        list->at = at;
        list->room = room;
    }
    list->at[list->count] = m;
    return &list->at[list->count++];
}
