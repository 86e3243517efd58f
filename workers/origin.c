/* origin.c: see origin.h. */
#include "workers/origin.h"

struct span origin_of(const struct origin *o, uint32_t start, uint32_t end)
{
    struct span place = {start, end};
    for (; o; o = o->below) place = o->find(o, place.start, place.end);
    return place;
}
