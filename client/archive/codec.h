/* codec.h: the compressions of a single run of bytes, each by its own library, as a table.
 *
 * libarchive reads them, too, but what it has decompressed of a block when the damage comes is
 * lost, and with it a whole short archive; and nothing bounds the memory that a file can make it
 * ask for.
 */
#ifndef CLIENT_ARCHIVE_CODEC_H
#define CLIENT_ARCHIVE_CODEC_H

#include "proto/memory.h"
#include <stdbool.h>

/* What a step made: so many bytes taken, so many put out. */
struct codec_step {
    size_t taken, put;
    enum { CODEC_GOES_ON, CODEC_AT_END, CODEC_BROKEN } state;
    const char *why; /* BROKEN: static storage; NULL if the library does not say */
};

struct codec {
    const char *name;
    /* Whether bytes begin like it; enough of them are CODEC_MAGIC, or all there are. */
    bool (*tells)(struct view head);
    void *(*open)(void);
    /* At the beginning of a stream: forgets the one before. */
    void (*begin)(void *state);
    struct codec_step (*step)(void *state, struct view in, char *out, size_t room);
    void (*close)(void *state);
};
enum { CODEC_MAGIC = 10 };

/* The codec that head begins like; NULL if none. */
const struct codec *codec_tell(struct view head);

#endif
