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

enum stage_verdict made_accept(struct document *d, struct buf *text, bool good, unsigned *reason,
                               struct err *err)
{
    enum stage_verdict verdict = STAGE_GO_ON;
    clear_controls(text);
    if (text->len > MAX_DOCUMENT)
        verdict = format_refuse(reason, REASON_TOO_LARGE, err, "%zu bytes of text", text->len);
    else if (!text_is_blank(buf_view(text)))
        d->canonical = (struct view){arena_copy(d->arena, text->at, text->len), text->len};
    else if (good)
        verdict = format_refuse(reason, REASON_EMPTY, err, "there is no text in it");
    else
        verdict = format_refuse(reason, REASON_DAMAGED, err, "not what its type says");
    buf_free(text);
    return verdict;
}
