/* gunzip.h: what a gzip file holds (RFC 1952), any number of members one behind the other.
 *
 * Unlike any other reader it goes on behind damage: a web archive has a member for each record, and
 * the next one begins with bytes that can be looked for.
 */
#ifndef CLIENT_ARCHIVE_GUNZIP_H
#define CLIENT_ARCHIVE_GUNZIP_H

#include "client/archive/bytes.h"
#include "client/archive/meter.h"

/* Whether bytes begin like one. */
bool gunzip_tells(struct view head);

/* Takes `in` over; the meter is borrowed. */
struct bytes *gunzip_open(struct bytes *in, struct meter *meter);

#endif
