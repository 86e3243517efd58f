/* place_record.h: what the record of a place says, and how it goes in among the others. */
#ifndef WORKERS_PLACE_PLACE_RECORD_H
#define WORKERS_PLACE_PLACE_RECORD_H

#include "workers/place/search.h"

/* Makes records of the article's mentions and puts them among its records, in order of place. */
void place_record_all(struct search *s, struct article *a);

#endif
