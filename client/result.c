/* result.c: see result.h. */
#include "client/result.h"

struct view result_text(struct unpack map, const char *key)
{
    if (!unpack_find(&map, key)) return (struct view){0};
    struct unpack_item item = unpack_next(&map);
    return item.type == UNPACK_STR ? item.bytes : (struct view){0};
}

uint64_t result_number(struct unpack map, const char *key)
{
    if (!unpack_find(&map, key)) return 0;
    struct unpack_item item = unpack_next(&map);
    return item.type == UNPACK_INT && !item.negative ? item.number : 0;
}

uint64_t result_items(struct unpack map, const char *key, struct unpack *item)
{
    *item = map;
    if (!unpack_find(item, key)) return 0;
    struct unpack_item head = unpack_next(item);
    return head.type == UNPACK_ARRAY ? head.number : 0;
}

struct view result_canonical(struct view result, struct view original)
{
    struct unpack u = unpack_of(result);
    if (!unpack_find(&u, "canonical")) return original;
    struct unpack_item item = unpack_next(&u);
    return item.type == UNPACK_BIN ? item.bytes : original;
}
