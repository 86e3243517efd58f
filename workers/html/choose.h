/* choose.h: which blocks of a page are its text.
 *
 * 1. Each block is weighed: sentences outside links are good, in any script.
 * 2. From the whole page down, as long as one part holds most of what is good, into that part:
 * where the good text lies side by side, there the text is.
 * 3. In that part, what is around the text goes out: by its element, by its hints (hint.h), by
 * being mostly links, by what it says (phrase.def). A hint that would take most of the text is not
 *    believed.
 * If nothing good is found, rules are given up one after the other; what is left at last is all
 * text that is no navigation, and then all text.
 */
#ifndef WORKERS_HTML_CHOOSE_H
#define WORKERS_HTML_CHOOSE_H

#include "workers/html/title.h"

enum html_form { FORM_ARTICLE, FORM_FORUM, FORM_PAGE };

struct choice {
    enum html_form form;
    uint32_t node;  /* that holds the text */
    uint32_t title; /* block of its heading, UINT32_MAX: none */
};

/* Sets `kept` of the blocks that are the text. */
struct choice choose(struct outline *o, const struct title *t);

#endif
