/* media.h: media types as headers and containers write them: "text/html; charset=gbk".
 *
 * RFC 9110 section 8.3.1, read leniently: case and blanks do not matter, and a value may stand in
 * quotes or not. What comes back are views into the text given.
 */
#ifndef WORKERS_FORMAT_MEDIA_H
#define WORKERS_FORMAT_MEDIA_H

#include "proto/memory.h"
#include <stdbool.h>

/* Without parameters: "text/html". Empty if there is none. */
struct view media_name(struct view type);

/* The value of a parameter without its quotes; empty if there is none. */
struct view media_parameter(struct view type, const char *name);

/* The same in ASCII but for case. */
bool media_equal(struct view a, struct view b);

/* Whether word, in any case, is one of the words of list, which blanks part. */
bool media_listed(const char *list, struct view word);

#endif
