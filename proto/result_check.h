/* result_check.h: whether a worker's result can be true of the document's text.
 *
 * A worker may be broken, old or hostile. Before its result is stored each place in it must lie in
 * the text, the articles and `other` must share out the text between them (each byte that is not
 * blank in exactly one), each record must be the text at its place, and the counts announced must
 * be those of the result (PROTOCOL.md, 10.5 and section 15). What a record means is not judged
 * here: `garner verify` does that.
 *
 * One pass over the result, and one over the text that is in no span; spans are sorted if they do
 * not come in the order of the text.
 */
#ifndef PROTO_RESULT_CHECK_H
#define PROTO_RESULT_CHECK_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

struct result_span {
    uint64_t start, end;
};

/* Zero-initialise, and use again and again. */
struct result_check {
    struct result_span *spans; /* room for those of articles and `other` */
    size_t count, room;
    uint64_t articles, records; /* of the result checked last */
};
void result_check_free(struct result_check *c);

/* Whether the result, valid MessagePack, has the text that its places refer to in `canonical`; else
 * that is the document itself. */
bool result_has_text(struct view result, struct view *text);

/* result: valid MessagePack of one map. original: the document's own bytes, which matter only if
 * the result has no text. -1 with *err that says what is wrong. */
int result_check(struct result_check *c, struct view result, struct view original, struct err *err);

#endif
