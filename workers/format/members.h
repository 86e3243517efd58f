/* members.h: the members of a zip file that is one document: docx, odt, epub.
 *
 * libarchive reads it from memory. What is not asked for is passed over unexpanded; what is may
 * take MAX_DOCUMENT bytes together, so a bomb is refused.
 */
#ifndef WORKERS_FORMAT_MEMBERS_H
#define WORKERS_FORMAT_MEMBERS_H

#include "workers/pipeline.h"

struct member {
    struct view name, bytes;
};
struct members {
    struct member *at; /* in order of name */
    uint32_t count, room;
};

/* Reads d's members whose names wanted() takes, into the arena. On STAGE_REFUSED *reason and *err
 * are set: damaged, encrypted, or more than a document may have. */
enum stage_verdict members_read(struct document *d, bool (*wanted)(struct view name),
                                const struct budget *budget, struct members *out, unsigned *reason,
                                struct err *err);

/* The bytes of a member; empty if there is none of that name. */
struct view members_find(const struct members *m, struct view name);

#endif
