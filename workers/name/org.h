/* org.h: the names of organisations in a line.
 *
 * A name is found by its ending (orgs.def) and read back from there, word by word, to where it can
 * not have begun yet: a mark, a verb, a preposition, a number. What the words between say decides
 * whether it is a name (南明区财政局) or speaks of a kind (各级财政局).
 */
#ifndef WORKERS_NAME_ORG_H
#define WORKERS_NAME_ORG_H

#include "workers/name/reading.h"

void org_prepare(void); /* once, before any other; further calls do nothing */

/* Adds the organisations of the line. */
void org_read_line(struct reading *r);

/* Whether a known name is one also here: no common word goes over its ends. */
bool org_stands(const struct reading *r, const char *start, const char *end);

/* Once all lines are read: joins short forms with the full names that the document has. */
void org_link(struct reading *r);

#endif
