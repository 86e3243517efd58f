/* extractor.h: the name of what this worker finds in a document.
 *
 * "VERSION+HASH": two workers whose names are equal give the same result for the same document.
 * The hash covers the resources (dictionaries, models, gazetteers) and the sources of every stage,
 * rules included, so that no change of a rule can be forgotten; that a changed comment changes it
 * too does no harm. A pipeline other than the standard one says so instead of the version, so that
 * its results are never taken for real ones.
 */
#ifndef WORKERS_EXTRACTOR_H
#define WORKERS_EXTRACTOR_H

#include "workers/pipeline.h"

#define EXTRACTOR_ROOM 64

void extractor_id(const struct pipeline *p, const struct resources *r, char out[EXTRACTOR_ROOM]);

#endif
