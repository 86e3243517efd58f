/* segment_bench.c: how fast texts become articles, sections and sentences, in one thread.
 *
 *     segment_bench NAME SECONDS FILE...
 *
 * Decodes and segments all files again and again for so long, at least once, and prints a row:
 * documents, megabytes, articles found, seconds of processor time a round, megabytes a second, and
 * the peak of memory.
 */
#include "proto/log.h"
#include "workers/decode.h"
#include "workers/file.h"
#include "workers/segment.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

struct texts {
    struct buf *at;
    int count;
    size_t bytes;
};

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(bool good, const struct err *err)
{
    if (good) return;
    fprintf(stderr, "segment_bench: %s\n", err->text);
    exit(2);
}

static struct texts read_all(int count, char **paths)
{
    struct err err;
    struct texts t = {.at = calloc((size_t)count, sizeof *t.at), .count = count};
    if (!t.at) exit(2);
    for (int i = 0; i < count; i++) {
        must(file_read(paths[i], &t.at[i], &err) == 0, &err);
        t.bytes += t.at[i].len;
    }
    return t;
}

/* The articles of one text. */
static uint32_t segment(struct arena *arena, struct view bytes)
{
    static const struct stage *const stages[] = {&stage_decode, &stage_segment};
    static const struct budget no_limit;
    struct document d = {.arena = arena, .bytes = bytes};
    struct err err;
    unsigned reason;
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        must(stages[i]->run(&d, NULL, &no_limit, &reason, &err) == STAGE_GO_ON, &err);
    uint32_t articles = d.articles.count;
    arena_reset(arena);
    return articles;
}

static uint64_t round_of(struct arena *arena, const struct texts *texts)
{
    uint64_t articles = 0;
    for (int i = 0; i < texts->count; i++) articles += segment(arena, buf_view(&texts->at[i]));
    return articles;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct rusage use;
    uint64_t articles, rounds = 0;
    if (argc < 4) {
        fprintf(stderr, "usage: segment_bench NAME SECONDS FILE...\n");
        return 2;
    }
    log_open("segment_bench");
    pipeline_prepare();
    struct texts texts = read_all(argc - 3, argv + 3);
    double start = processor_seconds(), spent;
    do {
        articles = round_of(&arena, &texts);
        rounds++;
        spent = processor_seconds() - start;
    } while (spent < atof(argv[2]));
    getrusage(RUSAGE_SELF, &use);
    double each = spent / (double)rounds, megabytes = (double)texts.bytes / 1e6;
    printf("| %s | %d | %.2f | %" PRIu64 " | %.3f | %.1f | %.0f MB |\n", argv[1], texts.count,
           megabytes, articles, each, megabytes / each, (double)use.ru_maxrss / 1024);
    return 0;
}
