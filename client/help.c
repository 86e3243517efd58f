/* help.c: see help.h. */
#include "client/help.h"
#include "client/command.h"
#include "client/terminal.h"
#include "client/text.h"
#include "proto/version.h"
#include <string.h>

enum { OPERAND_CELLS = 16 };

static void heading(const char *text)
{
    const struct style *style = terminal_style(stdout);
    printf("\n%s%s%s\n", style->bold, text, style->off);
}

int help_version(void)
{
    printf("garner %s (protocol %d)\n", GARNER_VERSION, PROTOCOL_VERSION);
    return output_end(FOUND);
}

int help_overview(void)
{
    printf("garner: archives of text in, answers out, each with its place in the source.\n");
    printf("\n    garner run FOLDER          works through it, on this machine\n"
           "    garner search TEXT         finds the articles that contain it\n"
           "    garner export > all.jsonl  everything that was found\n");
    heading("Commands");
    for (const struct command *const *c = commands; *c; c++) {
        int blanks = OPERAND_CELLS - (int)text_width(view_of((*c)->operands));
        printf("  %-8s %s%*s %s\n", (*c)->name, (*c)->operands, blanks, "", (*c)->text);
    }
    heading("Options of all of them");
    options_help(common_options, common_option_count, stdout);
    heading("A promise to scripts");
    printf("  Exit status 0: found, done; 1: nothing found; 2: trouble, told on standard error.\n"
           "  Columns of --tsv and keys of --json stay as they are; new ones come at the end.\n"
           "  Everything else that is printed is for people, and may change.\n");
    printf(
        "\ngarner help COMMAND tells more; garner help limits, states and reasons list those.\n");
    return output_end(FOUND);
}

int help_of_command(const struct command *c)
{
    printf("garner %s%s%s: %s\n", c->name, *c->operands ? " " : "", c->operands, c->text);
    if (c->details) printf("\n%s\n", c->details);
    if (c->option_count > 0) {
        heading("Options");
        options_help(c->options, c->option_count, stdout);
    }
    heading("Options of all commands");
    options_help(common_options, common_option_count, stdout);
    return output_end(FOUND);
}

/* The tables that messages and store share */

static const struct table_column limit_columns[] = {
    {"name", false, false, false},
    {"value", true, false, false},
    {"unit", false, false, false},
    {"of", false, false, false},
};

static void list_limits(void)
{
    static const struct {
        const char *name;
        uint64_t value;
        const char *unit, *text;
    } rows[] = {
#define X(NAME, value, unit, text) {#NAME, value, unit, text},
        LIMITS(X)
#undef X
    };
    struct table *t = table_new(stdout, output_form(), limit_columns, 4);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        table_text(t, view_of(rows[i].name));
        table_count(t, rows[i].value);
        table_text(t, view_of(rows[i].unit));
        table_text(t, view_of(rows[i].text));
    }
    table_end(&t);
}

static const struct table_column state_columns[] = {
    {"name", false, false, false},
    {"meaning", false, false, false},
};

static void list_states(void)
{
    static const char *const rows[][2] = {
#define X(number, NAME, name, text) {name, text},
        STATES(X)
#undef X
    };
    struct table *t = table_new(stdout, output_form(), state_columns, 2);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        table_text(t, view_of(rows[i][0]));
        table_text(t, view_of(rows[i][1]));
    }
    table_end(&t);
}

static const struct table_column reason_columns[] = {
    {"name", false, false, false},
    {"state", false, false, false},
    {"retried", false, false, false},
    {"meaning", false, false, false},
};

static void list_reasons(void)
{
    static const unsigned rows[] = {
#define X(number, ...) number,
        REASONS(X)
#undef X
    };
    struct table *t = table_new(stdout, output_form(), reason_columns, 4);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        table_text(t, view_of(reason_name(rows[i])));
        table_text(t, view_of(state_name(reason_state(rows[i]))));
        table_text(t, view_of(reason_retries(rows[i]) ? "yes" : "no"));
        table_text(t, view_of(reason_sentence(rows[i])));
    }
    table_end(&t);
}

static const struct {
    const char *name;
    void (*list)(void);
} lists[] = {
    {"limits", list_limits},
    {"states", list_states},
    {"reasons", list_reasons},
};

static int help_run(char **operands, size_t count)
{
    struct err err;
    if (count == 0) return help_overview();
    const struct command *c = command_find(operands[0]);
    if (c) return help_of_command(c);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(operands[0], lists[i].name) == 0) {
            lists[i].list();
            return FOUND;
        }
    fail(&err, 0, "help %s: neither a command nor limits, states or reasons", operands[0]);
    return trouble(&err);
}

const struct command help_command = {
    .name = "help",
    .operands = "[COMMAND|TABLE]",
    .most = 1,
    .text = "what there is to know; TABLE is limits, states or reasons",
    .run = help_run,
};
