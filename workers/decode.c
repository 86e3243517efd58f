/* decode.c: see decode.h. */
#include "workers/decode.h"
#include "workers/format/format.h"

static enum stage_verdict decode(struct document *d, const struct resources *shared,
                                 const struct budget *budget, unsigned *reason, struct err *err)
{
    const struct format *format = format_find(d);
    d->media_type = format->media_type;
    d->wrapped = format->wrapped;
    return format->read(d, shared, budget, reason, err);
}

const struct stage stage_decode = {.name = "decode", .run = decode};
