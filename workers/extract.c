/* extract.c: see extract.h. */
#include "workers/extract.h"
#include "workers/initiative/initiative.h"
#include "workers/name/names.h"
#include "workers/place/place.h"
#include "workers/relate/relate.h"
#include "workers/scan.h"

void extract_prepare(void)
{
    scan_prepare();
    place_prepare();
    initiative_prepare();
    relate_prepare();
}

static enum stage_verdict run(struct document *d, const struct resources *shared,
                              const struct budget *budget, unsigned *reason, struct err *err)
{
    (void)reason, (void)err;
    extract_prepare();
    for (uint32_t i = 0; i < d->articles.count; i++) {
        struct article *a = &d->articles.at[i];
        bool whole = scan_article(d, a, budget);
        record_sort(&a->records);
        if (!whole) return STAGE_PARTIAL;
    }
    bool whole = place_read(d, shared, budget) && names_find(d, shared, budget) &&
                 initiative_read(d, budget) && relate_records(d, shared, budget);
    return whole ? STAGE_GO_ON : STAGE_PARTIAL;
}

static int check(const struct resources *shared, struct err *err)
{
    return place_check(shared, err) == 0 ? names_check(shared, err) : -1;
}

const struct stage stage_extract = {.name = "extract", .run = run, .check = check};
