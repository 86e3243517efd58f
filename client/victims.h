/* victims.h: the processes of a `garner run`, for `garner chaos` to kill.
 */
#ifndef CLIENT_VICTIMS_H
#define CLIENT_VICTIMS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* X(NAME, "name") */
#define VICTIMS(X)                                                                                 \
    X(CHILD, "child")           /* a process that computes */                                      \
    X(SUPERVISOR, "supervisor") /* the worker, whose children they are */                          \
    X(BROKER, "broker")         /* the private one that the run started */
enum victim {
#define X(NAME, name) VICTIM_##NAME,
    VICTIMS(X)
#undef X
        VICTIM_KINDS
};
const char *victim_name(enum victim kind);

/* Kills (SIGKILL) one process of that kind, of those that the process `run` has started and not yet
 * lost; which one is chosen by `lot`. False if there is none. */
bool victim_kill(pid_t run, enum victim kind, uint64_t lot);

#endif
