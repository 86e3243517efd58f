/* transfer.h: bytes that were written as ASCII for their way (RFC 2045 section 6, RFC 2231), back
 * as they were. Lenient: what does not belong is passed over, what breaks off ends there.
 */
#ifndef WORKERS_FORMAT_TRANSFER_H
#define WORKERS_FORMAT_TRANSFER_H

#include "workers/pieces.h"

void transfer_base64(struct view text, struct buf *out);

/* Quoted-printable; header: as in encoded words, where _ is a blank (RFC 2047 section 4.2). */
void transfer_quoted(struct view text, bool header, struct buf *out);

/* The same of a body, which lies in out's source: of base64 each group of four letters is a piece.
 */
void transfer_base64_pieces(struct view text, struct pieces *out);
void transfer_quoted_pieces(struct view text, struct pieces *out);

/* %E4%B8%AD, as in addresses and in parameters. */
void transfer_percent(struct view text, struct buf *out);

#endif
