/* initiative.h: named mechanisms, programmes, platforms, teams and slogans.
 *
 * One pass over a document's articles stops at quotation marks (quoted.h) and at the first
 * characters of heads (headed.h) and collects mentions; a second looks for the names found wherever
 * they stand without such signs, and makes the records (join.h). What a reader looks at around such
 * a place is bounded, so the time is linear in the text.
 */
#ifndef WORKERS_INITIATIVE_INITIATIVE_H
#define WORKERS_INITIATIVE_INITIATIVE_H

#include "workers/pipeline.h"

void initiative_prepare(void); /* once, before any other; further calls do nothing */

/* Adds the initiatives of d to its articles, whose other records are there already; figures that
 * are part of a name are taken out. False if the budget ran out: then nothing is added. */
bool initiative_read(struct document *d, const struct budget *budget);

#endif
