/* bench_texts.h: what the benches that work through files in one thread have in common. */
#ifndef TESTS_BENCH_TEXTS_H
#define TESTS_BENCH_TEXTS_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>

struct bench_texts {
    struct buf *at;
    int count;
    size_t bytes; /* of all */
};

/* Ends the program with the error, under its own name, unless it is good. */
void bench_must(bool good, const struct err *err);

/* Reads files whole; ends the program if one cannot be read. They are kept until it ends. */
struct bench_texts bench_texts_read(int count, char **paths);

double bench_processor_seconds(void); /* that this thread has used */
double bench_peak_megabytes(void);    /* of memory, so far */

#endif
