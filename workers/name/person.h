/* person.h: the names of people in a line.
 *
 * A name of the Chinese form is told by its odds (odds.h) and by what stands around: a role before
 * or behind it, a verb of speech, another name beside it in a list, marks. A family name with a
 * form of address (冯女士) needs no given name. Names of other forms are told by their dot
 * (买买提·艾力, 弗拉基米尔·普京).
 */
#ifndef WORKERS_NAME_PERSON_H
#define WORKERS_NAME_PERSON_H

#include "workers/name/reading.h"

/* Adds the people of the line, whose organisations are there already. */
void person_read_line(struct reading *r);

/* Whether a known name is one also here, where it stands without evidence of its own. */
bool person_stands(const struct reading *r, const char *start, const char *end);

#endif
