/* change.h: what retry and skip share: moving documents between states. */
#ifndef CLIENT_CHANGE_H
#define CLIENT_CHANGE_H

#include "client/command.h"
#include "proto/tables.h"

struct change_options {
    bool all;
    const char *reason, *state;
};

/* The rows of --all, --reason and --state, which set *o. */
/* clang-format off */
#define CHANGE_OPTIONS(o, what)                                                                    \
    {"all", 0, OPTION_FLAG, &(o).all, NULL, NULL, 0, 0, "all documents that may be " what},        \
    {"reason", 'r', OPTION_STRING, &(o).reason, "REASON", NULL, 0, 0,                              \
     "only those with this reason; garner help reasons lists them"},                               \
    {"state", 's', OPTION_STRING, &(o).state, "STATE", NULL, 0, 0, "only those in this state"}
/* clang-format on */

/* Moves the documents that operands and options name; says how many there were. An exit status. */
int change_documents(enum state to, const struct change_options *o, char **operands, size_t count);

/* The number of a state or reason that was named on the command line; 0 for NULL, -1 with *err if
 * there is none of that name. */
int state_option(const char *name, struct err *err);
int reason_option(const char *name, struct err *err);

#endif
