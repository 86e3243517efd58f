/* about.h: which place, organisation, date and initiative is a figure about?
 *
 * The records of a span are read in order, with a frame of what the text is speaking of. A place or
 * a date enters it wherever it stands before the figure in its sentence, unless it is only compared
 * or moved to (比2019年, 赴贵阳); an organisation only as the subject of its clause (县法院受理…),
 * not where it is somebody's office or whom something is asked of; an initiative where it is named.
 * Of several in a list none enters, unless the figures are dealt out to them
 * (甲、乙分别为3件、5件). A sentence without a subject of its own goes on with the place and
 * organisation of the one before it (建成3个站。), one that begins with 其中 with all of it.
 * Nothing goes over the end of a line.
 */
#ifndef WORKERS_RELATE_ABOUT_H
#define WORKERS_RELATE_ABOUT_H

#include "workers/name/facts.h"
#include "workers/relate/clause.h"

void about_prepare(void); /* orders the tables of words; further calls do nothing */

/* Adds the fields place, org, date and initiative to the figures of the span. facts: NULL if there
 * are none. */
void about_link(struct document *d, struct article *a, struct span span, const struct facts *facts);

#endif
