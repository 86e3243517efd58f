/* decompress.h: what a compressed file holds: any number of streams, one behind the other.
 *
 * It can go on behind damage (bytes_resume): a web archive has a stream for each record, and the
 * next one begins with bytes that can be looked for.
 */
#ifndef CLIENT_ARCHIVE_DECOMPRESS_H
#define CLIENT_ARCHIVE_DECOMPRESS_H

#include "client/archive/bytes.h"
#include "client/archive/codec.h"
#include "client/archive/meter.h"

/* Takes `in`, which begins like the codec, over; the meter is borrowed. */
struct bytes *decompress_open(struct bytes *in, const struct codec *codec, struct meter *meter);

#endif
