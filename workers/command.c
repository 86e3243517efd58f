/* command.c: see command.h. */
#include "workers/command.h"
#include <stdio.h>
#include <string.h>

int command_trouble(const struct err *err)
{
    fprintf(stderr, "garner-worker: %s\n", err->text);
    return STATUS_TROUBLE;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return true;
    return false;
}

bool command_options(const struct command_line *line, int argc, char **argv, int *rest, int *status)
{
    struct err err;
    if (asks_for_help(argc, argv)) {
        printf("usage: garner-worker %s%s%s [OPTION...]\n\n%s\n\n", line->name,
               *line->operands ? " " : "", line->operands, line->text);
        options_help(line->rows, line->count, stdout);
        *status = STATUS_GOOD;
        return false;
    }
    if (options_parse(line->rows, line->count, argc, argv, rest, &err) == 0) return true;
    *status = command_trouble(&err);
    return false;
}

int setup_open(const struct setup_options *o, struct work_setup *setup, struct resources **shared,
               struct err *err)
{
    *setup = (struct work_setup){
        .pipeline = pipeline_find(o->pipeline),
        .wall_ms = o->wall_ms,
        .cpu_ms = o->cpu_ms,
        .memory = o->memory,
        .sandbox = !o->no_sandbox,
    };
    if (!setup->pipeline) return fail(err, 0, "there is no pipeline called %s", o->pipeline);
    pipeline_prepare();
    *shared = resources_open(o->resources, err);
    setup->shared = *shared;
    if (!*shared) return -1;
    if (pipeline_check(setup->pipeline, *shared, err) == 0) return 0;
    resources_close(shared);
    return -1;
}
