/* workforce.c: see workforce.h. */
#include "client/workforce.h"
#include "client/interrupt.h"
#include "client/program.h"
#include "proto/log.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHORT_LIFE_MS = 5000,
    FALSE_STARTS_MAX = 3,
    RETRY_MS = 200, /* doubled with each false start */
};

/* One argument, NUL behind it. */
static void add_argument(struct buf *arguments, const char *text)
{
    buf_add(arguments, text, strlen(text) + 1);
}

/* The words of GARNER_WORKER_ARGS. */
static void add_words(struct buf *arguments, const char *words)
{
    while (words && *words) {
        size_t blanks = strspn(words, " \t"), len = strcspn(words + blanks, " \t");
        if (len > 0) {
            buf_add(arguments, words + blanks, len);
            buf_add_char(arguments, '\0');
        }
        words += blanks + len;
    }
}

static char **split(const struct buf *arguments)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < arguments->len; i++) count += arguments->at[i] == '\0';
    char **argv = xcalloc(count + 1, sizeof *argv);
    for (size_t i = 0; i < count; i++, at += strlen(arguments->at + at) + 1)
        argv[i] = arguments->at + at;
    return argv;
}

static void make_arguments(struct workforce *w, const struct workforce_options *o)
{
    char children[24];
    snprintf(children, sizeof children, "%" PRIu64, o->children);
    const char *const fixed[] = {
        buf_string(&w->program),  "--broker", o->endpoint, "--children", children, "--with-parent",
        o->nice ? "--nice" : NULL};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (fixed[i]) add_argument(&w->arguments, fixed[i]);
    add_words(&w->arguments, getenv("GARNER_WORKER_ARGS"));
    w->argv = split(&w->arguments);
}

static int start(struct workforce *w, struct err *err)
{
    w->started_ms = clock_mono_ms();
    int result = program_start(w->argv, buf_string(&w->log), &w->pid, err);
    interrupt_takes_along(w->pid);
    return result;
}

int workforce_start(struct workforce *w, const struct workforce_options *options, struct err *err)
{
    *w = (struct workforce){0};
    if (program_find("garner-worker", &w->program, err) != 0) return -1;
    buf_format(&w->log, "%s/worker.log", options->data);
    make_arguments(w, options);
    return start(w, err);
}

static int count_end(struct workforce *w, int status, struct err *err)
{
    struct buf words = {0};
    bool was_short = clock_mono_ms() - w->started_ms < SHORT_LIFE_MS;
    interrupt_takes_along(0);
    w->false_starts = was_short ? w->false_starts + 1 : 0;
    w->retry_ms = clock_mono_ms() + (RETRY_MS << w->false_starts);
    if (w->false_starts < FALSE_STARTS_MAX) return 0;
    program_last_words(status, buf_string(&w->log), &words);
    fail(err, 0, "the worker %s", buf_string(&words));
    buf_free(&words);
    return -1;
}

int workforce_tend(struct workforce *w, struct err *err)
{
    int status;
    if (program_ended(&w->pid, &status)) return count_end(w, status, err);
    if (w->pid == 0 && clock_mono_ms() >= w->retry_ms) return start(w, err);
    return 0;
}

void workforce_end(struct workforce *w, int wait_ms)
{
    program_stop(&w->pid, wait_ms);
    interrupt_takes_along(0);
}

void workforce_free(struct workforce *w)
{
    buf_free(&w->program);
    buf_free(&w->log);
    buf_free(&w->arguments);
    free(w->argv);
    *w = (struct workforce){0};
}
