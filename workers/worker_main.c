/* worker_main.c: garner-worker, a table of commands. */
#include "proto/json.h"
#include "proto/language.h"
#include "proto/log.h"
#include "proto/version.h"
#include "workers/command/command.h"
#include "workers/extractor.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *operands, *text;
} commands[] = {
#define X(name, function, operands, text) {name, function, operands, text},
    COMMANDS(X)
#undef X
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static int print_help(void)
{
    printf(_("usage: %s\n\n"), "garner-worker [COMMAND] [OPTION...] [FILE...]");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const struct command *c = &commands[i];
        printf("  %-10s %-10s %s%s\n", c->name, c->operands, _(c->text),
               i == 0 ? _(" (the default)") : "");
    }
    printf(_("\ngarner-worker COMMAND --help lists the options of a command.\n"
             "garner-worker --version prints the versions of program and extractor,\n"
             "garner-worker --describe all commands and options as JSON.\n\n"
             "Pipelines that work and extract can run:\n\n"));
    for (const struct pipeline *p = pipelines; p->name; p++)
        printf("  %-21s %s\n", p->name, _(p->text));
    return STATUS_GOOD;
}

/* For what makes manual pages and completion: option.h. Each command prints its own part. */
static int print_description(void)
{
    struct buf out = {0};
    buf_add_char(&out, '{');
    json_member(&out, "program", "garner-worker");
    json_member(&out, "summary", "works through documents, for a broker or as a filter");
    buf_add_string(&out, ",\"values\":{\"COMMAND\":[");
    for (size_t i = 0; i < COMMAND_COUNT; i++) json_named(&out, commands[i].name, commands[i].text);
    buf_add_string(&out, "],\"PIPELINE\":[");
    for (const struct pipeline *p = pipelines; p->name; p++) json_named(&out, p->name, p->text);
    printf("%s]},\"commands\":[", buf_string(&out));
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        char *words[] = {(char *)(uintptr_t)commands[i].name, "--describe", NULL};
        if (i > 0) printf(",");
        commands[i].run(2, words);
    }
    printf("]}\n");
    buf_free(&out);
    return STATUS_GOOD;
}

static int print_version(void)
{
    struct err err;
    char extractor[EXTRACTOR_ROOM];
    struct resources *shared = resources_open(getenv("GARNER_DATA_FILE"), &err);
    if (!shared) return command_trouble(&err);
    extractor_id(&pipelines[0], shared, extractor);
    printf("garner-worker %s\nextractor %s\n", GARNER_VERSION, extractor);
    resources_close(&shared);
    return STATUS_GOOD;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

/* A filter whose output is lost has not done its work. */
static int finish(int status)
{
    struct err err;
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    fail_errno(&err, 0, "cannot write to standard output");
    return command_trouble(&err);
}

static int run(int argc, char **argv)
{
    const char *first = argc > 1 ? argv[1] : "-";
    struct err err;
    if (argc == 2 && (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0))
        return print_help();
    if (argc == 2 && strcmp(first, "--version") == 0) return print_version();
    if (argc == 2 && strcmp(first, "--describe") == 0) return print_description();
    if (first[0] == '-') return commands[0].run(argc, argv);
    const struct command *c = find_command(first);
    if (c) return c->run(argc - 1, argv + 1);
    fail(&err, 0, "there is no command \"%s\"; garner-worker --help lists them", first);
    return command_trouble(&err);
}

int main(int argc, char **argv)
{
    log_open("garner-worker");
    language_open();
    return finish(run(argc, argv));
}
