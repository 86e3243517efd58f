/* headline.h: title, subtitle, byline, source and date of an article, from the lines above its
 * text, and from the signature, the date or the credits under it.
 */
#ifndef WORKERS_SEGMENT_HEADLINE_H
#define WORKERS_SEGMENT_HEADLINE_H

#include "workers/document.h"
#include "workers/segment/line.h"

/* Fills in title, subtitle, byline, source and date of *out. lines: the article's, in reading
 * order; listed: its title in a table of contents, or empty. Returns how many lines at the
 * beginning are head and no text. */
uint32_t headline_read(struct arena *a, const struct line_list *lines, struct view listed,
                       struct article *out);

#endif
