/* command.c: see command.h. */
#include "workers/command/command.h"
#include "proto/json.h"
#include "proto/language.h"
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

static void print_help(const struct command_line *line)
{
    struct buf usage = {0};
    buf_format(&usage, "garner-worker %s%s%s [OPTION...]", line->name, *line->operands ? " " : "",
               line->operands);
    printf(_("usage: %s\n\n"), buf_string(&usage));
    printf("%s\n\n", _(line->text));
    options_help(line->rows, line->count, stdout);
    buf_free(&usage);
}

static void print_description(const struct command_line *line)
{
    struct buf out = {0};
    buf_add_char(&out, '{');
    json_member(&out, "name", line->name);
    json_member(&out, "operands", line->operands);
    json_member(&out, "text", line->text);
    options_describe(line->rows, line->count, &out);
    printf("%s}", buf_string(&out));
    buf_free(&out);
}

bool command_options(const struct command_line *line, int argc, char **argv, int *rest, int *status)
{
    struct err err;
    bool describe = argc == 2 && strcmp(argv[1], "--describe") == 0;
    if (describe || asks_for_help(argc, argv)) {
        (describe ? print_description : print_help)(line);
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
    if (pipeline_check(setup->pipeline, *shared, err) == 0) {
        language_speak(false); /* what is told from here on is stored or logged */
        return 0;
    }
    resources_close(shared);
    return -1;
}
