/* area.h: the name of an area by its code (GB/T 2260), made at build time of the gazetteer's table
 * workers/data/places/areas.tsv: areas that are in use.
 */
#ifndef PROTO_AREA_H
#define PROTO_AREA_H

#include "proto/memory.h"

/* The full name of the area whose code begins with these 2, 4 or 6 digits, as 贵州省贵阳市; the
 * digits themselves where there is none. Where it has to be put together, in the arena. */
struct view area_code_name(struct view digits, struct arena *arena);

#endif
