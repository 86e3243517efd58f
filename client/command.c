/* command.c: see command.h. */
#include "client/command.h"
#include "client/help.h"
#include "client/status.h"
#include "proto/key.h"
#include "proto/language.h"
#include "proto/utf8.h"
#include <stdlib.h>
#include <string.h>

const struct command *const commands[] = {
    /* clang-format off */
    &run_command,
    &submit_command,
    &status_command,
    &watch_command,
    &search_command,
    &records_command,
    &facets_command,
    &list_command,
    &show_command,
    &cite_command,
    &verify_command,
    &check_command,
    &backup_command,
    &restore_command,
    &chaos_command,
    &export_command,
    &import_command,
    &failed_command,
    &retry_command,
    &skip_command,
    &stop_command,
    &keys_command,
    &help_command,
    NULL,
    /* clang-format on */
};

struct common common = {.timeout_ms = 10000};

const struct option_row common_options[] = {
    {"data", 'd', OPTION_STRING, &common.data, "DIR", "GARNER_DATA", 0, 0,
     "the data directory; its private broker is started when needed (default: " DATA_DEFAULT ")"},
    {"broker", 'b', OPTION_STRING, &common.broker, "ENDPOINT", "GARNER_BROKER", 0, 0,
     "a broker that is running, such as tcp://host:7717, instead; several with commas between are "
     "asked as one"},
    {"key", 0, OPTION_STRING, &common.key, "FILE", "GARNER_KEY", 0, 0,
     "your private key, for a broker in a network: garner help keys"},
    {"broker-key", 0, OPTION_STRING, &common.broker_key, "FILE", "GARNER_BROKER_KEY", 0, 0,
     "and the public key of that broker, or of each of several with commas between"},
    {"timeout", 't', OPTION_TIME, &common.timeout_ms, "TIME", NULL, 100, 86400000,
     "how long the broker may be silent (default: 10s)"},
    {"json", 'j', OPTION_FLAG, &common.json, NULL, NULL, 0, 0,
     "JSON, an object a line, with the names of the export"},
    {"tsv", 0, OPTION_FLAG, &common.tsv, NULL, NULL, 0, 0,
     "a line a row, cells separated by tabs; \\\\ \\t \\n \\r stand for themselves in a cell"},
    {"quiet", 'q', OPTION_FLAG, &common.quiet, NULL, NULL, 0, 0, "no progress, no advice"},
    {"describe", 0, OPTION_FLAG, &common.describe, NULL, NULL, 0, 0,
     "all commands and options as JSON: manual pages and completion are made of it"},
    {"help", 'h', OPTION_FLAG, &common.help, NULL, NULL, 0, 0, "this help"},
    {"version", 0, OPTION_FLAG, &common.version, NULL, NULL, 0, 0, "the version of the program"},
};
const size_t common_option_count = sizeof common_options / sizeof *common_options;

const struct command *command_find(const char *name)
{
    for (const struct command *const *c = commands; *c; c++)
        if (strcmp((*c)->name, name) == 0) return *c;
    return NULL;
}

int trouble(const struct err *err)
{
    fflush(stdout);
    fprintf(stderr, "garner: %s\n", err->text);
    return TROUBLE;
}

int operand_check(const char *what, const char *text, size_t most, struct err *err)
{
    size_t len = strlen(text);
    if (len == 0 || len > most)
        return fail(err, 0, "%s: a text of 1 to %zu bytes is wanted, not %zu", what, most, len);
    if (!utf8_valid(view_of(text))) return fail(err, 0, "%s %s: it is not UTF-8", what, text);
    return 0;
}

enum table_form output_form(void)
{
    return common.json ? TABLE_JSON : common.tsv ? TABLE_TSV : TABLE_PEOPLE;
}

int output_end(int status)
{
    struct err err;
    bool flushed = fflush(stdout) == 0;
    if ((flushed && !ferror(stdout)) || status == TROUBLE) return status; /* that was told */
    if (flushed)
        fail(&err, 0, "standard output: not all could be written");
    else
        fail_errno(&err, 0, "standard output");
    return trouble(&err);
}

const char *command_start(void)
{
    static struct buf start;
    start.len = 0;
    buf_add_string(&start, "garner");
    if (common.broker)
        buf_format(&start, " --broker %s", common.broker);
    else if (common.data && !getenv("GARNER_DATA"))
        buf_format(&start, " --data %s", common.data);
    return buf_string(&start);
}

/* The command line */

/* The row of the common option that arg names, or NULL. */
static const struct option_row *common_row(const char *arg)
{
    bool is_long = arg[1] == '-';
    size_t len = is_long ? strcspn(arg + 2, "=") : 1;
    for (size_t i = 0; i < common_option_count; i++) {
        const struct option_row *o = &common_options[i];
        bool named = is_long ? strlen(o->name) == len && memcmp(arg + 2, o->name, len) == 0
                             : arg[1] == o->letter;
        if (named) return o;
    }
    return NULL;
}

