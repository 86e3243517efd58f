/* rows.c: see rows.h. */
#include "tests/bench/rows.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((format(printf, 1, 2))) static void add_line(const char *format, ...)
{
    const char *path = getenv("BENCH_ROWS");
    FILE *file = path ? fopen(path, "a") : NULL;
    va_list args;
    if (!file) return;
    va_start(args, format);
    vfprintf(file, format, args);
    va_end(args);
    fclose(file);
}

void rows_limit(const char *name, double figure, const char *unit)
{
    add_line("limit\t%s\t%.6g\t%s\n", name, figure, unit);
}

void rows_ours(const char *what, double figure, const char *unit, const char *limit,
               const char *goal)
{
    add_line("row\t%s\t%.6g\t%s\t%s\t%s\n", what, figure, unit, limit, goal);
}

void rows_peer(const char *what, const char *peer, double figure)
{
    add_line("peer\t%s\t%s\t%.6g\n", what, peer, figure);
}
