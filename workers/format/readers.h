/* readers.h: the readers of formats that are text with a form of its own.
 *
 * Markdown: the text is the file itself, but for front matter (--- or +++ lines around `key:
 * value`), which becomes metadata. JSON: each string a line, each number a line with its key before
 * it, in order; title, author, date, source and url of the outermost object become metadata. XML:
 * the text of each element that is not known to stand in a line is a line. Subtitles (SubRip,
 * WebVTT): the words without numbers and times.
 */
#ifndef WORKERS_FORMAT_READERS_H
#define WORKERS_FORMAT_READERS_H

#include "workers/format/format.h"

format_reader markdown_read, json_read, xml_read, subtitles_read;

#endif
