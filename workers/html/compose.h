/* compose.h: the blocks chosen as canonical text: the title's line, then a paragraph a line; cells
 * of a table's row with tabs between them; a way back to every byte (pieces.h). */
#ifndef WORKERS_HTML_COMPOSE_H
#define WORKERS_HTML_COMPOSE_H

#include "workers/html/title.h"

/* Sets d's canonical and origin; below is the way from the outline's source to d's bytes. */
void compose(const struct outline *o, const struct title *t, struct document *d,
             const struct origin *below);

#endif
