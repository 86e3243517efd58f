/* choose.h: which blocks of a page are its text.
 *
 * 1. Each block is weighed: sentences outside links are good, in any script (weigh.h).
 * 2. What is around the text goes out (around.h).
 * 3. From the whole page down, as long as one part holds most of what is good, into that part:
 * where the good text lies side by side, there the text is. If the title stands in an <article>
 * with text, this begins there.
 * 4. That part is trimmed (trim.h).
 *
 * A forum's page gives all its posts. A page on which nothing good is found gives all that is not
 * around it, with its links, and if that is nothing, all.
 */
#ifndef WORKERS_HTML_CHOOSE_H
#define WORKERS_HTML_CHOOSE_H

#include "workers/html/title.h"

enum html_form { FORM_ARTICLE, FORM_FORUM, FORM_PAGE };

/* Sets `kept` of the blocks that are the text; the title's is not among them. */
enum html_form choose(struct outline *o, const struct title *t);

#endif
