/* reader_pace.c: see reader_pace.h. */
#include "broker/reader_pace.h"

enum {
    MS = 1000,             /* microseconds */
    ANOTHER_US = 300 * MS, /* behind a document the next one is expected for so long */
    OTHERS_US = 1700,      /* of a millisecond of all processors: the loop has one of its own */
    FLOW_LEAST_US = 150,   /* where there are no more */
    BUDGET_US = 20 * MS    /* at most; it is overdrawn by no more either */
};

struct pace pace_of(unsigned processors)
{
    uint64_t all = (uint64_t)processors * MS;
    uint64_t flow = all > OTHERS_US + FLOW_LEAST_US ? all - OTHERS_US : FLOW_LEAST_US;
    return (struct pace){.flow_us = flow, .budget_us = BUDGET_US};
}

void pace_document(struct pace *p, uint64_t now_us)
{
    p->until_us = now_us + ANOTHER_US;
}

static void fill(struct pace *p, uint64_t now_us)
{
    uint64_t ms = (now_us - p->filled_us) / MS;
    p->filled_us += ms * MS;
    if (ms > 2 * BUDGET_US / p->flow_us) ms = 2 * BUDGET_US / p->flow_us + 1;
    p->budget_us += (int64_t)(ms * p->flow_us);
    if (p->budget_us > BUDGET_US) p->budget_us = BUDGET_US;
}

void pace_pay(struct pace *p, uint64_t now_us, uint64_t took_us)
{
    fill(p, now_us);
    if (took_us > 2 * BUDGET_US) took_us = 2 * BUDGET_US;
    p->budget_us -= (int64_t)took_us;
    if (p->budget_us < -BUDGET_US) p->budget_us = -BUDGET_US;
}

uint64_t pace_wait_us(struct pace *p, uint64_t now_us, uint64_t since_us)
{
    uint64_t waited = now_us - since_us, patience = PATIENCE_MS * MS;
    fill(p, now_us);
    if (now_us >= p->until_us || p->budget_us > 0 || waited >= patience) return 0;
    uint64_t filled = ((uint64_t)-p->budget_us / p->flow_us + 1) * MS;
    return filled < patience - waited ? filled : patience - waited;
}
