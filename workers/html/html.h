/* html.h: web pages: their charset, their text, and what they say of themselves. */
#ifndef WORKERS_HTML_HTML_H
#define WORKERS_HTML_HTML_H

#include "workers/pipeline.h"

/* Reads d->bytes as a page, as a stage's run (pipeline.h). Sets canonical (the title, then the main
 * text, a paragraph a line), origin, charset and metadata; d->date, if it is empty, from them. */
enum stage_verdict html_read(struct document *d, const struct resources *shared,
                             const struct budget *budget, unsigned *reason, struct err *err);

#endif
