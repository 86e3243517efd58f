/* json_line.h: a line of a file of JSON lines, one object, as a document.
 *
 * Its declared type says where the text is: application/x-ndjson-line; text="FIELD"; id="FIELD".
 * The text is that field's string with its escapes undone, origin leads back into the line, and the
 * object's further fields are metadata.
 */
#ifndef WORKERS_FORMAT_JSON_LINE_H
#define WORKERS_FORMAT_JSON_LINE_H

#include "workers/format/format.h"

format_reader json_line_read;

#endif
