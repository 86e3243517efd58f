/* result.c: see result.h. */
#include "client/result.h"
#include "proto/pack.h"

struct view result_canonical(struct view result, struct view original)
{
    struct unpack u = unpack_of(result);
    if (!unpack_find(&u, "canonical")) return original;
    struct unpack_item item = unpack_next(&u);
    return item.type == UNPACK_BIN ? item.bytes : original;
}
