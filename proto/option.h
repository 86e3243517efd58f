/* option.h: command lines from a table, which also writes the help.
 *
 * A program has one table of options (and the client one of subcommands). Each row says what the
 * option is called, what it sets, and its sentence in the help; nothing else repeats that.
 */
#ifndef PROTO_OPTION_H
#define PROTO_OPTION_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum option_type {
    OPTION_FLAG,   /* bool: no value; in the environment anything but "" and "0" sets it */
    OPTION_STRING, /* const char *: into argv or the environment */
    OPTION_COUNT,  /* uint64_t: decimal */
    OPTION_SIZE,   /* uint64_t bytes: 4096, 64K, 10M, 2G (powers of 1024) */
    OPTION_TIME,   /* uint64_t milliseconds: 500ms, 10s, 5m, 2h; a bare number is seconds */
};

struct option_row {
    const char *name; /* long name without "--" */
    char letter;      /* short name, or 0 */
    enum option_type type;
    void *value;       /* of the type's C type; holds the default before parsing */
    const char *meta;  /* what stands for the value in the help, NULL for flags */
    const char *env;   /* environment variable read before the command line, or NULL */
    uint64_t min, max; /* of COUNT, SIZE and TIME; both 0 = any */
    const char *text;  /* sentence for the help, in English */
};

/* Reads the environment, then argv[1] … argv[argc - 1], into the rows. What is not an option is an
 * operand: they are left, in order, in argv[1] … argv[*rest], so *rest says how many there are;
 * NULL follows. "--" ends the options; "-" alone, before what is no ASCII letter, and before
 * letters and a colon (-title:网格 of a query) is an operand; --name=value, --name value, -n value
 * and -nvalue all work. 0, or -1 with *err naming the argument or variable refused. */
int options_parse(const struct option_row *rows, size_t count, int argc, char **argv, int *rest,
                  struct err *err);

/* Prints the rows, two columns, to a person, in the language that language.h speaks. */
void options_help(const struct option_row *rows, size_t count, FILE *out);

/* Appends ,"options":[…] to a JSON object: of each row name, letter, value (what stands for it in
 * the help), environment and text, as far as it has them. `garner --describe` and its like print
 * that; manual pages and completion are made from it. */
void options_describe(const struct option_row *rows, size_t count, struct buf *out);

#endif
