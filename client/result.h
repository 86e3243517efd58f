/* result.h: the text that the places of a result refer to. */
#ifndef CLIENT_RESULT_H
#define CLIENT_RESULT_H

#include "proto/memory.h"

/* The result's own (PROTOCOL.md, section 15), or the original itself. Into one of the two. */
struct view result_canonical(struct view result, struct view original);

#endif
