/* relate.c: see relate.h. */
#include "workers/relate/relate.h"
#include "workers/relate/about.h"
#include "workers/relate/equation.h"
#include "workers/relate/share.h"
#include "workers/relate/sum.h"
#include "workers/resources.h"

void relate_prepare(void)
{
    about_prepare();
    sum_prepare();
}

bool relate_records(struct document *d, const struct resources *shared, const struct budget *budget)
{
    struct facts facts;
    struct err err;
    bool known = shared && facts_open(&facts, resources_part(shared, "names"), &err) == 0;
    for (uint32_t i = 0; i < d->articles.count; i++) {
        struct article *a = &d->articles.at[i];
        for (uint32_t s = 0; s < a->spans.count; s++) {
            about_link(d, a, a->spans.at[s], known ? &facts : NULL);
            sum_check(d, a, a->spans.at[s]);
            equation_check(d, a, a->spans.at[s]);
            share_check(d, a, a->spans.at[s]);
        }
        if (budget_over(budget, d)) return false;
    }
    return true;
}
