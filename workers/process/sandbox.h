/* sandbox.h: what a process that reads documents may still do, should one of them take it over.
 *
 * Three walls, each of which holds for good and for all that the process starts:
 *  - Landlock (landlock(7)): no file may be written, made, removed or renamed; read only what the
 *    program for PDF needs; no program but that one is run; no TCP; no signal to others.
 *  - seccomp (seccomp(2), by libseccomp): no new sockets, no opening for writing, no tracing, none
 *    of the calls with which a system is run (mount, bpf, keyctl, modules, clocks …). Such a call
 *    fails with EPERM.
 *  - no privileges by exec, no core files, few open files.
 * What the kernel lacks is left out, and said once by sandbox_report().
 */
#ifndef WORKERS_PROCESS_SANDBOX_H
#define WORKERS_PROCESS_SANDBOX_H

#include <stdbool.h>

enum sandbox {
    SANDBOX_NONE,
    SANDBOX_FILTER, /* for a process that goes on to read files that a person names */
    SANDBOX_CHILD   /* for one that is handed all it reads */
};

/* Logs what this kernel lacks, as one line; nothing if it lacks nothing. */
void sandbox_report(void);

/* Shuts the calling process in. It has one thread, and its files are open. Ends the process if a
 * wall that the kernel has cannot be put up. */
void sandbox_enter(enum sandbox kind);

/* Between fork and exec of another program, by a process that is in a sandbox: the program may not
 * start processes either. Nothing but system calls; nothing at all outside of a sandbox. False if
 * it cannot be. */
bool sandbox_tighten(void);

#endif
