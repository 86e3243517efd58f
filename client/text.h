/* text.h: text on a screen of cells: how wide it is, and how it is cut and made harmless.
 *
 * A Chinese character takes two cells, a combining mark none; sources, titles and details come from
 * archives and may hold anything, so nothing of them reaches a terminal but through text_show().
 * Widths: Unicode Standard Annex 11, "East Asian Width"; ambiguous characters take one cell.
 */
#ifndef CLIENT_TEXT_H
#define CLIENT_TEXT_H

#include "proto/memory.h"
#include <stdint.h>

#define TEXT_BAD 0xfffdu /* U+FFFD REPLACEMENT CHARACTER */

/* The next character of *rest, which is moved behind it. A byte that begins no UTF-8 character
 * reads as TEXT_BAD and is passed over alone. rest->len must not be 0. */
uint32_t text_next(struct view *rest);

/* Cells that one character takes: 0, 1 or 2; and all those of a text, as text_show() shows them. */
unsigned text_cells(uint32_t character);
unsigned text_width(struct view text);

/* Appends text so that a terminal only shows it: blanks for tabs and line ends, U+FFFD for other
 * controls, for marks that reorder a line, and for bytes that are not UTF-8. */
void text_show(struct buf *out, struct view text);

/* The same in at most `cells` cells; where it has to be cut its last cell is "…". */
void text_fit(struct buf *out, struct view text, unsigned cells);

/* The longest beginning of text that has at most `bytes` bytes and ends with a whole character. */
struct view text_clip(struct view text, size_t bytes);

#endif
