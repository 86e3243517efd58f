/* packed.h: what xz, zstd and bzip2 made smaller, read by libarchive.
 *
 * The archives that libarchive reads (zip, tar, 7z) are kinds of container.h, in the same file.
 */
#ifndef CLIENT_ARCHIVE_PACKED_H
#define CLIENT_ARCHIVE_PACKED_H

#include "client/archive/bytes.h"
#include "client/archive/meter.h"

/* Whether bytes begin like one of them. */
bool packed_tells(struct view head);

/* Takes `in` over; the meter is borrowed. */
struct bytes *packed_open(struct bytes *in, struct meter *meter);

#endif
