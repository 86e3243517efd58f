/* binary.h: what is not text, told by how its files begin.
 *
 * The signatures are those of the formats' own descriptions; none of them can begin a text in any
 * charset read here, or only one that nobody writes.
 */
#ifndef WORKERS_FORMAT_BINARY_H
#define WORKERS_FORMAT_BINARY_H

#include "proto/memory.h"

/* "a PNG image"; NULL if bytes begin like nothing known. Static storage. */
const char *binary_name(struct view bytes);

#endif
