/* command.h: what `garner` can do: a table of commands, each in the file of its name.
 *
 * A command is a row: its name, what follows it, a line for the overview, its options, and a
 * function. The help is made of the rows, nothing else repeats them.
 */
#ifndef CLIENT_COMMAND_H
#define CLIENT_COMMAND_H

#include "client/session.h"
#include "client/table.h"
#include "proto/option.h"

/* Exit statuses, as grep(1) has them. */
enum { FOUND = 0, NOTHING = 1, TROUBLE = 2, PARTLY = 3 /* not all brokers answered */ };

#define DATA_DEFAULT "garner-data"

struct command {
    const char *name;
    const char *operands; /* "PATH…", for the help */
    size_t least, most;   /* how many of them */
    const char *text;     /* one line */
    const char *details;  /* a paragraph for `garner help NAME`, or NULL */
    const struct option_row *options;
    size_t option_count;
    int (*run)(char **operands, size_t count); /* returns an exit status */
};
extern const struct command run_command, submit_command, status_command, watch_command,
    failed_command, retry_command, skip_command, search_command, records_command, facets_command,
    list_command, show_command, cite_command, verify_command, check_command, backup_command,
    restore_command, chaos_command, export_command, import_command, stop_command, keys_command,
    help_command;

/* All of them, in the order of the help; NULL at the end. command_find(): NULL if there is none. */
extern const struct command *const commands[];
const struct command *command_find(const char *name);

/* X(name, operands, sentence): what `garner keys` does. */
#define KEY_ACTIONS(X)                                                                             \
    X(new, 1, "make a pair of keys")                                                               \
    X(allow, 1, "let in whoever has the other half of a public key")                               \
    X(revoke, 1, "let that key in no more")                                                        \
    X(list, 0, "the keys that are let in")

/* The options that every command has, as set by the command line and the environment. */
struct common {
    const char *data, *broker, *key, *broker_key;
    uint64_t timeout_ms;
    bool json, tsv, quiet, describe, help, version;
};
extern struct common common;
extern const struct option_row common_options[];
extern const size_t common_option_count;

/* Does what the command line says. */
int command_line(int argc, char **argv);

/* 0 if text, an operand, is UTF-8 of 1 to `most` bytes; -1 with *err that begins with `what`. */
int operand_check(const char *what, const char *text, size_t most, struct err *err);

/* Prints "garner: " and the text to standard error, for a person; returns TROUBLE. */
int trouble(const struct err *err);

/* Tables to standard output, in the form that was asked for. */
enum table_form output_form(void);

/* What was printed got where it should; TROUBLE with a word if not (a full disk), else status. */
int output_end(int status);

/* A session with the broker that the options name. create: the data directory may be new. -1 with
 * *err. */
struct reach {
    struct place place;
    struct wire_keys keys; /* if the options name any */
    struct session *session;
};
int reach_open(struct reach *r, bool create, struct err *err);
/* The same, at a broker that is told with its key (NULL: none), without waiting for it. */
int reach_begin(struct reach *r, const char *broker, const char *broker_key, struct err *err);
void reach_close(struct reach *r);

/* "garner" or "garner --data DIR", as the next commands that are suggested have to begin. */
const char *command_start(void);

#endif
