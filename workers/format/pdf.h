/* pdf.h: the reader of PDF: pdftotext (poppler-utils) in a process of its own, under the document's
 * limits, and its lines put together to paragraphs.
 *
 * The canonical text is made here: running heads, feet and page numbers are left out, paragraphs
 * are a line each, over columns and pages; hyphens that part words are gone. Pages are marked
 * where they begin. A document whose pages have no text is SKIPPED (no-text-layer); one that
 * pdftotext cannot open FAILED (damaged, encrypted), in its words.
 */
#ifndef WORKERS_FORMAT_PDF_H
#define WORKERS_FORMAT_PDF_H

#include "workers/format/format.h"

format_reader pdf_read;

/* What pdftotext printed (pdf_lines.h) as d's canonical text, pages and metadata. Returns how many
 * pages there are; the text is empty if none has any. */
uint32_t pdf_compose(struct document *d, struct view printed);

#endif
