/* walk.h: every file below some paths, one at a time, in an order that depends on names alone.
 *
 * Depth first, the names of a folder in byte order, hidden ones included. A walk is pulled, so that
 * whoever reads the files sets the pace; it holds the names of the folders between the start and
 * where it is, never those of the whole tree.
 *
 * What cannot become a document comes out as well, with the reason why: nothing below the paths
 * goes missing from the ledger. Symbolic links are followed, to files and to folders; a folder
 * inside itself is a link-loop, and a folder that several links lead to is walked by the first one
 * alone, so that no knot of links makes a walk long.
 *
 * One path: sources are relative to it (a file's is its own name). Several paths: each source
 * begins with the last part of its path, as `cp -r` would place it, so that they cannot meet.
 */
#ifndef CLIENT_WALK_H
#define CLIENT_WALK_H

#include "proto/error.h"
#include "proto/limits.h"
#include "proto/memory.h"
#include <stdbool.h>
#include <stddef.h>

struct walk;

struct walk_entry {
    struct view source; /* source.h; valid until the next call */
    unsigned reason;    /* enum reason: why it cannot be a document; 0 = open it */
    char detail[MAX_DETAIL + 1];
    int dir; /* openat(dir, path) opens it; valid until the next call */
    const char *path;
    bool link; /* path is a symbolic link to it */
};

/* -1 with *err if a path does not exist, or if two have the same last part: before anything is
 * begun for them. */
int walk_check(char *const *paths, size_t count, struct err *err);

/* A walk over paths[0..count), which stay the caller's and must outlive it. `exclude` is a folder
 * that is passed over (Garner's own data directory), or NULL. -1 with *err as walk_check(). */
int walk_open(struct walk **out, char *const *paths, size_t count, const char *exclude,
              struct err *err);

/* The next entry; false at the end. */
bool walk_next(struct walk *w, struct walk_entry *entry);

/* Frees *w and sets it to NULL. Harmless on NULL. */
void walk_close(struct walk **w);

#endif
