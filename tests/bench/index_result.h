/* index_result.h: the result of a worker that does not extract, for texts of index_text.py: a
 * title, sentences and a record for each figure, as many as texts of this kind have, so that sizes
 * are those of real ones.
 */
#ifndef TESTS_BENCH_INDEX_RESULT_H
#define TESTS_BENCH_INDEX_RESULT_H

#include "proto/memory.h"
#include "proto/msg.h"

/* Articles stand apart by an empty line; *o tells how many there are, and of their records. */
void index_result_make(struct view text, struct msg_outcome *o, struct buf *out);

#endif
