/* linked_data.h: what a page says of itself in JSON-LD (schema.org): headline, date, author,
 * publisher.
 *
 * Only these strings are looked for, in whatever object of whatever form they stand; JSON is read
 * as far as needed to tell keys from values and inside from outside, and damaged JSON as far as it
 * goes.
 */
#ifndef WORKERS_HTML_LINKED_DATA_H
#define WORKERS_HTML_LINKED_DATA_H

#include "proto/memory.h"

struct linked_data {
    struct view headline, date, author, publisher; /* the first of each; in the arena */
    struct view body; /* the longest articleBody, as it stands in the page: with escapes in it */
    struct view type; /* the first @type that is an article's or a post's */
};

/* Adds what json says to *out, which keeps what it has. */
void linked_data_read(struct arena *a, struct view json, struct linked_data *out);

#endif
