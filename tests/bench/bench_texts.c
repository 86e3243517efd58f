/* bench_texts.c: see bench_texts.h. */
#include "tests/bench/bench_texts.h"
#include "workers/file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

void bench_must(bool good, const struct err *err)
{
    if (good) return;
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, err->text);
    exit(2);
}

struct bench_texts bench_texts_read(int count, char **paths)
{
    struct err err;
    struct bench_texts t = {.at = xcalloc((size_t)count, sizeof *t.at), .count = count};
    for (int i = 0; i < count; i++) {
        bench_must(file_read(paths[i], &t.at[i], &err) == 0, &err);
        t.bytes += t.at[i].len;
    }
    return t;
}

double bench_processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_peak_megabytes(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)use.ru_maxrss / 1024;
}
