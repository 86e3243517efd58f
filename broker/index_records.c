/* index_records.c: see index_records.h. */
#include "broker/index_records.h"
#include <stdlib.h>

struct index_records_build {
    uint64_t count;
};

struct index_records_build *index_records_open(void)
{
    return xcalloc(1, sizeof(struct index_records_build));
}

void index_records_free(struct index_records_build **b)
{
    free(*b);
    *b = NULL;
}

void index_records_clear(struct index_records_build *b) {}

void index_records_add(struct index_records_build *b, struct view records,
                       const struct index_row *rows, uint32_t articles, uint32_t first)
{
}

void index_records_write(struct index_records_build *b, struct index_writer *w) {}

struct index_records_merge {
    uint64_t count;
};

struct index_records_merge *index_records_merge_open(struct index_merge *m)
{
    return xcalloc(1, sizeof(struct index_records_merge));
}

void index_records_merge_free(struct index_records_merge **r)
{
    free(*r);
    *r = NULL;
}

bool index_records_merge_step(struct index_records_merge *r, struct index_merge *m)
{
    return true;
}
