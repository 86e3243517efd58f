/* around.h: what stands around the text of a page: navigation, comments, other articles, adverts.
 *
 * Evidence is the element (nav, footer, aside), its hints (hint.h), and likeness: boxes made alike,
 * many on a page, each a few lines with a link, are teasers of other pages. But a hint that would
 * take most of what is good is not believed.
 */
#ifndef WORKERS_HTML_AROUND_H
#define WORKERS_HTML_AROUND_H

#include "workers/html/outline.h"

/* Sets `teaser` of all elements. */
void around_mark_teasers(struct outline *o);

/* With these: sets `out` and `good` of all elements. trusted: hints that are no evidence here. */
void around_find(struct outline *o, uint32_t trusted);

#endif
