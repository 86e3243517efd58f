/* html_bench.c: how fast web pages become text, in one thread.
 *
 *     html_bench NAME SECONDS FILE...
 *
 * Reads all pages again and again for so long, at least once, and prints a row: pages, kilobytes of
 * each, how many were refused, pages and megabytes a second of processor time, the peak of memory.
 */
#include "proto/log.h"
#include "tests/bench/bench_texts.h"
#include "workers/html/html.h"
#include <stdio.h>
#include <stdlib.h>

/* How many were refused. */
static int round_of(struct arena *arena, const struct bench_texts *pages)
{
    static const struct budget no_limit;
    int refused = 0;
    for (int i = 0; i < pages->count; i++) {
        struct document d = {.arena = arena, .bytes = buf_view(&pages->at[i])};
        struct err err;
        unsigned reason = 0;
        refused += html_read(&d, NULL, &no_limit, &reason, &err) != STAGE_GO_ON;
        arena_reset(arena);
    }
    return refused;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    int refused, rounds = 0;
    if (argc < 4) {
        fprintf(stderr, "usage: html_bench NAME SECONDS FILE...\n");
        return 2;
    }
    log_open("html_bench");
    struct bench_texts pages = bench_texts_read(argc - 3, argv + 3);
    round_of(&arena, &pages); /* tables are built by the first */
    double start = bench_processor_seconds(), spent;
    do {
        refused = round_of(&arena, &pages);
        rounds++;
        spent = bench_processor_seconds() - start;
    } while (spent < atof(argv[2]));
    double each = spent / rounds, megabytes = (double)pages.bytes / 1e6;
    printf("| %s | %d | %.1f | %d | %.0f | %.0f | %.0f MB |\n", argv[1], pages.count,
           megabytes * 1e3 / pages.count, refused, pages.count / each, megabytes / each,
           bench_peak_megabytes());
    return 0;
}
