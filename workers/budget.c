/* budget.c: see pipeline.h. */
#include "proto/log.h"
#include "workers/pipeline.h"
#include <time.h>

static uint64_t thread_cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

const char *budget_over(const struct budget *b, const struct document *d)
{
    if (b->memory && d->arena->used > b->memory) return "memory";
    if (b->wall_ms_end && clock_mono_ms() >= b->wall_ms_end) return "wall";
    if (b->cpu_ms_end && thread_cpu_ms() >= b->cpu_ms_end) return "cpu";
    return NULL;
}
