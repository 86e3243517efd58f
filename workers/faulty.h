/* faulty.h: a stage that fails on request, so that tests can see what a bad document costs.
 *
 * Only `--pipeline faulty` has it. A document whose first line is "!NAME" or "!NAME NUMBER" gets
 * the fault of that name; every other document passes unchanged.
 */
#ifndef WORKERS_FAULTY_H
#define WORKERS_FAULTY_H

#include "workers/pipeline.h"

/* X(name, function, sentence) */
#define FAULTS(X)                                                                                  \
    X("crash", fault_crash, "the process dies of SIGSEGV")                                         \
    X("exit", fault_exit, "the process exits with status NUMBER")                                  \
    X("hang", fault_hang, "nothing happens any more, and the budget is not asked")                 \
    X("spin", fault_spin, "as hang, but on the processor")                                         \
    X("babble", fault_babble, "nonsense goes to the supervisor, then as hang")                     \
    X("oom", fault_oom, "memory is asked for until there is none")                                 \
    X("slow", fault_slow, "NUMBER milliseconds pass, then all goes on")                            \
    X("wait", fault_wait, "the wall-clock budget runs out, with a partial result")                 \
    X("work", fault_work, "the processor-time budget runs out, with a partial result")             \
    X("grow", fault_grow, "the memory budget runs out, with a partial result")

extern const struct stage stage_fault;

#endif
