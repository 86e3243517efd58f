/* utf8.h: is it UTF-8? Strictly as RFC 3629 section 4: no overlong forms, no surrogates, nothing
 * above U+10FFFF.
 */
#ifndef PROTO_UTF8_H
#define PROTO_UTF8_H

#include "proto/memory.h"
#include <stdbool.h>

/* The length, 1 to 4, of the well-formed character that text begins with; 0 if it begins with none.
 */
size_t utf8_char(struct view text);

/* The length of the longest well-formed beginning of text: text.len if all of it is UTF-8. */
size_t utf8_prefix(struct view text);
bool utf8_valid(struct view text);

#endif
