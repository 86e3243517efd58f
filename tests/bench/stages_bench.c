/* stages_bench.c: how fast each stage of the pipeline is, and the whole of it, in one thread.
 *
 *     stages_bench SECONDS FILE...
 *
 * Works through all files again and again for so long, at least once, and prints a row a stage:
 * milliseconds of processor time a round and megabytes of UTF-8 a second; then one for all stages
 * and the result, with the peak of memory.
 */
#include "proto/log.h"
#include "tests/bench/bench_texts.h"
#include "workers/pipeline.h"
#include "workers/resources.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { STAGES_MAX = 16 };

/* Runs the stages over one text, and adds to `spent` what each took; the last is the result. */
static void work(const struct pipeline *p, const struct resources *shared, struct arena *arena,
                 struct view bytes, struct buf *result, double *spent)
{
    static const struct budget no_limit;
    struct document d = {.arena = arena, .bytes = bytes, .media_type = "", .charset = ""};
    struct err err;
    unsigned reason;
    uint32_t i;
    double before = bench_processor_seconds(), now;
    for (i = 0; p->stages[i]; i++, before = now) {
        bench_must(p->stages[i]->run(&d, shared, &no_limit, &reason, &err) == STAGE_GO_ON, &err);
        spent[i] += (now = bench_processor_seconds()) - before;
    }
    result->len = 0;
    p->write(&d, result);
    spent[i] += bench_processor_seconds() - before;
    arena_reset(arena);
}

static void print_row(const char *name, double seconds, double bytes)
{
    printf("| %s | %.1f | %.1f |\n", name, 1e3 * seconds, bytes / 1e6 / seconds);
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct buf result = {0};
    struct err err;
    double spent[STAGES_MAX + 1] = {0}, all = 0;
    unsigned rounds = 0, i;
    if (argc < 3) {
        fprintf(stderr, "usage: stages_bench SECONDS FILE...\n");
        return 2;
    }
    log_open("stages_bench");
    const struct pipeline *p = pipeline_find("standard");
    struct resources *shared = resources_open(getenv("GARNER_DATA_FILE"), &err);
    bench_must(shared != NULL, &err);
    pipeline_prepare();
    struct bench_texts texts = bench_texts_read(argc - 2, argv + 2);
    double start = bench_processor_seconds();
    do {
        for (int t = 0; t < texts.count; t++)
            work(p, shared, &arena, buf_view(&texts.at[t]), &result, spent);
        rounds++;
    } while (bench_processor_seconds() - start < atof(argv[1]));
    printf("| stage | ms | MB/s |\n|---|---|---|\n");
    for (i = 0; p->stages[i]; i++) {
        print_row(p->stages[i]->name, spent[i] / rounds, (double)texts.bytes);
        all += spent[i];
    }
    print_row("result", spent[i] / rounds, (double)texts.bytes);
    print_row("all", (all + spent[i]) / rounds, (double)texts.bytes);
    printf("%.2f MB in %d documents, %.0f MB of memory at most\n", (double)texts.bytes / 1e6,
           texts.count, bench_peak_megabytes());
    resources_close(&shared);
    return 0;
}
