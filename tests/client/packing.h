/* packing.h: containers for the tests of this room, and what comes out of them, as text. */
#ifndef TESTS_CLIENT_PACKING_H
#define TESTS_CLIENT_PACKING_H

#include "client/archive/contents.h"

struct packing {
    const char *name, *text; /* name NULL: the end of the list */
    const struct buf *bytes; /* instead of text */
};

/* An archive as libarchive writes it: format and filter (or NULL) by their names. */
struct buf packed(const char *format, const char *filter, const struct packing *members);

/* Appends a line: "SOURCE = BYTES", and in angle brackets what is declared, and the date; or
 * "SOURCE: REASON DETAIL". */
void told(struct buf *out, struct view source, const struct intake *in);

/* Everything that comes out of *container, which is emptied, a line each; "not a container\n" if it
 * is none. */
char *taken_apart(const char *source, struct buf *container, const struct reading *how);

#endif
