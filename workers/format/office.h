/* office.h: the readers of word processors' files and of books: zip files with XML in them.
 *
 * The text in order: headings with a blank line before them, paragraphs and items of lists a line
 * each, rows of tables a line each with tabs between cells, notes at the end; what was deleted, and
 * comments, are left out. Numbers that a word processor only counts are not in its text. A book's
 * chapters come in the order of its spine. Title, author and date become metadata.
 */
#ifndef WORKERS_FORMAT_OFFICE_H
#define WORKERS_FORMAT_OFFICE_H

#include "workers/format/format.h"

format_reader docx_read, odt_read, epub_read;

#endif
