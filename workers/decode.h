/* decode.h: the first stage: from the bytes of a document to its canonical text, in UTF-8.
 *
 * For UTF-8 text the canonical text is the document itself, byte for byte, so that places are
 * offsets into the file; a byte order mark stays and counts as a blank. Text in another charset
 * (proto/charset/guess.h) is converted, and origin leads back to its bytes; a few damaged bytes become
 * U+FFFD and are counted. Refused are: nothing but blanks (EMPTY), what is not text (BINARY), and
 * text in no known charset or mostly damaged (BAD_CHARSET, with the offset of the first byte that
 * does not fit).
 */
#ifndef WORKERS_DECODE_H
#define WORKERS_DECODE_H

#include "workers/pipeline.h"

extern const struct stage stage_decode;

#endif
