/* help.h: what `garner` says about itself, made of its tables. Each returns an exit status. */
#ifndef CLIENT_HELP_H
#define CLIENT_HELP_H

struct command;

int help_overview(void);
int help_of_command(const struct command *c);
int help_version(void);

#endif
