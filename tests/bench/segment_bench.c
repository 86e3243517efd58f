/* segment_bench.c: how fast texts become articles, sections and sentences, in one thread.
 *
 *     segment_bench NAME SECONDS FILE...
 *
 * Decodes and segments all files again and again for so long, at least once, and prints a row:
 * documents, megabytes, articles found, seconds of processor time a round, megabytes a second, and
 * the peak of memory.
 */
#include "proto/log.h"
#include "tests/bench/bench_texts.h"
#include "tests/bench/rows.h"
#include "workers/decode.h"
#include "workers/segment.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The articles of one text. */
static uint32_t segment(struct arena *arena, struct view bytes)
{
    static const struct stage *const stages[] = {&stage_decode, &stage_segment};
    static const struct budget no_limit;
    struct document d = {.arena = arena, .bytes = bytes};
    struct err err;
    unsigned reason;
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        bench_must(stages[i]->run(&d, NULL, &no_limit, &reason, &err) == STAGE_GO_ON, &err);
    uint32_t articles = d.articles.count;
    arena_reset(arena);
    return articles;
}

static uint64_t round_of(struct arena *arena, const struct bench_texts *texts)
{
    uint64_t articles = 0;
    for (int i = 0; i < texts->count; i++) articles += segment(arena, buf_view(&texts->at[i]));
    return articles;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    uint64_t articles, rounds = 0;
    char what[128];
    if (argc < 4) {
        fprintf(stderr, "usage: segment_bench NAME SECONDS FILE...\n");
        return 2;
    }
    log_open("segment_bench");
    pipeline_prepare();
    struct bench_texts texts = bench_texts_read(argc - 3, argv + 3);
    double start = bench_processor_seconds(), spent;
    do {
        articles = round_of(&arena, &texts);
        rounds++;
        spent = bench_processor_seconds() - start;
    } while (spent < atof(argv[2]));
    double each = spent / (double)rounds, megabytes = (double)texts.bytes / 1e6;
    printf("| %s | %d | %.2f | %" PRIu64 " | %.3f | %.1f | %.0f MB |\n", argv[1], texts.count,
           megabytes, articles, each, megabytes / each, bench_peak_megabytes());
    snprintf(what, sizeof what, "segmentation, %s", argv[1]);
    rows_ours(what, megabytes / each, "MB/s", "a look-up a character", ">=30");
    return 0;
}
