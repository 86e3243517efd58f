/* segment.c: see segment.h. */
#include "workers/segment.h"
#include "workers/text.h"

static enum stage_verdict segment(struct document *d, const struct resources *shared,
                                  const struct budget *budget, unsigned *reason, struct err *err)
{
    struct view text = text_trim(d->canonical);
    uint32_t start = (uint32_t)(text.at - d->canonical.at);
    struct article *a = article_add(d->arena, &d->articles);
    span_add(d->arena, &a->spans, start, start + (uint32_t)text.len);
    return STAGE_GO_ON;
}

const struct stage stage_segment = {"segment", segment};
