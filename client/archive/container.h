/* container.h: what holds several documents: an archive, a mailbox, a file of JSON lines. It gives
 * its members one after the other, and of each its bytes, once.
 *
 * The kinds are a table. Which one a run of bytes is, is told by the bytes, never by a name; Office
 * documents and books are zips, but documents.
 */
#ifndef CLIENT_ARCHIVE_CONTAINER_H
#define CLIENT_ARCHIVE_CONTAINER_H

#include "client/archive/bytes.h"
#include "client/archive/meter.h"

/* What the person who submits said of it, and what all readers within one file share. */
struct reading {
    /* Names without quotes and backslashes (feed.c sees to it). */
    const char *text_field; /* of JSON lines; NULL: they are no containers */
    const char *id_field;   /* of JSON lines, or NULL: members are numbered */
    struct view separator;  /* empty: texts are not cut */
    uint64_t max_document;
    struct meter meter;
};

struct member {
    struct buf name; /* any bytes, as the container has them; empty: it is known by its number */
    bool is_uri;     /* the name is no path */
    unsigned reason; /* enum reason: why its bytes cannot be had, detail says more; 0: read them */
    char detail[MAX_DETAIL + 1];
    uint64_t length;           /* as far as it is known, else 0 */
    struct buf declared, date; /* what the container says of it, UTF-8, or empty */
};

/* A kind's own struct begins with this. */
struct container {
    const struct container_kind *kind;
};

struct container_kind {
    const char *name; /* for people */
    bool seeks;       /* it is better read from memory or a file than from a stream */
    bool plain;       /* its members are documents, whatever they look like */
    /* Whether it begins with head, which is all of it if it is short. */
    bool (*tells)(struct view head, const struct reading *how);
    /* Takes in over, in any case. NULL with *err. how is borrowed. */
    struct container *(*open)(struct bytes *in, struct reading *how, struct err *err);
    /* Sets *m, which is emptied before, to the next member: 1; 0 at the end; -1 with *err. What was
     * not read of the one before is passed over. */
    int (*next)(struct container *c, struct member *m, struct err *err);
    /* Of the present member 1 to room bytes; 0 at its end; -1 with *err. */
    ssize_t (*read)(struct container *c, char *out, size_t room, struct err *err);
    void (*close)(struct container *c);
};

extern const struct container_kind zip_kind, seven_zip_kind, tar_kind, warc_kind, mbox_kind,
    json_lines_kind, pieces_kind;

/* Enough of a beginning to tell by. */
enum { CONTAINER_HEAD = 64 << 10 };

/* The kind that begins with head; NULL if none does. */
const struct container_kind *container_tell(struct view head, const struct reading *how);

/* Puts the decompression that the bytes need before *in, as many times as they were compressed, at
 * most `most` times, and returns how many; *in stays good. */
unsigned container_unwrap(struct bytes **in, unsigned most, struct meter *meter);

/* Sets a member's reason; the detail is err's text. */
void member_refuse(struct member *m, unsigned reason, const char *detail);

#endif
