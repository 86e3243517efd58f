/* metrics.h: what STATUS_IS says, in the text format of Prometheus, for its node exporter and
 * others.
 *
 * https://prometheus.io/docs/instrumenting/exposition_formats/ ; names as in
 * https://prometheus.io/docs/practices/naming/ : seconds and bytes, counters end in _total.
 */
#ifndef CLIENT_METRICS_H
#define CLIENT_METRICS_H

#include "proto/memory.h"
#include <stdio.h>

/* body: a report that passed report_check(). What is not in it is left out. */
void metrics_print(struct view body, FILE *out);

#endif
