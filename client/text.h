/* text.h: text on a screen of cells: how wide it is, and how it is cut and made harmless.
 *
 * A Chinese character takes two cells, a combining mark none; sources, titles and details come from
 * archives and may hold anything, so nothing of them reaches a terminal but through text_show().
 * Widths: Unicode Standard Annex 11, "East Asian Width"; ambiguous characters take one cell.
 */
#ifndef CLIENT_TEXT_H
#define CLIENT_TEXT_H

#include "proto/memory.h"

/* Cells that text_show() takes for a text. */
unsigned text_width(struct view text);

/* Appends text so that a terminal only shows it: blanks for tabs and line ends, U+FFFD for other
 * controls, for marks that reorder a line, and for bytes that are not UTF-8. */
void text_show(struct buf *out, struct view text);

/* The same in at most `cells` cells; where it has to be cut its last cell is "…". */
void text_fit(struct buf *out, struct view text, unsigned cells);

/* The longest beginning of text that has at most `bytes` bytes and ends with a whole character. */
struct view text_clip(struct view text, size_t bytes);

#endif
