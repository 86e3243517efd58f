/* wrap.h: text whose lines were broken by a margin, as the author wrote it.
 *
 * The canonical text of a text file is the file, with all its line ends. What looks for headlines,
 * sentences and values wants paragraphs: a line that reads on in the next is one with it. So
 * between decoding and the end of extraction a document may have a joined text instead of the
 * canonical one, of which every place leads back (workers/pieces.h), and at the end all places are
 * led back. The joined text has no soft hyphens inside words either.
 *
 * Lines are joined only in a text that shows a margin: hardly any line is longer, and many lines
 * are full, which is to say that the first word of the next would not have had room (Knuth and
 * Plass call it first fit), most of them in mid-sentence. Then a full line goes on in the next one,
 * unless that is indented further, or a new item of a list, or quoted.
 */
#ifndef WORKERS_FORMAT_WRAP_H
#define WORKERS_FORMAT_WRAP_H

#include "workers/pipeline.h"

/* If d->wrapped, and the lines of its canonical text were broken, puts the joined text in its
 * place.
 */
extern const struct stage stage_join;

/* Puts the canonical text back, and leads all places of articles and others back to it. Does
 * nothing if no text was joined. */
void wrap_restore(struct document *d);

#endif
