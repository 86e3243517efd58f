/* sniff.h: what a document's bytes show of its format, for the table of formats.
 *
 * Each looks at the beginning, in any charset that holds ASCII, or in UTF-16 with a mark: true only
 * if a document that begins like this can hardly be anything else.
 */
#ifndef WORKERS_FORMAT_SNIFF_H
#define WORKERS_FORMAT_SNIFF_H

#include "proto/memory.h"
#include <stdbool.h>

bool sniff_pdf(struct view bytes);
bool sniff_docx(struct view bytes);
bool sniff_odt(struct view bytes);
bool sniff_epub(struct view bytes);
bool sniff_mail(struct view bytes);
bool sniff_html(struct view bytes);
bool sniff_xml(struct view bytes); /* and no page, which must be asked first */

#endif
