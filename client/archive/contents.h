/* contents.h: a file that contains documents, taken apart: they come out one by one, those of
 * archives within it too, and nothing is written anywhere.
 *
 * A member's source is the container's, "!/", and its name (name.h). What cannot be read comes out
 * with its reason. When a container is through, it comes out itself: as `container` with the number
 * of its members, or as failed, for the reason that ended it, with what was found before.
 *
 * Memory: a member, and of each archive within another that can only be read from memory (zip, 7z)
 * its bytes: MAX_DOCUMENT each. Longer ones are read as they come.
 */
#ifndef CLIENT_ARCHIVE_CONTENTS_H
#define CLIENT_ARCHIVE_CONTENTS_H

#include "client/archive/container.h"
#include "client/intake.h"

struct contents;

/* how is copied, what it points to is not. */
struct contents *contents_new(const struct reading *how);
void contents_free(struct contents **it); /* sets *it to NULL; harmless on NULL */

/* Looks at a document that was read into *in, or at a file that was too long for it and can be had
 * by intake_open(). If it contains others, takes its bytes and returns true: contents_next() goes
 * on.
 */
bool contents_begin(struct contents *it, struct view source, struct intake *in, int dir,
                    const char *path, bool link);

/* Whether there is more to come out. */
bool contents_is_open(const struct contents *it);

/* The next document, or the reason why it is none, in *in, and its source, valid until the next
 * call. False when the file is through. */
bool contents_next(struct contents *it, struct intake *in, struct view *source);

/* Gives up what did not come out yet. */
void contents_stop(struct contents *it);

#endif
