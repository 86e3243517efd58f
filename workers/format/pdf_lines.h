/* pdf_lines.h: the lines of a PDF document's pages, each with its place, as `pdftotext
 * -bbox-layout` prints them.
 *
 * Why not plain pdftotext: on pages of two columns, in Chinese with the usual leading, its reading
 * order mixes the columns line by line; -raw does as soon as the program that made the document
 * wrote them like that; -layout always does. The places let us find the columns ourselves
 * (pdf_layout.h), and tell an indented line and a short one, which is where paragraphs end.
 */
#ifndef WORKERS_FORMAT_PDF_LINES_H
#define WORKERS_FORMAT_PDF_LINES_H

#include "workers/document.h"
#include <stdbool.h>

struct pdf_line {
    float left, top, right, bottom; /* points, from the page's upper left corner */
    struct view text;
    uint32_t page;   /* from 1 */
    bool furniture;  /* a running head or foot, or a page number */
    float room;      /* to the right edge of its column */
    bool indented;   /* it begins right of the left edge */
    bool cell;       /* others of its column stand beside it */
    uint32_t column; /* lines of one column have one number */
};

struct pdf_lines {
    struct pdf_line *at; /* page by page */
    uint32_t count, pages;
};

/* Reads what pdftotext printed; the lines' texts are valid UTF-8 without control characters, in the
 * arena. Adds title, author, subject and keywords to *metadata. */
struct pdf_lines pdf_lines_read(struct arena *a, struct view printed, struct metadata *metadata);

#endif
