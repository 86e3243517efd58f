/* help.h: what `garner` says about itself, made of its tables. Each returns an exit status. */
#ifndef CLIENT_HELP_H
#define CLIENT_HELP_H

#include "proto/memory.h"
#include "proto/records.h"

struct command;

/* X(name, sentence): what `garner help` lists besides commands. */
#define HELP_TOPICS(X)                                                                             \
    X(limits, "what is bounded, and how")                                                          \
    X(states, "of documents, in the ledger")                                                       \
    X(reasons, "why documents fail or are skipped")                                                \
    X(query, "how to ask")                                                                         \
    X(kinds, "of records, and what can be asked of each")

/* What garner is, and what it promises to scripts. */
extern const char help_summary[], help_promise[], help_quoting[];

/* How to ask, by example; an example of NULL ends the list. */
struct help_example {
    const char *heading, *example, *text; /* heading: above this row, or NULL */
};
extern const struct help_example help_examples[];

/* Appends what may be asked of a kind: "quantity: value: unit: …". */
void help_fields_of_kind(enum record_kind kind, struct buf *out);

int help_overview(void);
int help_of_command(const struct command *c);
int help_version(void);

/* Commands, options, the words that an option's value can be, and tables, as one JSON object:
 * manual pages, completion and the check of translations are made from it. */
int help_describe(void);

#endif
