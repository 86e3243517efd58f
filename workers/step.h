/* step.h: steps over text that readers take: over a character, a word, one of a set of characters.
 *
 * Characters count as their plain twins: full-width forms as narrow ones, the traditional
 * characters of words that our tables have as simplified ones. At the end of the text there is the
 * character 0. A step_over_ function moves *at behind what it found, or leaves it and says false.
 */
#ifndef WORKERS_STEP_H
#define WORKERS_STEP_H

#include "workers/text.h"

/* The simplified twins of traditional characters in the words of our tables, by their distance from
 * HAN_FIRST; 0 for all others. */
enum { HAN_FIRST = 0x4e00, HAN_LAST = 0x9fff };
extern const uint16_t char_twins[HAN_LAST - HAN_FIRST + 1];

/* The plain twin of c, or c itself. */
static inline uint32_t char_plain(uint32_t c)
{
    if (c - HAN_FIRST > HAN_LAST - HAN_FIRST) return char_narrow(c);
    return char_twins[c - HAN_FIRST] ? char_twins[c - HAN_FIRST] : c;
}

/* The character at *at; moves behind it. */
static inline uint32_t step_next(const char **at, const char *end)
{
    return *at < end ? char_plain(text_next(at, end)) : 0;
}
/* The same, without moving. */
static inline uint32_t step_peek(const char *at, const char *end)
{
    return step_next(&at, end);
}
uint32_t step_peek_before(const char *at, const char *start); /* the character before `at` */

bool step_over(const char **at, const char *end, const char *word);
bool step_over_any(const char **at, const char *end, const uint32_t *set); /* set: ended by 0 */
bool step_over_blank(const char **at, const char *end); /* one blank that ends no line */
bool step_over_to(const char **at, const char *end);    /* 至, 到, -, ~ … of a range */

bool char_among(uint32_t c, const uint32_t *set); /* set: ended by 0; never true for 0 */
bool char_among_utf8(uint32_t c, const char *set);

#endif
