/* furniture.h: the lines of a web page or a newspaper page that belong to no article.
 *
 * A path through the lines (Viterbi) over three states: above the text, in it, and behind it.
 * Running text holds the path in the text, menus, notices of copyright and lists of other pages
 * pull it out, and once it is out only a good deal of text brings it back. It is walked only where
 * a text shows such lines at all. Single lines of that kind inside the text are marked as well.
 */
#ifndef WORKERS_SEGMENT_FURNITURE_H
#define WORKERS_SEGMENT_FURNITURE_H

#include "workers/segment/line.h"

/* Sets other[i], for each line that is furniture or a jump marker, to its enum other_kind + 1 and
 * leaves the rest. single: only judge lines by themselves, as in a compilation. True if there are
 * lines as only a newspaper has: a page's head, a jump marker, the name of a column of briefs. */
bool furniture_mark(struct arena *a, const struct line_list *lines, bool single, uint8_t *other);

/* Sets other[i] to IS_CAPTION for each line that is the caption of a picture, or the credit under
 * one, and is not marked yet. */
enum { IS_CAPTION = 255 };
void captions_mark(const struct line_list *lines, uint8_t *other);

#endif
