/* head.h: the lines above an article's text: title, subtitle, byline, date and source.
 */
#ifndef WORKERS_SEGMENT_HEAD_H
#define WORKERS_SEGMENT_HEAD_H

#include "workers/segment/evidence.h"

/* Whether a line could be part of a head, by itself. */
bool is_in_head(const struct line *line);

/* Whether line i stands above a title as a phrase that leads to it: 县委常委会强调: */
bool is_kicker(const struct line_list *lines, uint32_t i);

/* Whether line `text`, below a title, is all of a news item: one paragraph, whose first sentences
 * say again what the title said. Intertitles are told again as well, but have more under them. */
bool is_retold(const struct line_list *lines, uint32_t title, uint32_t text);

/* What the head of lines [i, end) says about an article beginning there; i < end. */
enum evidence head_evidence(const struct line_list *lines, uint32_t i, uint32_t end);

#endif
