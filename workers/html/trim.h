/* trim.h: what goes out of the part of a page that holds its text: lists of links, captions, the
 * lines of phrase.def, what follows the text, the lines that are metadata, empty headings. */
#ifndef WORKERS_HTML_TRIM_H
#define WORKERS_HTML_TRIM_H

#include "workers/html/title.h"

/* Sets `kept` of the blocks of a node, and of what is good between the title and it. */
void trim(struct outline *o, const struct title *t, uint32_t node);

#endif
