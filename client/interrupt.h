/* interrupt.h: Ctrl-C, once to stop in good order, twice to stop at once.
 *
 * SIGINT, SIGTERM and SIGHUP are the same wish. The first one only sets a flag, which ends the
 * waiting of session_receive(); the second kills what was named and ends the program.
 */
#ifndef CLIENT_INTERRUPT_H
#define CLIENT_INTERRUPT_H

#include <stdbool.h>
#include <sys/types.h>

/* Exit status of a program that was interrupted, as shells have it; and `status` unless this one
 * was. */
#define INTERRUPT_STATUS 130
int interrupt_status(int status);

void interrupt_catch(void);
bool interrupt_came(void);

/* A process that a second interrupt kills; 0 = none (any more). */
void interrupt_takes_along(pid_t pid);

#endif
