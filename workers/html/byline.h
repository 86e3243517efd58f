/* html/byline.h: the lines under a page's title that say when, where and by whom it was published.
 */
#ifndef WORKERS_HTML_BYLINE_H
#define WORKERS_HTML_BYLINE_H

#include "workers/html/title.h"

struct byline_facts {
    struct view date, source, author; /* of the line; empty: it does not say. date: text with one */
    bool is_byline;                   /* it says such things and nothing else */
};

void byline_read_line(struct view line, struct byline_facts *out);

/* A name without the words around it: 作者：, By …, 记者. */
struct view byline_name(struct view text);

/* The blocks in which such lines are looked for: around the title, else at the beginning. */
struct span byline_lines(const struct outline *o, const struct title *t);

#endif
