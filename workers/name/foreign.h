/* foreign.h: names that are not a family name and one or two characters: names written by their
 * sounds, with a dot (艾力·买买提) or without (默克尔), and those of peoples of China that have no
 * family names, which are put together of a few hundred pieces (扎西 顿珠).
 *
 * These functions tell how far such a name goes; whether it is one is for the words around it to
 * say (person.c).
 */
#ifndef WORKERS_NAME_FOREIGN_H
#define WORKERS_NAME_FOREIGN_H

#include "workers/name/reading.h"

enum { FOREIGN_LEAST = -20 }; /* how much rarer a character may be in foreign names than in text */

static inline bool foreign_is_dot(uint32_t c)
{
    return c == U'·' || c == U'•' || c == U'・';
}

/* How much commoner c is in foreign names than in text, in quarters of a bit. */
static inline int foreign_gain(const struct facts *f, uint32_t c)
{
    return facts_character(f, c, IS_FOREIGN) - facts_character(f, c, IS_TEXT);
}

/* The name around the dot at `at`. False if there is none. */
bool foreign_dotted(const struct reading *r, const char *at, const char **start, const char **end);

/* The end of the pieces that begin at `at`, one behind another, and how many they are. */
const char *foreign_pieces(const struct reading *r, const char *at, unsigned *pieces);

/* The end of the characters from `at` on, three to six, that foreign names are written in and other
 * text is not; NULL if they are none. */
const char *foreign_sounds(const struct reading *r, const char *at);

#endif
