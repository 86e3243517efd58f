/* decode_bench.c: how fast documents become text, in one thread.
 *
 *     decode_bench SECONDS FILE...
 *
 * Runs the stages decode and join over each file for so long, and prints a row each: its charset,
 * and megabytes of the file a second of processor time.
 */
#include "tests/bench/bench_texts.h"
#include "workers/decode.h"
#include "workers/file.h"
#include "workers/format/wrap.h"
#include <stdio.h>
#include <stdlib.h>

static void measure(const char *path, double seconds)
{
    static const struct budget no_limit;
    static struct arena arena;
    struct buf bytes = {0};
    struct err err;
    double decode = 0, join = 0;
    unsigned reason, rounds = 0;
    const char *charset = "";
    bench_must(file_read(path, &bytes, &err) == 0, &err);
    for (; decode + join < seconds || rounds < 2; rounds++) {
        struct document d = {.arena = &arena, .bytes = buf_view(&bytes)};
        if (rounds == 1) decode = join = 0; /* the first builds the tables */
        double begun = bench_processor_seconds();
        bench_must(stage_decode.run(&d, NULL, &no_limit, &reason, &err) == STAGE_GO_ON, &err);
        double decoded = bench_processor_seconds();
        bench_must(stage_join.run(&d, NULL, &no_limit, &reason, &err) == STAGE_GO_ON, &err);
        join += bench_processor_seconds() - decoded;
        decode += decoded - begun;
        charset = d.charset;
        arena_reset(&arena);
    }
    double megabytes = (double)bytes.len * (rounds - 1) / 1e6;
    printf("| %s | %.0f | %.0f |\n", charset, megabytes / decode, megabytes / join);
    buf_free(&bytes);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: decode_bench SECONDS FILE...\n");
        return 2;
    }
    printf("| charset | decode, MB/s | join, MB/s |\n|---|---|---|\n");
    for (int i = 2; i < argc; i++) measure(argv[i], atof(argv[1]));
    return 0;
}
