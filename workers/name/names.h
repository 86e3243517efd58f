/* names.h: the names in a document, of organisations (org.h) and of people (person.h).
 *
 * Each line is read once for organisations and once for people, because a person's role belongs to
 * the organisation before it. What was found with good evidence anywhere in the document is then
 * looked for everywhere in it (known.h). A place is looked at a bounded number of times, so the
 * time is linear in the text.
 */
#ifndef WORKERS_NAME_NAMES_H
#define WORKERS_NAME_NAMES_H

#include "workers/document.h"
#include "workers/pipeline.h"

/* Whether the part "names" of the resources is there, and readable: 0, or -1 with *err. */
int names_check(const struct resources *shared, struct err *err);

/* Adds the records of all articles. Without the part "names" of the resources there are none. False
 * if the budget ran out; what was found by then stays. */
bool names_find(struct document *d, const struct resources *shared, const struct budget *budget);

#endif
