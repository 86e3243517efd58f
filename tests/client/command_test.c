#include "client/command.h"
#include "tests/test.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char out[65536], said[65536];

static void slurp(const char *path, char *into, size_t room)
{
    FILE *f = fopen(path, "r");
    CHECK(f);
    into[fread(into, 1, room - 1, f)] = '\0';
    fclose(f);
}

/* Runs a command line in this process; its standard output is in `out`, standard error in `said`.
 */
static int run(int argc, char **argv)
{
    common = (struct common){.timeout_ms = 300};
    fflush(NULL);
    int kept_out = dup(1), kept_err = dup(2);
    CHECK(freopen("out", "w", stdout) && freopen("err", "w", stderr));
    int status = command_line(argc, argv);
    fflush(NULL);
    dup2(kept_out, 1);
    dup2(kept_err, 2);
    slurp("out", out, sizeof out);
    slurp("err", said, sizeof said);
    return status;
}

static int garner(char *line)
{
    char *argv[32] = {"garner"};
    int argc = 1;
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) argv[argc++] = word;
    return run(argc, argv);
}
#define GARNER(line) garner((char[]){line})

TEST(command_alone_says_how_to_begin)
{
    unsetenv("GARNER_DATA");
    unsetenv("GARNER_BROKER");
    CHECK_INT(GARNER(""), NOTHING);
    CHECK(strstr(out, "There is no archive in garner-data yet."));
    CHECK(strstr(out, "garner run FOLDER"));
}

TEST(command_help_has_every_command_and_option)
{
    char line[64], name[40];
    CHECK_INT(GARNER("help"), FOUND);
    for (const struct command *const *c = commands; *c; c++) {
        snprintf(name, sizeof name, "\n  %s ", (*c)->name);
        if (!strstr(out, name)) test_fail(__FILE__, __LINE__, "help without %s", (*c)->name);
    }
    for (const struct command *const *c = commands; *c; c++) {
        snprintf(line, sizeof line, "help %s", (*c)->name);
        CHECK_INT(garner(line), FOUND);
        for (size_t i = 0; i < (*c)->option_count + common_option_count; i++) {
            const struct option_row *o = i < (*c)->option_count
                                             ? &(*c)->options[i]
                                             : &common_options[i - (*c)->option_count];
            snprintf(name, sizeof name, "--%s", o->name);
            if (!strstr(out, name)) test_fail(__FILE__, __LINE__, "%s without %s", line, name);
        }
    }
}

/* A letter or a name that two options of one command share would hide the second. */
TEST(command_options_do_not_hide_each_other)
{
    for (const struct command *const *c = commands; *c; c++)
        for (size_t i = 0; i < (*c)->option_count; i++) {
            const struct option_row *o = &(*c)->options[i];
            for (size_t k = 0; k < common_option_count; k++) {
                CHECK(strcmp(o->name, common_options[k].name) != 0);
                CHECK(!o->letter || o->letter != common_options[k].letter);
            }
            for (size_t k = 0; k < i; k++) {
                CHECK(strcmp(o->name, (*c)->options[k].name) != 0);
                CHECK(!o->letter || o->letter != (*c)->options[k].letter);
            }
        }
}

TEST(command_lists_the_tables)
{
    CHECK_INT(GARNER("help limits --tsv"), FOUND);
    CHECK(strstr(out, "MAX_DOCUMENT\t134217728\tbytes\ta document\n"));
    CHECK_INT(GARNER("--json help reasons"), FOUND);
    CHECK(strstr(out, "{\"name\":\"died\",\"state\":\"failed\",\"retried\":\"yes\","));
    CHECK_INT(GARNER("help states"), FOUND);
    CHECK(strstr(out, "waiting    in the queue\n"));
    CHECK_INT(GARNER("help nonsense"), TROUBLE);
    CHECK_INT(GARNER("--version"), FOUND);
    CHECK(strncmp(out, "garner ", 7) == 0);
}

TEST(command_finds_its_name_among_options)
{
    CHECK_INT(GARNER("--data nowhere --timeout 1s status"), TROUBLE);
    CHECK(strstr(said, "there is no store in nowhere"));
    CHECK_INT(GARNER("-d nowhere -q failed --reason died"), TROUBLE);
    CHECK(strstr(said, "there is no store in nowhere"));
    CHECK_INT(GARNER("--data=nowhere export -o file"), TROUBLE);
    CHECK(strstr(said, "there is no store in nowhere"));
    CHECK(access("file", F_OK) != 0);
}

