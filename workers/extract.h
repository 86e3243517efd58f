/* extract.h: the third stage: from articles to records: quantities, dates, documents named. */
#ifndef WORKERS_EXTRACT_H
#define WORKERS_EXTRACT_H

#include "workers/pipeline.h"

extern const struct stage stage_extract;

/* Orders the tables of words. The stage does it with its first document; a program that forks
 * children does it before. */
void extract_prepare(void);

#endif
