/* step.h: steps over text that readers take: over a character, a word, one of a set of characters.
 *
 * Characters count as their plain twins: full-width forms as narrow ones, the traditional
 * characters of words that our tables have as simplified ones. At the end of the text there is the
 * character 0. A step_over_ function moves *at behind what it found, or leaves it and says false.
 */
#ifndef WORKERS_STEP_H
#define WORKERS_STEP_H

#include "workers/text.h"

uint32_t step_next(const char **at, const char *end); /* the character at *at; moves behind it */
uint32_t step_peek(const char *at, const char *end);  /* the same, without moving */
uint32_t step_peek_before(const char *at, const char *start); /* the character before `at` */

bool step_over(const char **at, const char *end, const char *word);
bool step_over_any(const char **at, const char *end, const uint32_t *set); /* set: ended by 0 */
bool step_over_blank(const char **at, const char *end); /* one blank that ends no line */
bool step_over_to(const char **at, const char *end);    /* 至, 到, -, ~ … of a range */

uint32_t char_plain(uint32_t c);                  /* its plain twin, or c itself */
bool char_among(uint32_t c, const uint32_t *set); /* set: ended by 0; never true for 0 */
bool char_among_utf8(uint32_t c, const char *set);

#endif
