/* program.h: another program as a filter, under limits: bytes in, bytes out, nothing left behind.
 *
 * The program is looked for in the directories where a system has its programs, never in PATH. Its
 * input is a file in memory, its output and messages are pipes; it has no other file open, an
 * environment of nothing but a locale, and limits on processor time, memory and what it writes. It
 * is killed when the time is over, when it writes too much, and when its parent dies.
 */
#ifndef WORKERS_FORMAT_PROGRAM_H
#define WORKERS_FORMAT_PROGRAM_H

#include "workers/pipeline.h"

struct program {
    const char *const *argv; /* argv[0]: its name, without a path */
    struct view input;
    size_t output_max; /* bytes */
};

enum program_end {
    PROGRAM_ENDED,   /* by itself; *status is its exit status */
    PROGRAM_MISSING, /* it is not installed, or could not be started */
    PROGRAM_SLOW,    /* over the wall-clock limit */
    PROGRAM_BUSY,    /* over the processor-time limit */
    PROGRAM_LARGE,   /* it wrote more than output_max */
    PROGRAM_DIED     /* of a signal, as for want of memory */
};

/* Runs it within what is left of the budget. Appends what it wrote to *output, and the first
 * kilobytes of its messages to *messages. */
enum program_end program_run(const struct program *p, const struct budget *budget,
                             struct buf *output, struct buf *messages, int *status);

#endif
