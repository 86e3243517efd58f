/* html.h: web pages: their charset, their text, and what they say of themselves. */
#ifndef WORKERS_HTML_HTML_H
#define WORKERS_HTML_HTML_H

#include "workers/pipeline.h"

/* Reads d->bytes as a page, as a stage's run (pipeline.h). Sets canonical (the title, then the main
 * text, a paragraph a line), origin, charset and metadata, with the page's `form`: "article",
 * "forum" (all posts) or "page" (no article: all that is not around the text); d->date, if it is
 * empty, from them. What has no markup in it stays as it is. The charset is that of a byte order
 * mark, strict UTF-8, the one declared, that of a <meta> element, or told by statistics
 * (format/plain.h). */
enum stage_verdict html_read(struct document *d, const struct resources *shared,
                             const struct budget *budget, unsigned *reason, struct err *err);

#endif
