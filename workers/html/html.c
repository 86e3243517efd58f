/* html.c: see html.h. */
#include "workers/html/html.h"
#include "workers/format/media.h"
#include "workers/format/plain.h"
#include "workers/html/choose.h"
#include "workers/html/compose.h"
#include "workers/html/describe.h"
#include "workers/html/label.h"
#include "workers/text.h"

static enum stage_verdict refuse_empty(unsigned *reason, struct err *err)
{
    return format_refuse(reason, REASON_EMPTY, err, "a page without text");
}

enum stage_verdict html_read(struct document *d, const struct resources *shared,
                             const struct budget *budget, unsigned *reason, struct err *err)
{
    struct outline o;
    struct view label = media_parameter(d->declared, "charset");
    if (label.len == 0) label = html_label(d->bytes);
    enum stage_verdict verdict = plain_decode(d, label, budget, reason, err);
    if (verdict != STAGE_GO_ON) return verdict;
    bool all = outline_read(&o, d, d->canonical, budget);
    struct title title = title_find(&o);
    enum html_form form = choose(&o, &title);
    describe(&o, &title, form, d);
    compose(&o, &title, d, d->origin);
    if (text_is_blank(d->canonical)) return refuse_empty(reason, err);
    return all ? STAGE_GO_ON : STAGE_PARTIAL;
}
