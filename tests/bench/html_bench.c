/* html_bench.c: how fast web pages become text, in one thread.
 *
 *     html_bench NAME SECONDS FILE...
 *
 * Reads all pages again and again for so long, at least once, and prints a row: pages, kilobytes of
 * each, how many were refused, pages and megabytes a second of processor time, pages a second of
 * libxml2's parser alone, the peak of memory.
 */
#include "proto/log.h"
#include "tests/bench/bench_texts.h"
#include "tests/bench/rows.h"
#include "workers/html/html.h"
#include <libxml/HTMLparser.h>
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

/* The least that a program does with libxml2: all events, and nobody listens; bytes as they are. */
static int parse_alone(struct arena *arena, const struct bench_texts *pages)
{
    (void)arena;
    for (int i = 0; i < pages->count; i++) {
        htmlSAXHandler nobody = {0};
        htmlParserCtxtPtr parser =
            htmlCreatePushParserCtxt(&nobody, NULL, NULL, 0, NULL, XML_CHAR_ENCODING_NONE);
        htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOERROR |
                                       HTML_PARSE_NOWARNING);
        htmlParseChunk(parser, pages->at[i].at, (int)pages->at[i].len, 1);
        htmlFreeParserCtxt(parser);
    }
    return 0;
}

/* Seconds of processor time a round; the first one, which builds tables, does not count. */
static double time_rounds(int (*round)(struct arena *, const struct bench_texts *),
                          const struct bench_texts *pages, double seconds, int *refused)
{
    struct arena arena = {0};
    int rounds = 0;
    round(&arena, pages);
    double start = bench_processor_seconds(), spent;
    do {
        *refused = round(&arena, pages);
        rounds++;
        spent = bench_processor_seconds() - start;
    } while (spent < seconds);
    arena_free(&arena);
    return spent / rounds;
}

int main(int argc, char **argv)
{
    int refused, none;
    if (argc < 4) {
        fprintf(stderr, "usage: html_bench NAME SECONDS FILE...\n");
        return 2;
    }
    log_open("html_bench");
    struct bench_texts pages = bench_texts_read(argc - 3, argv + 3);
    double each = time_rounds(round_of, &pages, atof(argv[2]), &refused);
    double alone = time_rounds(parse_alone, &pages, atof(argv[2]) / 2, &none);
    double count = pages.count, megabytes = (double)pages.bytes / 1e6;
    printf("| %s | %d | %.1f | %d | %.0f | %.0f | %.0f | %.0f MB |\n", argv[1], pages.count,
           megabytes * 1e3 / count, refused, count / each, megabytes / each, count / alone,
           bench_peak_megabytes());
    rows_limit("libxml2 SAX alone", megabytes / alone, "MB/s");
    rows_ours("web page to main text", megabytes / each, "MB/s", "libxml2 SAX alone", ">=30");
    return 0;
}
