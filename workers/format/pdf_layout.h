/* pdf_layout.h: the lines of a page in reading order, and which of them are the page's furniture.
 *
 * A set of lines is cut at the height of the page where the fewest lines cross, if there is running
 * text on both sides: what crosses (a headline over all columns) parts the columns into bands, and
 * each band is read column by column, each column again like a page. What is not cut is read from
 * top to bottom; lines at one height are a row of a table.
 */
#ifndef WORKERS_FORMAT_PDF_LAYOUT_H
#define WORKERS_FORMAT_PDF_LAYOUT_H

#include "workers/format/pdf_lines.h"

/* Marks what stands at the upper or lower edge of several pages, but for its digits the same, and
 * page numbers. */
void pdf_furniture_mark(struct arena *a, struct pdf_lines *lines);

/* Puts the lines of each page into reading order and sets column, room, indented and cell. */
void pdf_layout_order(struct arena *a, struct pdf_lines *lines);

#endif
