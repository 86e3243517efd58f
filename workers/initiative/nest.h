/* nest.h: initiatives among the other records of an article.
 *
 * Places, dates and documents may stand in a name; none may reach over its edge. A figure in a name
 * is none: the 9 and 3 of “9+3”助学行动.
 */
#ifndef WORKERS_INITIATIVE_NEST_H
#define WORKERS_INITIATIVE_NEST_H

#include "workers/document.h"

/* Orders the records by place, and takes out figures that lie in an initiative, and initiatives
 * that lie in another record, but for an organisation's, or cross its edge. */
void nest_records(struct document *d, struct record_list *records);

#endif
