/* libarchive.h: libarchive over a run of bytes (bytes.h), with its errors as reasons.
 *
 * Names are taken as the bytes that they are (name.h decides what they mean), but for formats that
 * define their charset; those libarchive converts to the locale's, so the locale's is made UTF-8.
 */
#ifndef CLIENT_ARCHIVE_LIBARCHIVE_H
#define CLIENT_ARCHIVE_LIBARCHIVE_H

#include "client/archive/bytes.h"
#include "client/archive/meter.h"
#include <archive.h>

struct unpacker {
    struct archive *archive;
    struct bytes *in; /* owned */
    struct meter *meter;
    char *block; /* of the stream, for libarchive to read */
};

/* Takes `in` over; enable() switches formats and filters on. 0, or -1 with *err, and then
 * unpacker_close() all the same. */
int unpacker_open(struct unpacker *u, struct bytes *in, struct meter *meter,
                  void (*enable)(struct archive *a), struct err *err);
void unpacker_close(struct unpacker *u);

/* Of the present entry 1 to room bytes; 0 at its end; -1 with *err. */
ssize_t unpacker_read(struct unpacker *u, char *out, size_t room, struct err *err);

/* Says in *err what libarchive refused; returns -1. */
int unpacker_fail(struct unpacker *u, struct err *err);

#endif
