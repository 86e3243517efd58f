/* made.c: see made.h. */
#include "workers/format/made.h"
#include "proto/limits.h"
#include "workers/text.h"

static void clear_controls(struct buf *text)
{
    for (size_t i = 0; i < text->len; i++) {
        unsigned char c = (unsigned char)text->at[i];
        if (c < 0x20 && c != '\n' && c != '\t') text->at[i] = ' ';
    }
}

static enum stage_verdict accept(struct document *d, const struct buf *text, bool good,
                                 const struct budget *budget, unsigned *reason, struct err *err)
{
    bool blank = text_is_blank(buf_view(text)), over = budget_over(budget, d) != NULL;
    if (text->len > MAX_DOCUMENT)
        return format_refuse(reason, REASON_TOO_LARGE, err, "%zu bytes of text", text->len);
    if (!good && !over)
        return format_refuse(reason, REASON_DAMAGED, err, "broken, or not what its type says");
    if (blank && !over) return format_refuse(reason, REASON_EMPTY, err, "there is no text in it");
    d->canonical = (struct view){arena_copy(d->arena, text->at, text->len), text->len};
    return over ? STAGE_PARTIAL : STAGE_GO_ON;
}

enum stage_verdict made_accept(struct document *d, struct buf *text, bool good,
                               const struct budget *budget, unsigned *reason, struct err *err)
{
    clear_controls(text);
    enum stage_verdict verdict = accept(d, text, good, budget, reason, err);
    buf_free(text);
    return verdict;
}
