/* html.c: see html.h. */
#include "workers/html/html.h"
#include "workers/charset/convert.h"
#include "workers/format/media.h"
#include "workers/format/plain.h"
#include "workers/html/choose.h"
#include "workers/html/compose.h"
#include "workers/html/describe.h"
#include "workers/html/label.h"
#include "workers/html/linked_text.h"
#include "workers/text.h"
#include <string.h>

static enum stage_verdict refuse_empty(unsigned *reason, struct err *err)
{
    return format_refuse(reason, REASON_EMPTY, err, "a page without text");
}

/* A page of markup with few words, or of parts in two charsets, tells too little for statistics: it
 * is read as what it says it is, else as UTF-8, unless most of it is damage. */
static bool decode_as_said(struct document *d, struct view label, const struct budget *budget)
{
    struct charset_guess said = {.charset = CHARSET_UTF_8, .confidence = 50};
    struct conversion c;
    charset_by_label(label, &said.charset);
    if (!convert(d, &said, budget, &c) || convert_failed(&c, d->bytes)) return false;
    d->canonical = c.text;
    d->origin = c.origin;
    d->charset = charset_name(said.charset);
    d->charset_confidence = said.confidence;
    d->damaged = c.damaged;
    return true;
}

/* Plain text is declared to be a page here and there; its line ends count. */
static bool has_markup(struct view text)
{
    const char *at = text.at, *end = at + text.len;
    for (; at < end && (at = memchr(at, '<', (size_t)(end - at))); at++)
        if (at + 1 < end &&
            (strchr("/!?", at[1]) || ((at[1] | 0x20) >= 'a' && (at[1] | 0x20) <= 'z')))
            return true;
    return false;
}

enum stage_verdict html_read(struct document *d, const struct resources *shared,
                             const struct budget *budget, unsigned *reason, struct err *err)
{
    struct outline o;
    struct view label = media_parameter(d->declared, "charset");
    if (label.len == 0) label = html_label(d->bytes);
    enum stage_verdict verdict = plain_decode(d, label, budget, reason, err);
    bool unknown = verdict == STAGE_REFUSED && *reason == REASON_BAD_CHARSET;
    if (verdict != STAGE_GO_ON && !(unknown && decode_as_said(d, label, budget))) return verdict;
    if (!has_markup(d->canonical)) return STAGE_GO_ON;
    bool all = outline_read(&o, d, d->canonical, budget);
    struct title title = title_find(&o);
    enum html_form form = choose(&o, &title);
    struct linked_data ld = {0};
    for (uint32_t i = 0; i < o.data_count; i++) linked_data_read(d->arena, o.datas[i], &ld);
    if (linked_text_keep(&o, ld.body)) form = FORM_ARTICLE;
    describe(&o, &title, form, &ld, d);
    compose(&o, &title, d, d->origin);
    if (text_is_blank(d->canonical)) return refuse_empty(reason, err);
    return all ? STAGE_GO_ON : STAGE_PARTIAL;
}
