/* resources.h: what all documents share and no stage changes (dictionaries, models, gazetteers), as
 * one file of named parts.
 *
 * The file is mapped read-only before the children are forked, so its pages are in memory once,
 * however many children there are. `make` writes it (workers/data/), into the directory of the
 * programs; an installation keeps it in lib/garner beside the programs' bin.
 *
 * The file, all numbers little-endian:
 *     "GARNERD1"            magic and version of this layout
 *     16 bytes digest       XXH3-128 of all that follows, checked when it is opened
 *     u64 count             of parts
 *     count times           name (40 bytes, NUL-padded), u64 offset, u64 length
 *     the parts             each begins at a multiple of 4096, in order of the table
 */
#ifndef WORKERS_RESOURCES_H
#define WORKERS_RESOURCES_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>

#define RESOURCE_NAME_MAX   39
#define RESOURCE_DIGEST_LEN 16

struct resources;

/* Opens the file at path, or, where path is NULL, garner.data beside the running program, or in
 * ../lib/garner. NULL with *err if there is none or it is damaged. */
struct resources *resources_open(const char *path, struct err *err);
/* Unmaps it and sets *r to NULL. Harmless on NULL. */
void resources_close(struct resources **r);

/* The part of that name, page-aligned, valid until resources_close(); empty if there is none. */
struct view resources_part(const struct resources *r, const char *name);

/* RESOURCE_DIGEST_LEN bytes that stand for all parts. */
const unsigned char *resources_digest(const struct resources *r);

/* Writes such a file, in one step. 0, or -1 with *err. */
struct resource_part {
    const char *name;
    struct view bytes;
};
int resources_write(const char *path, const struct resource_part *parts, size_t count,
                    struct err *err);

#endif
