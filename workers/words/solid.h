/* solid.h: pieces of a line that are one word by their form: Latin words, numbers with their units,
 * parts of dates, addresses of the web and of mail.
 */
#ifndef WORKERS_SOLID_H
#define WORKERS_SOLID_H

#include "proto/memory.h"
#include <stddef.h>

/* The length in bytes of the solid piece that text begins with, 0 if it begins with none. Marks at
 * its end are left to the sentence. */
size_t solid_length(struct view text);

#endif
