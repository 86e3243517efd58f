/* solid.h: pieces of a line that are one word by their form: Latin words, numbers with their units,
 * parts of dates, addresses of the web and of mail.
 */
#ifndef WORKERS_SOLID_H
#define WORKERS_SOLID_H

#include "proto/memory.h"
#include <stddef.h>

/* The length in bytes of the solid piece that text begins with, 0 if it begins with none. before:
 * whether the character before could belong to the piece (then it does not begin here). */
size_t solid_length(struct view text);

#endif
