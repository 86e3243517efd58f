/* pretty.h: a result for a person to read: each article's text with what was found in it marked,
 * and below it a line for each thing found.
 */
#ifndef WORKERS_COMMAND_PRETTY_H
#define WORKERS_COMMAND_PRETTY_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdio.h>

/* result: expanded, as a worker wrote it; text: what its places refer to. colours: whether out
 * shows them; without, what was found stands between » and «. */
void pretty_print(struct view result, struct view text, bool colours, FILE *out);

#endif
