/* help.c: see help.h. */
#include "client/help.h"
#include "client/command.h"
#include "client/terminal.h"
#include "client/text.h"
#include "proto/asked.h"
#include "proto/language.h"
#include "proto/version.h"
#include <string.h>

enum { COMMAND_CELLS = 25, EXAMPLE_CELLS = 20, LINE_CELLS = 80 };

static void heading(const char *text)
{
    const struct style *style = terminal_style(stdout);
    printf("\n%s%s%s\n", style->bold, _(text), style->off);
}

/* What there is in its column, and behind it, or below where it is wider, what it means. */
static void tell_line(const char *what, int cells, const char *text)
{
    int blanks = cells - (int)text_width(view_of(what));
    if (blanks < 0)
        printf("  %s\n  %*s %s\n", what, cells, "", _(text));
    else
        printf("  %s%*s %s\n", what, blanks, "", _(text));
}

const char help_summary[] = "archives of text in, answers out, each with its place in the source.";
const char help_quoting[] =
    "In a shell a query with > < ( ) { } * or \" in it stands in single quotes, as in\n"
    "garner records 'quantity:>=1亿元'.";
const char help_promise[] =
    "  Exit status 0: found, done; 1: nothing found; 2: trouble, told on standard error;\n"
    "  3: of several brokers some did not answer, and what the others have is shown.\n"
    "  Columns of --tsv and keys of --json stay as they are; new ones come at the end.\n"
    "  Everything else that is printed is for people, and may change.";

int help_version(void)
{
    printf("garner %s (protocol %d)\n", GARNER_VERSION, PROTOCOL_VERSION);
    return output_end(FOUND);
}

int help_overview(void)
{
    printf("garner: %s\n", _(help_summary));
    printf(_("\n    garner run FOLDER          works through it, on this machine\n"
             "    garner search 调解 place:52 finds articles; garner help query tells how to ask\n"
             "    garner export > all.jsonl  everything that was found\n"));
    heading(N_("Commands"));
    struct buf left = {0};
    for (const struct command *const *c = commands; *c; c++) {
        left.len = 0;
        buf_format(&left, "%-8s %s", (*c)->name, (*c)->operands);
        tell_line(buf_string(&left), COMMAND_CELLS, (*c)->text);
    }
    buf_free(&left);
    heading(N_("Options of all of them"));
    options_help(common_options, common_option_count, stdout);
    heading(N_("A promise to scripts"));
    printf("%s\n", _(help_promise));
    printf(_("\ngarner help COMMAND tells more; garner help query tells how to ask, help kinds, "
             "limits, states and reasons list those.\n"));
    return output_end(FOUND);
}

/* Their names only: a page of a command is about the command. */
static void list_common_options(void)
{
    size_t cells = 0;
    heading(N_("Options of all commands"));
    for (size_t i = 0; i < common_option_count; i++) {
        size_t more = strlen(common_options[i].name) + strlen("  --");
        bool full = cells + more > LINE_CELLS;
        printf("%s  --%s", full ? "\n" : "", common_options[i].name);
        cells = full ? more : cells + more;
    }
    printf("\n  %s\n", _("garner help tells what they do"));
}

int help_of_command(const struct command *c)
{
    printf("garner %s%s%s: %s\n", c->name, *c->operands ? " " : "", c->operands, _(c->text));
    if (c->details) printf("\n%s\n", _(c->details));
    if (c->option_count > 0) {
        heading(N_("Options"));
        options_help(c->options, c->option_count, stdout);
    }
    list_common_options();
    return output_end(FOUND);
}

/* The tables that messages and store share */

/* A sentence in a table: people get it in their language. */
static void add_sentence(struct table *t, const char *text)
{
    table_text(t, view_of(output_form() == TABLE_PEOPLE ? _(text) : text));
}

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
        add_sentence(t, rows[i].unit);
        add_sentence(t, rows[i].text);
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
        add_sentence(t, rows[i][1]);
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
        add_sentence(t, reason_retries(rows[i]) ? N_("yes") : N_("no"));
        add_sentence(t, reason_sentence(rows[i]));
    }
    table_end(&t);
}

