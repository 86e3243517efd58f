/* feed.h: a page, already in UTF-8, through libxml2's SAX parser, with the place of every text.
 *
 * libxml2 knows what closes what and what each entity means; what it must not see is kept from it
 * here, before it parses: scripts, styles and comments (most of a page today, and never text),
 * attributes beyond ATTRIBUTES_MAX of a tag (it compares each with all others) and tags nested
 * deeper than DEPTH_MAX (it looks through all that are open). An element or comment that is left
 * out is fed as an empty comment, so the parser's place and the page's differ by a number that is
 * known: places stay exact. All work is linear in the page.
 */
#ifndef WORKERS_HTML_FEED_H
#define WORKERS_HTML_FEED_H

#include "workers/pipeline.h"

enum { ATTRIBUTES_MAX = 64, DEPTH_MAX = 256 };

/* What the parser reports. names and values are its own, in UTF-8, and end with NUL; attributes is
 * a list of names and values (a value may be NULL) that ends with NULL, or NULL. */
struct feed_events {
    void (*start)(void *to, const char *name, const char **attributes);
    void (*end)(void *to, const char *name);
    /* Text that stands in source[from..from + span); if it stands there as it is, span == text.len
     * and `copied` says so. */
    void (*text)(void *to, struct view text, uint32_t from, uint32_t span, bool copied);
    /* The inside of a <script type="application/ld+json">, unparsed; before what follows it. */
    void (*data)(void *to, struct view json);
};

/* False when the budget ran out; what was reported until then is good. */
bool feed(struct view source, const struct feed_events *events, void *to, const struct document *d,
          const struct budget *budget);

#endif
