/* mail_text.h: the text of a message, put together out of parts, with the way back to its bytes.
 *
 * Each part came in a transfer coding and a charset of its own. So each has two layers: `text`
 * leads from the message's text to the part's bytes as they were before they were coded, `coded`
 * from these to the part as it stands in the message (workers/origin.h).
 */
#ifndef WORKERS_FORMAT_MAIL_TEXT_H
#define WORKERS_FORMAT_MAIL_TEXT_H

#include "workers/origin.h"

struct mail_stretch {
    uint32_t start;                    /* in the message's text; it ends where the next begins */
    uint32_t at;                       /* of the part, in the message's bytes */
    const struct origin *text, *coded; /* NULL: nothing was changed */
};

struct mail_text {
    struct buf text, stretches; /* of struct mail_stretch, in order of place */
};

/* Adds text, which is copied; stretch.start is set here. */
void mail_text_add(struct mail_text *t, struct view text, struct mail_stretch stretch);

/* The way back from all of the text, in the arena. */
const struct origin *mail_text_origin(const struct mail_text *t, struct arena *a);

void mail_text_free(struct mail_text *t);

#endif
