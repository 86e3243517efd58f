/* filter.h: commands that show what documents say: each file decoded and segmented by itself. */
#ifndef WORKERS_COMMAND_FILTER_H
#define WORKERS_COMMAND_FILTER_H

#include "workers/document.h"

/* Reads each file (standard input if count is 0, or by the name -), makes articles of it and gives
 * it to print(); d's canonical text is the joined one where there is one (format/wrap.h). declared:
 * the media type that they have, or NULL. What is wrong with a file is told on standard error; the
 * worst exit status of command.h. */
int filter_documents(int count, char **paths, const char *declared,
                     void (*print)(const struct document *d, void *context), void *context);

#endif
