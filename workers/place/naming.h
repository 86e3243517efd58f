/* naming.h: what may be a name, as far as words tell: no verbs, particles or kinds of things in it.
 */
#ifndef WORKERS_PLACE_NAMING_H
#define WORKERS_PLACE_NAMING_H

#include "workers/place/search.h"

void naming_prepare(void); /* orders the tables of words; further calls do nothing */

/* Where the name that ends at `end` begins: behind the last word that is part of no name. `end` if
 * there is no name, or one of more than so many characters. Does not look before floor. */
const char *naming_start(struct search *s, const char *floor, const char *end, int characters);
/* May these characters be a name: no word of sentences in it, and no kind of thing at its end? */
bool naming_is_name(struct search *s, const char *start, const char *end);
/* Do they say nothing but a kind (工业, 示范)? */
bool naming_is_kind(const char *start, const char *end);
/* Do the last characters before `end` make a word, and no name (农村, 坐镇)? */
bool naming_is_word(struct search *s, const char *floor, const char *end);

#endif
