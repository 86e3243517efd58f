/* result.h: reading a result (PROTOCOL.md, section 15): a cursor stands at a map or an array, and
 * copies of it go to its members. What is not there, or of another type, reads as empty or 0.
 */
#ifndef CLIENT_RESULT_H
#define CLIENT_RESULT_H

#include "proto/pack.h"

struct view result_text(struct unpack map, const char *key);
uint64_t result_number(struct unpack map, const char *key);

/* Moves *item to the first item of the array under key; how many there are. */
uint64_t result_items(struct unpack map, const char *key, struct unpack *item);

/* The text that places refer to: the result's own, or the original itself. */
struct view result_canonical(struct view result, struct view original);

#endif
