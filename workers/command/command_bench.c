/* command_bench.c: garner-worker bench: what each step of a document's way through a worker takes.
 *
 * The steps are those of a child (child_work.c), each with its own clock: the hash, the stages of
 * the pipeline, the result, its squeezing, the part for the index.
 */
#include "proto/id.h"
#include "workers/command/command.h"
#include "workers/file.h"
#include "workers/format/wrap.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { STAGES_MAX = 16, STEPS_MAX = STAGES_MAX + 4 };

static uint64_t seconds = 3;
static struct setup_options setup_options = SETUP_DEFAULTS;

static const struct option_row rows[] = {
    {"seconds", 's', OPTION_COUNT, &seconds, "N", NULL, 0, 86400,
     "go through the files again and again for so long, at least once; default: 3"},
    RESOURCES_ROW(setup_options.resources),
    {"pipeline", 0, OPTION_STRING, &setup_options.pipeline, "PIPELINE", NULL, 0, 0,
     "which pipeline to run; default: standard"},
};
static const struct command_line line = {
    "bench",
    "FILE...",
    "Prints what each step takes over the files, in one thread: processor time, without limits.",
    rows,
    sizeof rows / sizeof *rows,
};

struct files {
    struct buf *at;
    int count;
    uint64_t bytes;
};

struct bench {
    struct work work;
    struct buf results;            /* as they would be sent */
    double last, spent[STEPS_MAX]; /* seconds; by step */
    const char *names[STEPS_MAX];
    unsigned step, steps; /* the next; how many a document has at most */
    uint64_t documents, refused;
};

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The step that was at work is over. */
static void lap(struct bench *b, const char *name)
{
    double now = processor_seconds();
    assert(b->step < STEPS_MAX);
    b->names[b->step] = name;
    b->spent[b->step++] += now - b->last;
    b->last = now;
    if (b->step > b->steps) b->steps = b->step;
}

/* False if a stage refused the document. */
static bool run_stages(struct bench *b, struct document *d)
{
    static const struct budget no_limit;
    const struct work_setup *setup = b->work.setup;
    unsigned reason;
    struct err err;
    for (const struct stage *const *s = setup->pipeline->stages; *s; s++) {
        enum stage_verdict verdict = (*s)->run(d, setup->shared, &no_limit, &reason, &err);
        lap(b, (*s)->name);
        if (verdict == STAGE_REFUSED) return false;
    }
    return true;
}

static void finish(struct bench *b, struct document *d)
{
    struct work *w = &b->work;
    struct msg_outcome o = {.state = STATE_DONE, .articles = d->articles.count};
    wrap_restore(d);
    w->canonical = d->canonical;
    w->setup->pipeline->write(d, &w->result);
    lap(b, "result");
    work_squeeze(w, &o, &b->results);
    lap(b, "squeeze");
    work_add_part(w, &o, &b->results);
    lap(b, "part for the index");
}

static void work_through(struct bench *b, struct view bytes)
{
    unsigned char hash[SHA256_LEN];
    struct document d = {.arena = &b->work.arena, .bytes = bytes, .media_type = "", .charset = ""};
    b->step = 0;
    b->last = processor_seconds();
    sha256(bytes.at, bytes.len, hash);
    lap(b, "hash");
    b->documents++;
    if (run_stages(b, &d))
        finish(b, &d);
    else
        b->refused++;
    arena_reset(&b->work.arena);
    b->results.len = b->work.result.len = 0;
}

static double sum(const struct bench *b)
{
    double all = 0;
    for (unsigned i = 0; i < b->steps; i++) all += b->spent[i];
    return all;
}

static void print_row(const char *name, double spent, double all, double documents, double bytes)
{
    printf("| %s | %.1f | %.1f | ", name, 1e6 * spent / documents, 100 * spent / all);
    if (spent > 0)
        printf("%.1f |\n", bytes / 1e6 / spent);
    else
        printf("– |\n");
}

static void print_table(const struct bench *b, const struct files *files)
{
    struct rusage use;
    double all = sum(b), documents = (double)b->documents;
    double bytes = (double)files->bytes * documents / files->count;
    printf("| step | µs a document | %% | MB/s |\n|---|---|---|---|\n");
    for (unsigned i = 0; i < b->steps; i++)
        print_row(b->names[i], b->spent[i], all, documents, bytes);
    print_row("all", all, all, documents, bytes);
    getrusage(RUSAGE_SELF, &use);
    printf("%.2f MB in %d documents", (double)files->bytes / 1e6, files->count);
    if (b->refused > 0) printf(", %.0f %% refused", 100 * (double)b->refused / documents);
    printf("; %.0f documents a second; %.0f MB of memory at most, the files among it\n",
           documents / all, (double)use.ru_maxrss / 1024);
}

static void run(const struct work_setup *setup, const struct files *files)
{
    struct bench b = {.work = {.setup = setup}};
    do
        for (int i = 0; i < files->count; i++) work_through(&b, buf_view(&files->at[i]));
    while (sum(&b) < (double)seconds);
    print_table(&b, files);
    buf_free(&b.results);
    work_free(&b.work);
}

static int read_files(struct files *files, int count, char **paths, struct err *err)
{
    files->at = xcalloc((size_t)count, sizeof *files->at);
    for (; files->count < count; files->count++) {
        struct buf *file = &files->at[files->count];
        if (file_read(paths[files->count], file, err) != 0) return -1;
        if (file->len > MAX_DOCUMENT)
            return fail(err, 0, "%s: more than the limit of %d bytes", paths[files->count],
                        MAX_DOCUMENT);
        files->bytes += file->len;
    }
    return 0;
}

static void free_files(struct files *files, int count)
{
    for (int i = 0; files->at && i < count; i++) buf_free(&files->at[i]);
    free(files->at);
}

int command_bench(int argc, char **argv)
{
    int count, status;
    struct err err;
    struct work_setup setup;
    struct resources *shared;
    struct files files = {0};
    if (!command_options(&line, argc, argv, &count, &status)) return status;
    if (count == 0) {
        fail(&err, 0, "bench: over which files?");
        return command_trouble(&err);
    }
    if (setup_open(&setup_options, &setup, &shared, &err) != 0) return command_trouble(&err);
    int rc = read_files(&files, count, argv + 1, &err);
    if (rc == 0) run(&setup, &files);
    free_files(&files, count);
    resources_close(&shared);
    return rc == 0 ? STATUS_GOOD : command_trouble(&err);
}
