/* list.h: files read whole, and lists in files, for benches. What cannot be read ends the bench. */
#ifndef TESTS_BENCH_LIST_H
#define TESTS_BENCH_LIST_H

#include "proto/memory.h"

struct buf list_file(const char *path); /* the caller frees it */

/* The lines that are not empty; they stay until the program ends. */
char **list_lines(const char *path, size_t *count);

#endif
