/* verdicts.h: what the broker said to all that was submitted, in a line. */
#ifndef CLIENT_VERDICTS_H
#define CLIENT_VERDICTS_H

#include "client/submitter.h"
#include "client/table.h"

/* "300 submitted: 280 new, 20 known already"; or, for scripts, each by its name. */
void verdicts_tell(const struct submitter_counts *c, enum table_form form);

#endif
