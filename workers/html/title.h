/* title.h: the title of a page, and where in it the title stands. */
#ifndef WORKERS_HTML_TITLE_H
#define WORKERS_HTML_TITLE_H

#include "workers/html/outline.h"

struct title {
    struct view text;    /* without the site's name */
    uint32_t block;      /* the heading with its text; UINT32_MAX: none */
    uint32_t first, end; /* its runs, if it is all of some: of the block, of <title> */
};

/* The heading that says what <title> or og:title say, else one of these without the site's name,
 * else the only <h1>. */
struct title title_find(struct outline *o);

#endif
