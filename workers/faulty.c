/* faulty.c: see faulty.h. */
#include "workers/faulty.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct fault {
    const char *name;
    enum stage_verdict (*run)(struct document *d, const struct budget *budget, unsigned number);
};

static void pass(unsigned ms)
{
    struct timespec left = {ms / 1000, (long)(ms % 1000) * 1000000};
    while (nanosleep(&left, &left) != 0) continue;
}

static enum stage_verdict fault_crash(struct document *d, const struct budget *budget,
                                      unsigned number)
{
    signal(SIGSEGV, SIG_DFL); /* whatever a sanitizer makes of it */
    raise(SIGSEGV);
    return STAGE_GO_ON;
}

static enum stage_verdict fault_exit(struct document *d, const struct budget *budget,
                                     unsigned number)
{
    _exit((int)number);
}

static enum stage_verdict fault_hang(struct document *d, const struct budget *budget,
                                     unsigned number)
{
    while (pause()) continue;
    return STAGE_GO_ON;
}

static enum stage_verdict fault_spin(struct document *d, const struct budget *budget,
                                     unsigned number)
{
    for (volatile bool forever = true; forever;) continue;
    return STAGE_GO_ON;
}

static enum stage_verdict fault_babble(struct document *d, const struct budget *budget,
                                       unsigned number)
{
    char nonsense[64];
    memset(nonsense, 0xa5, sizeof nonsense);
    if (write(STDERR_FILENO + 1, nonsense, sizeof nonsense) < 0) return STAGE_GO_ON;
    return fault_hang(d, budget, number);
}

static enum stage_verdict fault_oom(struct document *d, const struct budget *budget,
                                    unsigned number)
{
    while (arena_alloc(d->arena, 16 << 20)) continue;
    return STAGE_GO_ON;
}

static enum stage_verdict fault_slow(struct document *d, const struct budget *budget,
                                     unsigned number)
{
    pass(number);
    return STAGE_GO_ON;
}

static enum stage_verdict fault_wait(struct document *d, const struct budget *budget,
                                     unsigned number)
{
    while (!budget_over(budget, d)) pass(1);
    return STAGE_PARTIAL;
}

static enum stage_verdict fault_work(struct document *d, const struct budget *budget,
                                     unsigned number)
{
    while (!budget_over(budget, d)) continue;
    return STAGE_PARTIAL;
}

static enum stage_verdict fault_grow(struct document *d, const struct budget *budget,
                                     unsigned number)
{
    while (!budget_over(budget, d)) arena_alloc(d->arena, 64 << 10);
    return STAGE_PARTIAL;
}

static const struct fault faults[] = {
#define X(name, function, sentence) {name, function},
    FAULTS(X)
#undef X
};

/* The fault that the first line asks for, and its number; NULL if it asks for none. */
static const struct fault *asked_for(struct view bytes, unsigned *number)
{
    char line[64], name[32];
    size_t len = bytes.len < sizeof line - 1 ? bytes.len : sizeof line - 1;
    if (len) memcpy(line, bytes.at, len);
    line[len] = '\0';
    line[strcspn(line, "\n")] = '\0';
    *number = 0;
    if (sscanf(line, "!%31[a-z] %u", name, number) < 1) return NULL;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strcmp(faults[i].name, name) == 0) return &faults[i];
    return NULL;
}

static enum stage_verdict fault(struct document *d, const struct resources *shared,
                                const struct budget *budget, unsigned *reason, struct err *err)
{
    unsigned number;
    const struct fault *f = asked_for(d->bytes, &number);
    return f ? f->run(d, budget, number) : STAGE_GO_ON;
}

const struct stage stage_fault = {.name = "fault", .run = fault};
