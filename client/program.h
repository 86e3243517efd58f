/* program.h: the other programs of Garner, found, started apart from the terminal, and ended.
 *
 * A program that is started has a session of its own, so that Ctrl-C on the terminal reaches only
 * who is to decide what it means, nothing on its standard input, and a log file for what it says.
 */
#ifndef CLIENT_PROGRAM_H
#define CLIENT_PROGRAM_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>
#include <sys/types.h>

/* Finds a program of Garner: beside the running one, then in ../lib/garner from there, then in
 * PATH. Appends its path to *out; -1 with *err naming the places that were tried. */
int program_find(const char *name, struct buf *out, struct err *err);

/* Starts argv[0] (a path) with its output appended to the file log, which is set aside as "log.old"
 * once it is long. 0 with *pid; -1 with *err if it could not be executed. */
int program_start(char *const argv[], const char *log, pid_t *pid, struct err *err);

/* The same, its standard output alone written to the file `out`, which is made anew: what a program
 * logs could stand in the midst of a line that it prints. */
int program_start_into(char *const argv[], const char *out, pid_t *pid, struct err *err);

/* Runs argv[0] to its end, its output where ours goes. What it says on standard error is kept: its
 * last line, without time and name, is appended to *last. Its status as waitpid(2) gives it; -1
 * with *err if it could not be executed. */
int program_run(char *const argv[], struct buf *last, struct err *err);

/* Whether the program has ended; *pid is then 0 and *status as waitpid(2) gives it. */
bool program_ended(pid_t *pid, int *status);

/* Waits until it has ended, wait_ms at most. */
bool program_ended_within(pid_t *pid, int wait_ms);

/* Asks it to end with SIGTERM, and ends it with SIGKILL if it has not after wait_ms. Sets *pid to
 * 0. Harmless on 0. */
void program_stop(pid_t *pid, int wait_ms);

/* "does not run: …", where its log's last line tells the trouble that it ended with; else "ended
 * with status 1" or "was killed by SIGSEGV", and that line. */
void program_last_words(int status, const char *log, struct buf *out);

#endif
