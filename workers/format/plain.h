/* plain.h: bytes as text: the charset, what is damaged, and whether it is text at all.
 *
 * UTF-8 stays as it is, byte for byte, a byte order mark too, which counts as a blank; text in
 * another charset (charset/guess.h) is converted, and origin leads back to its bytes. A few damaged
 * bytes become U+FFFD and are counted. Refused are: nothing but blanks (EMPTY), what is not text
 * (BINARY, named where it is known), and text in no known charset or mostly damaged (BAD_CHARSET,
 * with the offset of the first byte that does not fit).
 */
#ifndef WORKERS_FORMAT_PLAIN_H
#define WORKERS_FORMAT_PLAIN_H

#include "workers/format/format.h"

/* Sets canonical, charset, charset_confidence, origin and damaged of d from its bytes. label: the
 * charset declared (an empty view if there is none). */
enum stage_verdict plain_decode(struct document *d, struct view label, const struct budget *budget,
                                unsigned *reason, struct err *err);

/* Text that is a part of d, as UTF-8 in its arena: in the charset that label means, or else as
 * above. Empty if it is none. *origin (may be NULL) leads back to bytes. */
struct view plain_part(const struct document *d, struct view bytes, struct view label,
                       const struct budget *budget, const struct origin **origin);

/* The reader of plain text: the label is the parameter charset of what is declared. */
format_reader plain_read;

#endif