/* The query language */

static const struct table_column field_columns[] = {
    {"field", false, false, false},
    {"example", false, false, false},
    {"meaning", false, false, false},
};

static void list_fields(void)
{
    struct table *t = table_new(stdout, output_form(), field_columns, 3);
    for (int i = 1; i < QUERY_FIELD_COUNT; i++) {
        table_text(t, view_of(query_fields[i].name));
        table_text(t, view_of(query_fields[i].example));
        add_sentence(t, query_fields[i].text);
    }
    table_end(&t);
}

const struct help_example help_examples[] = {
    {N_("Words"), "调解 网格", "articles that contain both"},
    {NULL, "调解 OR 仲裁", "either; AND binds more than OR, brackets group"},
    {NULL, "调解 -法院", "the first and not the second; NOT does the same"},
    {NULL, "\"化解 纠纷\"", "just this text, blanks and all"},
    {NULL, "\"网格 调解\"~20", "both, within 20 characters"},
    {NULL, "*", "all articles"},
    {N_("Records"), "{quantity unit:元 value>1e8 place:贵州}",
     "one figure that meets all of it; garner help kinds lists the other kinds of record"},
    {NULL, "quantity:>=1亿元", "numbers as people write them: 1e8, 3.5万, 三千; < <= > >= ="},
    {NULL, "quantity:1..2公顷", "from .. to; 亩 and 公顷, 元 and 万元 … are converted"},
    {NULL, "date:2020..2022-03", "also >=2020-03-15; either end may be left out"},
    {NULL, "{date date:2021}", "a day of 2021 in the text; date:2021 is the article's own date"},
    {NULL, "org:=某县人民法院", "just this name; without = a part of it"},
    {NULL, NULL, NULL},
};

static void list_query(void)
{
    if (output_form() == TABLE_PEOPLE) {
        for (const struct help_example *e = help_examples; e->example; e++) {
            if (e->heading) heading(e->heading);
            tell_line(e->example, EXAMPLE_CELLS, e->text);
        }
        printf("\n%s\n", _(help_quoting));
        heading(N_("Fields"));
    }
    list_fields();
}

/* Kinds of record */

static const struct table_column kind_columns[] = {
    {"kind", false, false, false},
    {"fields", false, false, false},
    {"meaning", false, false, false},
};

void help_fields_of_kind(enum record_kind kind, struct buf *out)
{
    const char *blank = "";
    for (size_t i = 0; i < asked_count; i++) {
        if (asked_rows[i].kind != kind) continue;
        buf_format(out, "%s%s:", blank, query_fields[asked_rows[i].field].name);
        blank = " ";
    }
}

static void list_kinds(void)
{
    struct table *t = table_new(stdout, output_form(), kind_columns, 3);
    struct buf fields = {0};
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        fields.len = 0;
        help_fields_of_kind((enum record_kind)kind, &fields);
        table_text(t, view_of(record_kind_name((unsigned)kind)));
        table_text(t, buf_view(&fields));
        add_sentence(t, record_kind_sentence((unsigned)kind));
    }
    buf_free(&fields);
    table_end(&t);
}

static const struct {
    const char *name;
    void (*list)(void);
} lists[] = {
#define X(name, ...) {#name, list_##name},
    HELP_TOPICS(X)
#undef X
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
    fail(&err, 0, "help %s: neither a command nor query, kinds, limits, states or reasons",
         operands[0]);
    return trouble(&err);
}

const struct command help_command = {
    .name = "help",
    .operands = "[COMMAND|TOPIC]",
    .most = 1,
    .text = "what there is to know; TOPIC is query, kinds, limits, states or reasons",
    .run = help_run,
};
