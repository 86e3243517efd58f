/* decode.h: the first stage: from the bytes of a document to its canonical text, in UTF-8, by the
 * reader of its format (format/format.h).
 *
 * For UTF-8 text the canonical text is the document itself, byte for byte, so that places are
 * offsets into the file.
 */
#ifndef WORKERS_DECODE_H
#define WORKERS_DECODE_H

#include "workers/pipeline.h"

extern const struct stage stage_decode;

#endif