/* Whether arg is a common option whose value is the next argument. */
static bool takes_next(const char *arg)
{
    const struct option_row *o = common_row(arg);
    bool has_value = arg[1] == '-' ? strchr(arg, '=') != NULL : arg[2] != '\0';
    return o && o->type != OPTION_FLAG && !has_value;
}

/* Takes the first operand out of argv and returns it: the name of the command. NULL if none. */
static char *take_name(int *argc, char **argv)
{
    for (int i = 1; i < *argc; i++) {
        if (argv[i][0] == '-' && argv[i][1]) {
            i += takes_next(argv[i]);
            continue;
        }
        char *name = argv[i];
        memmove(argv + i, argv + i + 1, (size_t)(*argc - i) * sizeof *argv);
        --*argc;
        return name;
    }
    return NULL;
}

/* Reads the options, the common ones and the command's, into where their rows say. */
static int read_options(const struct command *c, int argc, char **argv, int *count, struct err *err)
{
    size_t more = c ? c->option_count : 0;
    struct option_row *all = xmalloc((common_option_count + more) * sizeof *all);
    memcpy(all, common_options, common_option_count * sizeof *all);
    if (more > 0) memcpy(all + common_option_count, c->options, more * sizeof *all);
    int result = options_parse(all, common_option_count + more, argc, argv, count, err);
    free(all);
    return result;
}

static bool is_from(const char *value, const char *variable)
{
    return value && value == getenv(variable);
}

/* The broker is told in one way: the command line's before the environment's, and there an endpoint
 * before a directory. */
static int choose_broker(struct err *err)
{
    if (common.data && common.broker) {
        bool data_told = !is_from(common.data, "GARNER_DATA");
        bool broker_told = !is_from(common.broker, "GARNER_BROKER");
        if (data_told && broker_told)
            return fail(err, 0,
                        "--data and --broker: one of them says where the broker is, not both");
        if (data_told)
            common.broker = NULL;
        else
            common.data = NULL;
    }
    if (common.json && common.tsv) return fail(err, 0, "--json and --tsv: choose one of them");
    return 0;
}

static int check_operands(const struct command *c, int count, struct err *err)
{
    if ((size_t)count >= c->least && (size_t)count <= c->most) return 0;
    bool missing = (size_t)count < c->least;
    return fail(err, 0, "%s%s%s: %s; see garner help %s", c->name, *c->operands ? " " : "",
                c->operands, missing ? _("something is missing") : _("that is too much"), c->name);
}

/* before: the argument that stood before it. */
static int no_command(const char *name, const char *before)
{
    struct err err;
    bool late = before[0] == '-' && before[1] && !common_row(before);
    fail(&err, 0,
         late ? N_("%s: there is no such command; a command stands before its own options")
              : N_("%s: there is no such command; garner help lists them"),
         name);
    return trouble(&err);
}

int command_line(int argc, char **argv)
{
    struct err err;
    int count = 0;
    const char *name = take_name(&argc, argv);
    const struct command *c = name ? command_find(name) : NULL;
    if (name && !c) return no_command(name, argc > 1 ? argv[1] : "");
    if (read_options(c, argc, argv, &count, &err) != 0) return trouble(&err);
    if (common.version) return help_version();
    if (common.describe) return help_describe();
    if (common.help) return c ? help_of_command(c) : help_overview();
    if (choose_broker(&err) != 0) return trouble(&err);
    if (!c) return count > 0 ? help_overview() : status_overview();
    if (check_operands(c, count, &err) != 0) return trouble(&err);
    return output_end(c->run(argv + 1, (size_t)count));
}

/* The broker */

int reach_begin(struct reach *r, const char *broker, const char *broker_key, struct err *err)
{
    *r = (struct reach){0};
    if (!common.key != !broker_key)
        return fail(err, 0, "--key and --broker-key go together: yours, and the broker's");
    if (!strstr(broker, "://"))
        return fail(err, 0, "--broker %s: an endpoint is wanted, such as tcp://host:7717", broker);
    if (broker_key && key_read_pair(common.key, broker_key, &r->keys, err) != 0) return -1;
    place_told(&r->place, broker, broker_key ? &r->keys : NULL);
    r->session = session_new(&r->place, common.timeout_ms);
    return 0;
}

int reach_open(struct reach *r, bool create, struct err *err)
{
    const char *data = common.data ? common.data : DATA_DEFAULT;
    *r = (struct reach){0};
    if (common.broker && strchr(common.broker, ','))
        return fail(err, 0,
                    "--broker %s: only search, records, facets, list, failed and export ask "
                    "several brokers",
                    common.broker);
    if (!common.broker) {
        if (place_private(&r->place, data, create, err) != 0) return -1;
        return session_open(&r->session, &r->place, common.timeout_ms, err);
    }
    if (reach_begin(r, common.broker, common.broker_key, err) != 0) return -1;
    return session_await(r->session, err);
}

void reach_close(struct reach *r)
{
    session_close(&r->session);
    place_free(&r->place);
}