TEST(command_refuses_what_it_does_not_understand)
{
    static const struct {
        const char *line, *why;
    } rows[] = {
        {"sttaus", "sttaus: there is no such command"},
        {"status --bogus", "--bogus: there is no such option"},
        {"status more", "status: that is too much"},
        {"search", "search QUERY…: something is missing"},
        {"submit", "submit PATH…: something is missing"},
        {"status --json --tsv", "--json and --tsv: choose one"},
        {"--data x --broker ipc://y status", "one of them says where the broker is, not both"},
        {"failed --state lost", "--state lost: there is no such state"},
        {"retry", "which documents?"},
        {"retry --reason nix", "--reason nix: there is no such reason"},
        {"skip", "which documents?"},
        {"--broker ipc://y run x", "run works with a broker of its own"},
        {"--broker ipc://nobody.ipc status", "no answer from the broker at ipc://nobody.ipc"},
        {"run nowhere", "nowhere: No such file or directory"},
        {"chaos nowhere", "nowhere: No such file or directory"},
        {"show \xff", "show ?: it is not UTF-8"},
        {"--limit 3 search x", "3: there is no such command; a command stands before its own"},
        {"--broker foo status", "--broker foo: an endpoint is wanted"},
        {"search state:failed", "garner list state:failed"},
        {"search x --sort most", "there is no such order; there are best, newest, oldest"},
        {"facets foo", "there is no facet \"foo\"; there are place, year"},
        {"facets place,foo", "there is no facet \"foo\""},
        {"facets place --digits 5", "--digits 5: codes have 2, 4, 6, 9 or 12"},
        {"facets place --kind foo", "--kind foo: there is no such kind"},
        {"retry \xff", "a document ?: it is not UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[100];
        snprintf(line, sizeof line, "%s", rows[i].line);
        int status = garner(line);
        if (status != TROUBLE || strncmp(said, "garner: ", 8) != 0 || !strstr(said, rows[i].why))
            test_fail(__FILE__, __LINE__, "\"%s\" gave %d and said: %s", rows[i].line, status,
                      said);
        CHECK_TEXT(out, "");
    }
    CHECK(access(DATA_DEFAULT, F_OK) != 0);
}

/* "" is what an empty variable of a script leaves; to the broker it means all documents. */
TEST(command_takes_no_empty_name_for_all)
{
    static char *const names[] = {"show", "retry", "skip"};
    static char long_name[MAX_SOURCE + 2];
    memset(long_name, 'x', sizeof long_name - 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *empty[] = {"garner", names[i], "", NULL};
        char *too_long[] = {"garner", names[i], long_name, NULL};
        CHECK_INT(run(3, empty), TROUBLE);
        CHECK(strstr(said, "bytes is wanted, not 0"));
        CHECK_INT(run(3, too_long), TROUBLE);
        CHECK(strstr(said, "bytes is wanted, not 4097"));
    }
    char *nothing[] = {"garner", "search", "", NULL};
    CHECK_INT(run(3, nothing), TROUBLE);
    CHECK(strstr(said, "bytes is wanted, not 0"));
}

TEST(command_environment_comes_after_the_command_line)
{
    CHECK(setenv("GARNER_BROKER", "ipc://nobody.ipc", 1) == 0);
    CHECK(setenv("GARNER_DATA", "elsewhere", 1) == 0);
    CHECK_INT(GARNER("status"), TROUBLE);
    CHECK(strstr(said, "no answer from the broker at ipc://nobody.ipc"));
    CHECK_INT(GARNER("--data nowhere status"), TROUBLE);
    CHECK(strstr(said, "there is no store in nowhere"));
    unsetenv("GARNER_BROKER");
    CHECK_INT(GARNER("status"), TROUBLE);
    CHECK(strstr(said, "there is no store in elsewhere"));
}

TEST(command_stop_starts_no_broker)
{
    CHECK_INT(GARNER("--data nowhere stop"), NOTHING);
    CHECK_TEXT(out, "no broker is running\n");
    CHECK(access("nowhere", F_OK) != 0);
}
