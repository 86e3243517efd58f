/* command.h: what garner-worker can be told to do.
 *
 * A command reads its options from its own table, where argv[0] is its name, and returns the exit
 * status of the program: 0 if all went well, 1 if some input could not be worked through, 2 for
 * trouble that a message explains.
 */
#ifndef WORKERS_COMMAND_COMMAND_H
#define WORKERS_COMMAND_COMMAND_H

#include "proto/option.h"
#include "workers/resources.h"
#include "workers/work.h"

enum { STATUS_GOOD = 0, STATUS_SOME_FAILED = 1, STATUS_TROUBLE = 2 };

/* X(name, function, operands, sentence). The first is what is done when no command is named. */
#define COMMANDS(X)                                                                                \
    X("work", command_work, "", "work for a broker until told to stop")                            \
    X("extract", filter_extract, "FILE...",                                                        \
      "what is in each file, as the line `garner export` gives")                                   \
    X("text", filter_text, "[FILE...]", "each document's main text, in UTF-8")                     \
    X("articles", filter_articles, "[FILE...]", "each document's articles, in reading order")      \
    X("sentences", filter_sentences, "[FILE...]", "lines of text in, a sentence a line out")       \
    X("words", filter_words, "[FILE...]", "lines of text in, the same with words set apart out")   \
    X("train", command_train, "TEXT...", "make a word model from text whose words are set apart")  \
    X("bench", command_bench, "FILE...", "what each stage takes over the files, in one thread")

#define X(name, function, operands, text) int function(int argc, char **argv);
COMMANDS(X)
#undef X

/* A command's line of the help and its options, "help" not among them. */
struct command_line {
    const char *name, *operands, *text;
    const struct option_row *rows;
    size_t count;
};
/* Reads the options. True if the command is to go on: operands are argv[1] to argv[*rest]. False if
 * it is over, with *status: help was asked for and printed, "--describe" (worker_main.c), or an
 * argument refused. */
bool command_options(const struct command_line *line, int argc, char **argv, int *rest,
                     int *status);
/* Prints "garner-worker: " and the text to standard error. Returns STATUS_TROUBLE. */
int command_trouble(const struct err *err);

/* The options that say how documents are worked through, for the tables of work and extract. */
struct setup_options {
    const char *pipeline, *resources;
    uint64_t wall_ms, cpu_ms, memory;
    bool no_sandbox;
};
/* clang-format off */
#define SETUP_DEFAULTS {"standard", NULL, 60000, 60000, 1 << 30, false}
#define RESOURCES_ROW(path)                                                                        \
    {"resources", 0, OPTION_STRING, &(path), "FILE", "GARNER_DATA_FILE", 0, 0,                     \
     "dictionaries and models; default: garner.data beside the program or in ../lib/garner"}
#define SETUP_ROWS(o)                                                                              \
    RESOURCES_ROW((o).resources),                                                                  \
    {"pipeline", 0, OPTION_STRING, &(o).pipeline, "PIPELINE", NULL, 0, 0,                          \
     "which pipeline to run; default: standard"},                                                  \
    {"wall", 0, OPTION_TIME, &(o).wall_ms, "TIME", NULL, 0, 0,                                     \
     "the longest that a document may take; 0: no limit; default: 60s"},                           \
    {"cpu", 0, OPTION_TIME, &(o).cpu_ms, "TIME", NULL, 0, 0,                                       \
     "processor time that a document may take; 0: no limit; default: 60s"},                        \
    {"memory", 0, OPTION_SIZE, &(o).memory, "SIZE", NULL, 0, 0,                                    \
     "memory that a document may take, and its process three times that; 0: no limit; "            \
     "default: 1G"},                                                                               \
    {"no-sandbox", 0, OPTION_FLAG, &(o).no_sandbox, NULL, NULL, 0, 0,                              \
     "do not shut in the process that reads documents (docs/security.md)"}
/* clang-format on */

/* Opens what the options name. 0, or -1 with *err. The resources are setup_close()'s to close. */
int setup_open(const struct setup_options *o, struct work_setup *setup, struct resources **shared,
               struct err *err);

#endif
