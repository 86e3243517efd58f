/* part_records.c: see part_records.h. */
#include "proto/part_records.h"

void part_records_add(struct unpack article, struct part_places *places, uint32_t ordinal,
                      struct buf *out)
{
}

int part_records_check(struct view records, uint32_t articles, struct err *err)
{
    if (records.len == 0) return 0;
    return fail(err, ERR_MALFORMED, "%zu bytes of records in a part that has none", records.len);
}
