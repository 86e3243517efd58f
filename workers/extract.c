/* extract.c: see extract.h. */
#include "workers/extract.h"
#include "workers/place/place.h"
#include "workers/scan.h"
#include <stdlib.h>

void extract_prepare(void)
{
    scan_prepare();
    place_prepare();
}

/* In order of place, the longer first. An article that is interleaved is read in reading order. */
static int by_place(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->end == y->end ? 0 : x->end > y->end ? -1 : 1;
}

static enum stage_verdict run(struct document *d, const struct resources *shared,
                              const struct budget *budget, unsigned *reason, struct err *err)
{
    (void)reason, (void)err;
    extract_prepare();
    for (uint32_t i = 0; i < d->articles.count; i++) {
        struct article *a = &d->articles.at[i];
        bool whole = scan_article(d, a, budget);
        if (a->records.count)
            qsort(a->records.at, a->records.count, sizeof *a->records.at, by_place);
        if (!whole) return STAGE_PARTIAL;
    }
    return place_read(d, shared, budget) ? STAGE_GO_ON : STAGE_PARTIAL;
}

const struct stage stage_extract = {"extract", run};
