/* linked_text.h: the text of a page that shows none of it without its scripts, but says it in
 * JSON-LD (schema.org's articleBody). */
#ifndef WORKERS_HTML_LINKED_TEXT_H
#define WORKERS_HTML_LINKED_TEXT_H

#include "workers/html/outline.h"

/* If body, the inside of a JSON string in o's source, is much longer than the blocks that are kept,
 * its lines are kept in place of them: true. Not if it has markup in it. */
bool linked_text_keep(struct outline *o, struct view body);

#endif
