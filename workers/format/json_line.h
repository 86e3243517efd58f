/* json_line.h: a line of a file of JSON lines, one object, as a document.
 *
 * Its declared type says where the text is: application/x-ndjson-line; text="FIELD"; id="FIELD".
 * The text is that field's string with its escapes undone, origin leads back into the line, and the
 * object's further fields are metadata.
 */
#ifndef WORKERS_FORMAT_JSON_LINE_H
#define WORKERS_FORMAT_JSON_LINE_H

#include "workers/format/format.h"
#include "workers/pieces.h"

format_reader json_line_read;

/* Adds the inside of a string of p's source with its escapes undone; counts the false ones. */
void json_copy(struct pieces *p, struct view inside, uint64_t *damaged);

#endif
