/* decode_bench.c: how fast documents become text, in one thread.
 *
 *     decode_bench SECONDS FILE...
 *
 * Runs the stages decode and join over each file for so long, and prints a row each: its charset,
 * and megabytes of the file a second of processor time, beside iconv(3) of the same file.
 */
#include "tests/bench/bench_texts.h"
#include "tests/bench/rows.h"
#include "workers/decode.h"
#include "workers/file.h"
#include "workers/format/wrap.h"
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Megabytes a second of the C library, which does not find out the charset. */
static double converted(const struct buf *bytes, const char *charset, double seconds)
{
    size_t room = 3 * bytes->len;
    char *out = xmalloc(room);
    double begun = bench_processor_seconds(), spent;
    unsigned rounds = 0;
    do {
        iconv_t conversion = iconv_open("utf-8", charset);
        char *from = bytes->at, *to = out;
        size_t left = bytes->len, free_bytes = room;
        if (conversion == (iconv_t)-1 ||
            iconv(conversion, &from, &left, &to, &free_bytes) == (size_t)-1) {
            perror(charset);
            exit(1);
        }
        iconv_close(conversion);
        rounds++;
        spent = bench_processor_seconds() - begun;
    } while (spent < seconds);
    free(out);
    return (double)bytes->len * rounds / 1e6 / spent;
}

static void add_row(const char *charset, double rate, double theirs)
{
    char what[64];
    const char *goal = strcmp(charset, "utf-8") == 0     ? ">=500"
                       : strcmp(charset, "gb18030") == 0 ? ">=200"
                                                         : "-";
    snprintf(what, sizeof what, "decoding %s", charset);
    rows_ours(what, rate, "MB/s", "memory copy", goal);
    rows_peer(what, "iconv", theirs);
}

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
    double theirs = converted(&bytes, charset, seconds / 2);
    printf("| %s | %.0f | %.0f | %.0f |\n", charset, megabytes / decode, megabytes / join, theirs);
    add_row(charset, megabytes / decode, theirs);
    buf_free(&bytes);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: decode_bench SECONDS FILE...\n");
        return 2;
    }
    printf("| charset | decode, MB/s | join, MB/s | iconv, MB/s |\n|---|---|---|---|\n");
    for (int i = 2; i < argc; i++) measure(argv[i], atof(argv[1]));
    return 0;
}
