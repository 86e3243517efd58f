/* joint.h: what stands between two pieces of a line that a page, not its author, broke in two.
 *
 * Chinese goes on without a blank, Western words have one between them, and a hyphen that only
 * parts a word is taken away.
 */
#ifndef WORKERS_FORMAT_JOINT_H
#define WORKERS_FORMAT_JOINT_H

#include "proto/memory.h"
#include <stdbool.h>

struct joint {
    size_t cut; /* bytes that go from the end of the first piece: the hyphen */
    bool blank; /* whether a blank stands between */
};

/* Both pieces without blanks at their ends, and not empty. */
struct joint joint_of(struct view first, struct view second);

/* Columns of a terminal that text takes: two for what is as wide as a Han character. */
size_t joint_width(struct view text);

/* Columns of its first word, which is one character of Chinese. */
size_t joint_first(struct view text);

#endif
