/* option_test.c: what a command line sets, and how it is refused. */
#include "proto/option.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>

static bool json;
static const char *data = "default";
static uint64_t children = 2, memory = 1, liveness = 1;
static const struct option_row rows[] = {
    {"json", 'j', OPTION_FLAG, &json, NULL, "TEST_JSON", 0, 0, "Print one JSON object."},
    {"data", 'd', OPTION_STRING, &data, "DIR", "TEST_DATA", 0, 0, "Where the store is."},
    {"children", 0, OPTION_COUNT, &children, "N", NULL, 1, 4096, "Processes that compute."},
    {"memory", 'm', OPTION_SIZE, &memory, "SIZE", NULL, 0, 0, "Limit of a document."},
    {"liveness", 0, OPTION_TIME, &liveness, "TIME", NULL, 100, 60000,
     "How long a worker may be silent before the broker takes its documents back."},
};
enum { ROWS = sizeof rows / sizeof *rows, ARGS = 12 };

static char *arguments[ARGS + 2];
static int rest;
static struct err err;

/* Splits a line at blanks and parses it. */
static int parse(const char *line)
{
    static char copy[256];
    int argc = 0;
    arguments[argc++] = "program";
    strcpy(copy, line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " ")) arguments[argc++] = word;
    arguments[argc] = NULL;
    return options_parse(rows, ROWS, argc, arguments, &rest, &err);
}

static void check_refused(const char *line, const char *who)
{
    CHECK_INT(parse(line), -1);
    if (strncmp(err.text, who, strlen(who)) != 0 || err.text[strlen(who)] != ':')
        test_fail(__FILE__, __LINE__, "\"%s\" does not name %s", err.text, who);
}

TEST(defaults_stay)
{
    CHECK_INT(parse(""), 0);
    CHECK_INT(rest, 0);
    CHECK(!json && children == 2 && strcmp(data, "default") == 0);
}

TEST(each_form_of_an_option_sets_it)
{
    CHECK_INT(parse("--data=A --children 3 -m 64K --json --liveness=500ms"), 0);
    CHECK(json && children == 3 && memory == 65536 && liveness == 500);
    CHECK_TEXT(data, "A");
    CHECK_INT(parse("-dB -m2G"), 0);
    CHECK_TEXT(data, "B");
    CHECK(memory == UINT64_C(2) << 30);
    CHECK_INT(parse("--data="), 0);
    CHECK_TEXT(data, "");
    CHECK_INT(parse("--data --json"), 0); /* what follows is the value, whatever it looks like */
    CHECK_TEXT(data, "--json");
}

TEST(what_a_query_leaves_out_is_no_option)
{
    CHECK_INT(parse("-法院 -\"a\" -{ -1 - -data:网格 --json"), 0);
    CHECK(json && rest == 6);
    CHECK_TEXT(arguments[1], "-法院");
    CHECK_INT(parse("-dtcp://host:7717 -dx/y:z"), 0);
    CHECK(rest == 0);
    CHECK_TEXT(data, "x/y:z");
    check_refused("-x法院", "-x法院");
}

TEST(times_and_sizes_have_units)
{
    CHECK_INT(parse("--liveness 10 -m 7"), 0);
    CHECK(liveness == 10000 && memory == 7);
    CHECK_INT(parse("--liveness 1m -m 10M"), 0);
    CHECK(liveness == 60000 && memory == 10 << 20);
    CHECK_INT(parse("-m 16777215T"), 0);
    check_refused("-m 16777216T", "-m"); /* 2 to the 64th */
    check_refused("-m 99999999999999999999", "-m");
    check_refused("-m 10k", "-m");
    check_refused("-m K", "-m");
    check_refused("-m -1", "-m");
    check_refused("-m 1.5G", "-m");
}

TEST(operands_stay_in_order)
{
    CHECK_INT(parse("run --json a - b --data D -- --json c"), 0);
    CHECK_INT(rest, 6);
    CHECK_TEXT(arguments[1], "run");
    CHECK_TEXT(arguments[2], "a");
    CHECK_TEXT(arguments[3], "-");
    CHECK_TEXT(arguments[4], "b");
    CHECK_TEXT(arguments[5], "--json");
    CHECK_TEXT(arguments[6], "c");
    CHECK(arguments[7] == NULL);
}

TEST(refusals_name_the_argument)
{
    check_refused("--childen=3", "--childen=3");
    check_refused("-x", "-x");
    check_refused("--children=many", "--children=many");
    check_refused("--children 4097", "--children");
    check_refused("--children 0", "--children");
    check_refused("--liveness 2m", "--liveness");
    check_refused("a --data", "--data");
    check_refused("--json=yes", "--json=yes");
    check_refused("--dat A", "--dat");
    check_refused("--data2 A", "--data2");
}

TEST(the_environment_comes_before_the_command_line)
{
    setenv("TEST_DATA", "from outside", 1);
    setenv("TEST_JSON", "0", 1);
    CHECK_INT(parse(""), 0);
    CHECK_TEXT(data, "from outside");
    CHECK(!json);
    CHECK_INT(parse("-d given"), 0);
    CHECK_TEXT(data, "given");
    setenv("TEST_JSON", "1", 1);
    setenv("TEST_DATA", "", 1);
    CHECK_INT(parse(""), 0);
    CHECK(json);
    CHECK_TEXT(data, "given");
}

TEST(the_help_is_two_columns)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    options_help(rows, ROWS, out);
    fclose(out);
    CHECK_TEXT(text,
               "  -j, --json                Print one JSON object. [TEST_JSON]\n"
               "  -d, --data DIR            Where the store is. [TEST_DATA]\n"
               "      --children N          Processes that compute.\n"
               "  -m, --memory SIZE         Limit of a document.\n"
               "      --liveness TIME       How long a worker may be silent before the broker\n"
               "                            takes its documents back.\n");
    free(text);
}
