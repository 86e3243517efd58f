/* source.h: the name of a document in the ledger, made of the path of its file.
 *
 * A source is UTF-8 with '/' between its parts. A file's name is any bytes; those that are not
 * UTF-8 are written %XX (upper-case hexadecimal), and so is a '%' that two hexadecimal digits
 * follow, as "%25". Two different names never become the same source.
 */
#ifndef CLIENT_SOURCE_H
#define CLIENT_SOURCE_H

#include "proto/memory.h"

/* Appends name, written so. */
void source_add(struct buf *out, struct view name);

/* A source that fits MAX_SOURCE: source itself, or its beginning and 16 digits of the hash of the
 * whole, so that it stays unique, in *room. Returns it. */
struct view source_shorten(struct view source, struct buf *room);

/* The last part of path, trailing slashes aside: what the archive is called if nobody says. For a
 * path without a name of its own (".", "..", "/") the name of the folder it leads to; "root" for
 * the root. Appended to *out, written as above. */
void source_base(struct buf *out, const char *path);

#endif
